"""Read what is needed to tell a merger of two versions in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from counties.names import sort_key
from services.models import TargetGroup

from ..models import (
    AgreementVersion,
    Task,
)
from ..reading import written_form
from . import handover
from .canonical import VersionText
from .clash_words import (
    ToldClash,
    told_clash,
)
from .difference import difference
from .difference_reading import (
    Rows,
    read_rows,
)
from .difference_words import (
    Names,
    Told,
    told,
)
from .merging import Merged


@dataclass(frozen=True)
class MergerReading:
    """What a page tells of a merger: what is left to choose, and what it leads to.

    `result` are the changes that the draft on our side gets.
    """

    clashes: tuple[ToldClash, ...]
    decided: tuple[ToldClash, ...]
    result: Told


def read_merger(
    merged: Merged, versions: Iterable[AgreementVersion], ours: VersionText, language
) -> MergerReading:
    """Return a merger in the active language, which is `language`.

    `versions` are the base, ours and theirs, with `agreement__partnership__county`
    loaded. Eight queries.
    """
    rows = read_rows(versions)
    names = names_of(rows, language)
    change = difference(ours, merged.text)
    shifts = handover.shifts(
        ours.responsibilities,
        merged.text.responsibilities,
        county=names.county_places,
        home_of=_homes(rows),
    )
    return MergerReading(
        clashes=tuple(told_clash(each, names) for each in merged.clashes),
        decided=tuple(told_clash(each, names) for each in merged.decided),
        result=told(change, shifts, names),
    )


def names_of(rows: list[Rows], language: str) -> Names:
    """Return what everything in some versions of one agreement is called."""
    version = rows[1].version
    county = version.agreement.partnership.county
    signed = version.agreement.signed_language
    places = county.municipalities.all()
    day = version.agreed_from or version.agreed_to
    places = dict((places.valid_on(day) if day else places).values_list("code", "name"))
    of_county = frozenset(places) or frozenset({""})
    places |= {
        place.code: place.name
        for each in rows
        for row in each.responsibilities
        for place in row.municipalities.all()
    }
    headings = {
        clause.key: written_form(
            {"nb": clause.heading_nb, "nn": clause.heading_nn}, language, signed
        )
        for each in reversed(rows)
        for clause in each.clauses
    }
    return Names(
        parties={
            party.partner.slug: party.name
            for each in reversed(rows)
            for party in each.parties
        },
        tasks={task.slug: task.name for task in Task.objects.all()},
        groups={group.slug: group.name for group in TargetGroup.objects.all()},
        places=dict(sorted(places.items(), key=lambda place: sort_key(place[1]))),
        county=county.name,
        county_places=of_county,
        headings=headings,
    )


def _homes(rows: list[Rows]) -> dict[str, str]:
    return {
        party.partner.slug: party.partner.municipality.code
        for each in rows
        for party in each.parties
        if party.partner.municipality
    }
