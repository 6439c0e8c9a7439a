"""How an agreement is tied to others: what it carries on, and what became of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from counties.models import County, CountyChange
from publishing.writing import long_date

from .models import Agreement
from .phrases import listed


@dataclass(frozen=True)
class Ties:
    """The agreements before and after one, and how its county ended.

    `ending` is a sentence, '' for a county that is there still. `there` are the public
    agreements of what the county became, less those that say they carry this one on.
    """

    before: Agreement | None
    after: tuple[Agreement, ...]
    ending: str
    there: tuple[Agreement, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.before or self.after or self.ending)


def ties_of(agreement: Agreement, today: date) -> Ties:
    """Return what a public agreement is tied to; drafts and their like stay unseen.

    One query, two more when the county has ended. Wants
    `partnership__county` loaded.
    """
    tied = _with_county(
        Agreement.objects.filter(Q(pk=agreement.continues_id) | Q(continues=agreement))
    )
    before = next((each for each in tied if each.pk == agreement.continues_id), None)
    after = tuple(each for each in tied if each.continues_id == agreement.pk)
    county = agreement.partnership.county
    if not county.valid_to or county.valid_to >= today:
        return Ties(before, after, "", ())
    changes = list(
        CountyChange.objects.filter(old=county)
        .exclude(kind=CountyChange.Kind.PARTIAL_TRANSFER)
        .select_related("new")
        .order_by("-date", "new__sort_name", "new__pk")
    )
    changes = [change for change in changes if change.date == changes[0].date]
    there = _with_county(
        Agreement.objects.filter(
            partnership__county__in=[change.new_id for change in changes]
        )
    )
    named = {agreement.pk, *(each.pk for each in after)}
    return Ties(
        before,
        after,
        _ending(county, changes),
        tuple(each for each in there if each.pk not in named),
    )


def _with_county(agreements):
    return agreements.public().select_related("partnership__county").order_by("slug")


def _ending(county: County, changes: Iterable[CountyChange]) -> str:
    changes = list(changes)
    if not changes:
        return _("%(county)s was a county until %(date)s.") % {
            "county": county.name,
            "date": long_date(county.valid_to),
        }
    words = {
        "county": county.name,
        "new": listed(change.new.name for change in changes),
        "date": long_date(changes[0].date),
    }
    if len(changes) > 1:
        return _("%(county)s was split into %(new)s on %(date)s.") % words
    return _("%(county)s became part of %(new)s on %(date)s.") % words
