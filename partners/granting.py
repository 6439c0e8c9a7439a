"""Who may give whom a role. Whoever may add a membership still asks here.

Nobody changes a membership of their own, and nobody gives a role that they may not
give, or takes one that they could not have given.
"""

from django.utils import timezone
from django.utils.translation import gettext as _

from .field_access import may_grant
from .rights import User
from .standing import standings_of


def refusal_to_grant(user: User, *, holder_id: int | None, roles: list[str]) -> str:
    """Return why a user may not give or take these roles, '' when they may.

    `holder_id` is the key of who has or gets them. Whether the partner is one that the
    user looks after says the action `add` or `change` of memberships.
    """
    if getattr(user, "is_superuser", False) and user.is_active:
        return ""
    if holder_id is not None and holder_id == user.pk:
        return _("Nobody changes their own role. Ask another coordinator.")
    held = standings_of(user, timezone.localdate())
    if not all(may_grant(held, role) for role in roles):
        return _("You may not give or take this role. Ask the national administrator.")
    return ""
