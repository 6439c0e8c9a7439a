"""The memberships of a user, as partners/access.py wants them."""

from datetime import date

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from .access import Standing
from .models import Membership


def standings_of(
    user: AbstractBaseUser | AnonymousUser, on: date
) -> tuple[Standing, ...]:
    """Return what a user may act as on a day, in a stable order. One query.

    Nobody who is not logged in, or whose account is switched off, has any standing;
    nor has a superuser without a membership. The county is that of the partner.
    """
    if not user.is_authenticated or not user.is_active:
        return ()
    held = (
        Membership.objects.valid_on(on)
        .filter(user_id=user.pk)
        .order_by("partner__slug", "role", "pk")
        .values_list("role", "partner__slug", "partner__county__code")
    )
    return tuple(Standing(*row) for row in held)
