"""When rows were last confirmed: read for many at once, and told for one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models.functions import Cast, JSONObject
from django.utils.translation import gettext as _

from .fact_groups import FactGroup, groups_of, owner_of
from .freshness import (
    ALL,
    DEFAULT_MONTHS,
    Confirmed,
    Freshness,
    freshness,
    latest,
)
from .models import Check
from .writing import long_date

# (key of the content type, key of the row, group of facts) → last confirmation.
Confirmations = Mapping[tuple[int, str, str], Confirmed]


@dataclass(frozen=True)
class GroupState:
    """How one group of a row's facts stands on a day."""

    group: FactGroup
    freshness: Freshness

    @property
    def sentence(self) -> str:
        """Return who confirmed it when, or since when nobody has; '' for never."""
        last = self.freshness.last
        if last is None:
            return ""
        if self.freshness.is_overdue:
            return str(self.group.overdue) % {"day": long_date(last.on)}
        return confirmed_words(last)


def last_confirmations(rows: Iterable[models.Model]) -> Confirmations:
    """Return a person's last confirmation of each group of the rows. One query."""
    keys: dict[int, set[str]] = {}
    for row in rows:
        kind = ContentType.objects.get_for_model(row).pk
        keys.setdefault(kind, set()).add(str(row.pk))
    if not keys:
        return {}
    asked = models.Q()
    for kind, ids in keys.items():
        asked |= models.Q(content_type=kind, object_id__in=ids)
    found = (
        Check.objects.filter(asked, kind=Check.Kind.CONFIRMED)
        .order_by("content_type", "object_id", "fact_group", "-checked_on", "-id")
        .distinct("content_type", "object_id", "fact_group")
        .values_list(
            "content_type", "object_id", "fact_group", "checked_on", "on_behalf_of"
        )
    )
    return {
        (kind, key, group): Confirmed(day, by) for kind, key, group, day, by in found
    }


def with_confirmations(rows: models.QuerySet) -> models.QuerySet:
    """Return rows that bring their last confirmations along, without a query more."""
    checks = (
        Check.objects.filter(
            content_type=ContentType.objects.get_for_model(rows.model),
            object_id=Cast(models.OuterRef("pk"), models.CharField()),
            kind=Check.Kind.CONFIRMED,
        )
        .order_by("fact_group", "-checked_on", "-id")
        .distinct("fact_group")
        .values(
            told=JSONObject(
                group="fact_group",
                day=Cast("checked_on", models.CharField()),
                by="on_behalf_of",
            )
        )
    )
    return rows.annotate(confirmations_told=ArraySubquery(checks))


def group_states(
    row: models.Model, months: int, today: date, found: Confirmations | None = None
) -> list[GroupState]:
    """Return how each group of a row stands, by `found` or what came with the row.

    One query where neither is there. An older confirmation of everything counts for
    each group.
    """
    if found is None:
        found = _along_with(row)
    kind, key = ContentType.objects.get_for_model(row).pk, str(row.pk)
    everything = found.get((kind, key, ALL))
    return [
        GroupState(
            group,
            freshness(
                latest(found.get((kind, key, group.key)), everything), months, today
            ),
        )
        for group in groups_of(row)
    ]


def confirmed_words(last: Confirmed) -> str:
    """Return «Bekreftet av Nav Innlandet 12. november 2026»."""
    if not last.by:
        return _("Confirmed %(day)s") % {"day": long_date(last.on)}
    return _("Confirmed by %(by)s %(day)s") % {
        "by": last.by,
        "day": long_date(last.on),
    }


def _along_with(row: models.Model) -> Confirmations:
    """Return the confirmations that `with_confirmations` loaded, else ask for them."""
    told = getattr(row, "confirmations_told", None)
    if told is None:
        return last_confirmations([row])
    kind = ContentType.objects.get_for_model(row).pk
    return {
        (kind, str(row.pk), each["group"]): Confirmed(
            date.fromisoformat(each["day"]), each["by"]
        )
        for each in told
    }


@dataclass(frozen=True)
class Told:
    """What a public page says of a row's confirmations.

    `overdue` are sentences by group of facts; `confirmed` are lines on what holds.
    `is_settled` says that a person has confirmed every group, so that the day of the
    source no longer matters. `confirmed_on` is the last day of any confirmation.
    """

    overdue: Mapping[str, str]
    confirmed: tuple[str, ...]
    is_settled: bool
    confirmed_on: date | None


def told_of(row: models.Model, today: date) -> Told:
    """Return what a page says of the confirmations of a row.

    One query, unless the row comes from `with_confirmations`. Its owner, when there is
    one, comes with the row.
    """
    return in_words(group_states(row, months_of(row), today))


def months_of(row: models.Model) -> int:
    """Return how often the owner of a row wants to confirm it."""
    owner = owner_of(row)
    return owner.confirm_every_months if owner else DEFAULT_MONTHS


def in_words(states: Sequence[GroupState]) -> Told:
    """Return states in words; one line for all when they were confirmed together."""
    known = [each for each in states if each.freshness.last]
    overdue = {
        each.group.key: each.sentence for each in known if each.freshness.is_overdue
    }
    fresh = [each for each in known if not each.freshness.is_overdue]
    if len(fresh) == len(states) and len({each.sentence for each in fresh}) == 1:
        confirmed = (fresh[0].sentence,)
    else:
        confirmed = tuple(f"{each.group.name}: {_inside(each)}" for each in fresh)
    last = latest(*(each.freshness.last for each in known))
    return Told(overdue, confirmed, len(known) == len(states), last and last.on)


def _inside(state: GroupState) -> str:
    """Return the sentence as it stands behind a colon."""
    return state.sentence[:1].lower() + state.sentence[1:]
