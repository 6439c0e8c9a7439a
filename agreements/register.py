"""The register of agreements: one row for each, and for cooperation without one."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from counties.models import County
from counties.names import sort_key
from partners.models import Partner

from . import reading
from .models import Agreement, AgreementVersion, Partnership, Party


@dataclass(frozen=True)
class Row:
    """An agreement as it stands on a day, or a partnership that has none.

    Without an agreement `shown` is None and `history` is empty.
    """

    partnership: Partnership
    title: str
    title_lang: str
    url: str
    state: str
    shown: reading.Holding | None
    history: tuple[reading.Holding, ...]
    party_count: int
    is_example: bool

    @property
    def county(self) -> County:
        return self.partnership.county

    @property
    def parties(self) -> set[Partner]:
        """Return everyone who is a party of a public version."""
        return {partner for holding in self.history for partner in parties_of(holding)}

    def has_party(self, slug: str, year: int | None = None) -> bool:
        """Return whether a partner is a party, of a version in force in `year`.

        '' is any partner, and None any time; without both every row has it.
        """
        if not slug and year is None:
            return True
        return any(
            (not slug or slug in {partner.slug for partner in parties_of(holding)})
            and (year is None or holds_in(holding, year))
            for holding in self.history
        )

    @property
    def steward(self) -> Partner | None:
        return self.partnership.steward


def parties_of(holding: reading.Holding) -> list[Partner]:
    """Return the partners that are parties of a version in the register."""
    return [party.partner for party in holding.version.parties.all()]


def holds_in(holding: reading.Holding, year: int) -> bool:
    """Return whether a version is in force on any day of a year."""
    return holding.overlaps(date(year, 1, 1), date(year, 12, 31))


def years_of(rows: list[Row], today: date) -> range:
    """Return the years that some agreement tells of, this one among them."""
    days = [
        day
        for row in rows
        for holding in row.history
        if holding.ever_held
        for day in (holding.first, holding.last)
        if day
    ]
    years = [today.year, *(day.year for day in days)]
    return range(min(years), max(years) + 1)


def register_on(day: date) -> list[Row]:
    """Return the public register on a day, by county in Norwegian order.

    Of the same county what is in force comes first. Five queries.
    """
    rows = _agreements(day) + _not_formalised()
    return sorted(
        rows,
        key=lambda row: (
            sort_key(row.county.name),
            row.county.pk,
            row.state != reading.IN_FORCE,
            row.url,
        ),
    )


def counties_without(rows: list[Row], day: date) -> list[County]:
    """Return the counties valid on a day that no row tells of. One query."""
    told = {row.county.pk for row in rows}
    valid = County.objects.valid_on(day).in_norwegian_order()
    return [county for county in valid if county.pk not in told]


def _agreements(day):
    versions: dict[int, list[AgreementVersion]] = {}
    public = (
        AgreementVersion.objects.public()
        .select_related("effective", "agreement")
        .prefetch_related(
            "later_events",
            Prefetch("parties", Party.objects.select_related("partner")),
        )
    )
    for version in public:
        versions.setdefault(version.agreement_id, []).append(version)
    agreements = Agreement.objects.filter(pk__in=versions).select_related(
        "partnership__county", "partnership__steward"
    )
    rows = []
    for agreement in agreements:
        history = reading.history_of(versions[agreement.pk], day)
        shown = reading.to_show(history)
        rows.append(
            Row(
                partnership=agreement.partnership,
                title=agreement.title,
                title_lang=agreement.title.lang,
                url=agreement.get_absolute_url(),
                state=shown.state,
                shown=shown,
                history=tuple(history),
                party_count=len(shown.version.parties.all()),
                is_example=agreement.is_example,
            )
        )
    return rows


def _not_formalised():
    """Return published partnerships that say they have no written agreement."""
    found = (
        Partnership.objects.published()
        .filter(is_formalised=False)
        .exclude(agreements__versions__state="signed")
        .select_related("county", "steward")
    )
    return [
        Row(
            partnership=partnership,
            title=partnership.name,
            title_lang=partnership.name.lang,
            url=partnership.county.get_absolute_url(),
            state=reading.NOT_FORMALISED,
            shown=None,
            history=(),
            party_count=0,
            is_example=partnership.is_example,
        )
        for partnership in found
    ]
