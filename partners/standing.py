"""The memberships of a user, as partners/access.py wants them."""

from collections.abc import Callable
from contextvars import ContextVar
from datetime import date

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest, HttpResponse

from .access import Standing
from .models import Membership

# What has been read in the present request; None outside of one.
_kept: ContextVar[dict[tuple[object, date], tuple[Standing, ...]] | None] = ContextVar(
    "standings", default=None
)


def keep_standings(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Read memberships once a request: a page asks of its rights many times.

    The next request reads them anew, so that a role that is taken away counts no
    longer. It reads nothing by itself, and public pages never ask.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        token = _kept.set({})
        try:
            return get_response(request)
        finally:
            _kept.reset(token)

    return middleware


def standings_of(
    user: AbstractBaseUser | AnonymousUser, on: date, *, afresh: bool = False
) -> tuple[Standing, ...]:
    """Return what a user may act as on a day, in a stable order. At most one query.

    Nobody who is not logged in, or whose account is switched off, has any standing;
    nor has a superuser without a membership. The county is that of the partner.
    `afresh` reads what holds now, also when it was read before in this request.
    """
    if not user.is_authenticated or not user.is_active:
        return ()
    kept = _kept.get()
    known = None if kept is None or afresh else kept.get((user.pk, on))
    if known is not None:
        return known
    held = (
        Membership.objects.valid_on(on)
        .filter(user_id=user.pk)
        .order_by("partner__slug", "role", "pk")
        .values_list("role", "partner__slug", "partner__county__code")
    )
    standings = tuple(Standing(*row) for row in held)
    if kept is not None:
        kept[user.pk, on] = standings
    return standings
