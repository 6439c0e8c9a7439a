"""Find an account by what somebody calls it, and look at the password once."""

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AbstractBaseUser


class AccountBackend(ModelBackend):
    """Django's own, that also takes the e-mail address for a name.

    Whether there is such an account or not, one password is hashed: the time tells
    nothing.
    """

    def authenticate(self, request, username=None, password=None, **credentials):
        if not username or password is None:
            return None
        user = account_called(username)
        if user is None:
            get_user_model()().set_password(password)
            return None
        if user.check_password(password) and self.user_can_authenticate(user):
            return user
        return None


def account_called(name: str) -> AbstractBaseUser | None:
    """Return the account of that user name, or of that e-mail address when one has it.

    Two queries at most. An address that two accounts share names none of them.
    """
    users = get_user_model().objects
    name = name.strip()
    if "\0" in name:
        return None
    known = users.filter(username__in={name, name.lower()}).order_by("pk").first()
    if known is None and "@" in name:
        sharing = list(users.filter(email__iexact=name).order_by("pk")[:2])
        known = sharing[0] if len(sharing) == 1 else None
    return known
