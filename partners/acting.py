"""For which of their partners somebody acts when they change a row."""

from collections.abc import Collection
from typing import Any

from django.utils import timezone

from .access import may
from .models import Partner
from .scopes import scope_of
from .standing import standings_of


def acting_for(actor: Any, row: Any) -> str:
    """Return the slug of the partner whose membership lets them change the row.

    Of several, the row's own owner comes first. '' where no membership does: for those
    who run the portal, and for rows that belong to nobody.
    """
    on = timezone.localdate()
    held = standings_of(actor, on)
    scope = scope_of(type(row))
    while held and scope is not None and scope.parent:
        row = getattr(row, scope.parent, None)
        scope = None if row is None else scope_of(type(row))
    if not held or scope is None:
        return ""
    thing = scope.thing_of(row, on)
    fitting = [each.partner for each in held if may([each], "change", thing)]
    own = [slug for slug in fitting if slug in thing.owners]
    return next(iter(own + fitting), "")


def names_of(slugs: Collection[str]) -> dict[str, str]:
    """Return the names of partners by their slugs. One query."""
    return dict(Partner.objects.filter(slug__in=slugs).values_list("slug", "name"))
