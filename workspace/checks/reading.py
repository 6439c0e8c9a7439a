"""What partners are to confirm: their published rows, and how each group stands."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.urls import reverse

from agreements.models import RoleDescription
from guidance_centres.models import GuidanceCentre
from partners.models import Partner
from publishing.checks import GroupState, group_states, last_confirmations, months_of
from publishing.fact_groups import owner_of
from services.models import GuidanceService

# What stands in the address of each kind, in the order in which pages tell of them.
KINDS: dict[str, type[models.Model]] = {
    "tilbud": GuidanceService,
    "steder": GuidanceCentre,
    "roller": RoleDescription,
    "partnere": Partner,
}


@dataclass(frozen=True)
class RowToConfirm:
    """A row and how its groups stand. `name` may know its language."""

    row: models.Model
    kind: str
    states: Sequence[GroupState]

    @property
    def name(self):
        return name_of(self.row)

    @property
    def url(self) -> str:
        return reverse("workspace:confirm", args=[self.kind, slug_of(self.row)])

    @property
    def public_url(self) -> str:
        return public_url_of(self.row)

    @property
    def owner(self) -> Partner | None:
        return owner_of(self.row)

    @property
    def urgency(self) -> int:
        return min(each.freshness.urgency for each in self.states)

    @property
    def due_on(self) -> date | None:
        days = [each.freshness.due_on for each in self.states if each.freshness.due_on]
        return min(days, default=None)

    @property
    def to_confirm(self) -> list[GroupState]:
        return [each for each in self.states if each.freshness.is_to_confirm]


def queryset_of(kind: str, on: date) -> models.QuerySet:
    """Return the rows of a kind that can be confirmed on a day, with their owner."""
    if kind == "tilbud":
        return GuidanceService.objects.published().select_related("provider__county")
    if kind == "steder":
        return (
            GuidanceCentre.objects.published()
            .select_related("partner__county", "county", "municipality")
            .in_norwegian_order()
        )
    if kind == "roller":
        return (
            RoleDescription.objects.published()
            .valid_on(on)
            .select_related("role__partner__county", "role__partnership__county")
        )
    return (
        Partner.objects.active_on(on)
        .select_related("county", "municipality__county")
        .in_norwegian_order()
    )


def rows_of(partners: Collection[int], on: date) -> list[models.Model]:
    """Return everything of some partners (keys) that can be confirmed. Four queries."""
    owners = {
        "tilbud": "provider__in",
        "steder": "partner__in",
        "roller": "role__partner__in",
        "partnere": "pk__in",
    }
    return [
        row
        for kind, owner in owners.items()
        for row in queryset_of(kind, on).filter(**{owner: list(partners)})
    ]


def find_row(kind: str, slug: str, on: date) -> models.Model | None:
    """Return the row at an address, None when there is none that can be confirmed."""
    path = "role__slug" if kind == "roller" else "slug"
    if kind not in KINDS:
        return None
    return queryset_of(kind, on).filter(**{path: slug}).first()


def with_states(rows: Iterable[models.Model], on: date) -> list[RowToConfirm]:
    """Return rows with the states of their groups, the most urgent first. One query."""
    rows = list(rows)
    found = last_confirmations(rows)
    told = [
        RowToConfirm(row, kind_of(row), group_states(row, months_of(row), on, found))
        for row in rows
    ]
    return sorted(told, key=_order)


def kind_of(row: models.Model) -> str:
    return next(kind for kind, model in KINDS.items() if isinstance(row, model))


def slug_of(row: models.Model) -> str:
    return row.role.slug if isinstance(row, RoleDescription) else row.slug


def name_of(row: models.Model):
    """Return what a row is called; it may know its language."""
    if isinstance(row, RoleDescription):
        return row.role.name
    return row.name


def public_url_of(row: models.Model) -> str:
    if isinstance(row, RoleDescription):
        return row.role.get_absolute_url()
    return row.get_absolute_url()


def _order(told: RowToConfirm) -> tuple[int, date, int, str]:
    kinds = list(KINDS)
    return (
        told.urgency,
        told.due_on or date.max,
        kinds.index(told.kind),
        slug_of(told.row),
    )
