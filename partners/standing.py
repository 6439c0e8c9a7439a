"""The memberships of a user, as partners/access.py wants them."""

from collections.abc import Callable
from contextvars import ContextVar
from datetime import date

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse

from .access import Standing
from .models import Membership, Partner

# How far up an organisation is looked for above the partner that a membership names.
# Nav's offices stand three below Nav.
LEVELS_ABOVE = 5

# What has been read in the present request; None outside of one.
_kept: ContextVar[dict[tuple[object, object, date], tuple[Standing, ...]] | None] = (
    ContextVar("standings", default=None)
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
    `afresh` reads what holds now, also when it was read before in this request. What
    is passed must be the request's own user: see `held_by`.
    """
    if not user.is_authenticated or not user.is_active:
        return ()
    kept = _kept.get()
    # The same person may be asked about with the limits of a session, and without.
    key = (user.pk, getattr(user, "acting_for", None), on)
    known = None if kept is None or afresh else kept.get(key)
    if known is not None:
        return known
    held = (
        held_by(user, on)
        .order_by("partner__slug", "role", "pk")
        .values_list("role", "partner__slug", "partner__county__code")
    )
    standings = tuple(Standing(*row) for row in held)
    if kept is not None:
        kept[key] = standings
    return standings


def held_by(
    user: AbstractBaseUser | AnonymousUser, on: date, *, acting_for: str | None = None
) -> QuerySet[Membership]:
    """Return the memberships that a user may use on a day.

    `acting_for` is the organisation number that the session was begun for: only
    memberships of that organisation, and of those that belong to it, count then. None
    takes what the request says of its user (partners/oidc/acting_for.py), and all of
    them when it says nothing.
    """
    if not user.is_authenticated or not user.is_active:
        return Membership.objects.none()
    held = Membership.objects.valid_on(on).filter(user_id=user.pk)
    number = getattr(user, "acting_for", None) if acting_for is None else acting_for
    if number is None:
        return held
    return held.filter(_below("partner__", number))


def belongs_to(partner: Partner, number: str) -> bool:
    """Return whether a partner has an organisation number, or belongs to who has it."""
    return Partner.objects.filter(_below("", number), pk=partner.pk).exists()


def _below(prefix: str, number: str) -> Q:
    found = Q()
    for level in range(LEVELS_ABOVE + 1):
        found |= Q(**{f"{prefix}{'parent__' * level}organisation_number": number})
    return found
