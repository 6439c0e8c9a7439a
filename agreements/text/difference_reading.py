"""Read two versions of an agreement as a page tells what changed between them.

Everything returned is plain values in the language of the page. Drafts can be read
too; who may see them is for the caller to know.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from counties.names import sort_key
from publishing.local_text import LocalText
from services.models import TargetGroup

from ..models import (
    AgreementVersion,
    Clause,
    Party,
    Responsibility,
    Task,
)
from ..reading import (
    Link,
    written_form,
)
from . import handover
from .canonical import VersionText
from .clause_words import (
    clause_blocks,
    legal_basis_of,
)
from .difference import (
    Difference,
    difference,
)
from .difference_words import (
    Names,
    Told,
    told,
    where,
)
from .version_text import text_of
from .word_difference import Block

NEW, GONE, REWORDED, SAME_TEXT = "new", "gone", "reworded", "same"


@dataclass(frozen=True)
class Rows:
    """What is stored of a version, each in its order, and the same as it is signed."""

    version: AgreementVersion
    clauses: tuple[Clause, ...]
    parties: tuple[Party, ...]
    responsibilities: tuple[Responsibility, ...]
    text: VersionText


@dataclass(frozen=True)
class ClauseChange:
    """A clause that is not as it was.

    `state` is NEW, GONE, REWORDED, or SAME_TEXT for one with another number or place.
    `heading_before` is '' where the heading is as it was, `number_before` where the
    number is. The words stand in `blocks`, in the language `lang`; an exempt text is
    left out in both versions, and `legal_basis` says why. The addresses are '' where
    the clause is not, or the version is no public one.
    """

    key: str
    state: str
    number: str
    number_before: str
    heading: LocalText
    heading_before: LocalText
    has_moved: bool
    lang: str
    blocks: tuple[Block, ...]
    legal_basis: str
    url_before: str
    url_after: str

    @property
    def anchor(self) -> str:
        """Return the fragment of the clause on the page of the difference."""
        return f"punkt-{self.number}"


@dataclass(frozen=True)
class PartyChange:
    """A party that came, went (`state` NEW, GONE), or is named or described anew."""

    state: str
    name: str
    name_before: str
    url: str
    role: LocalText
    role_before: LocalText


@dataclass(frozen=True)
class HandsRow:
    """A line of the table: tasks, for whom, where, who does it no more, and who now.

    `before` and `after` are (involvement, parties); one of them may be empty. A party
    without a name is the municipality itself.
    """

    tasks: tuple[str, ...]
    groups: tuple[str, ...]
    where: str
    before: tuple[tuple[str, tuple[Link, ...]], ...]
    after: tuple[tuple[str, tuple[Link, ...]], ...]


@dataclass(frozen=True)
class DifferenceReading:
    """Everything a page tells of the way from one version to another."""

    change: Difference
    told: Told
    clauses: tuple[ClauseChange, ...]
    unchanged_clauses: int
    parties: tuple[PartyChange, ...]
    hands: tuple[HandsRow, ...]


def read_rows(versions: Iterable[AgreementVersion]) -> list[Rows]:
    """Return what is stored of versions, in their order. Five queries.

    Wants `agreement` loaded.
    """
    versions = list(versions)
    clauses = Clause.objects.filter(version__in=versions).select_related("exemption")
    parties = Party.objects.filter(version__in=versions).select_related(
        "partner__municipality"
    )
    rows = (
        Responsibility.objects.filter(version__in=versions)
        .select_related("task", "party__partner", "clause")
        .prefetch_related("target_groups", "municipalities")
    )
    by_version = [
        _by_version(found)
        for found in (
            clauses.order_by("position", "pk"),
            parties.order_by("position", "pk"),
            rows.order_by("position", "pk"),
        )
    ]
    return [
        _rows_of(version, *(found.get(version.pk, ()) for found in by_version))
        for version in versions
    ]


def read_difference(
    before: AgreementVersion, after: AgreementVersion, *, language: str
) -> DifferenceReading:
    """Return what changes from one version to the other, for a page in `language`.

    Eight queries. Wants `agreement__partnership__county` loaded.
    """
    old, new = read_rows([before, after])
    change = difference(old.text, new.text)
    names = _names(old, new, language)
    home_of = {
        party.partner.slug: party.partner.municipality.code
        for party in (*old.parties, *new.parties)
        if party.partner.municipality
    }
    both = old.text.responsibilities, new.text.responsibilities
    known = {"county": names.county_places, "home_of": home_of}
    return DifferenceReading(
        change=change,
        told=told(change, handover.shifts(*both, **known), names),
        clauses=tuple(_clauses(old, new, change, language)),
        unchanged_clauses=len(
            set(change.clauses.order)
            - {clause.key for clause in change.clauses.added}
            - {turn.after.key for turn in change.reworded}
        ),
        parties=tuple(_parties(old, new)),
        hands=tuple(_hands(handover.hands(*both, **known), names, old, new)),
    )


def _by_version(rows):
    found: dict[int, list] = {}
    for row in rows:
        found.setdefault(row.version_id, []).append(row)
    return found


def _rows_of(version, clauses, parties, rows) -> Rows:
    text = text_of(version, clauses, parties, rows)
    return Rows(version, tuple(clauses), tuple(parties), tuple(rows), text)


def _names(old: Rows, new: Rows, language: str) -> Names:
    version = new.version
    county = version.agreement.partnership.county
    day = _day_of(version) or _day_of(old.version)
    places = county.municipalities.all()
    places = dict((places.valid_on(day) if day else places).values_list("code", "name"))
    # Tests and counties long gone may have none on record; "" stands for all of it.
    of_county = frozenset(places) or frozenset({""})
    rows = (*old.responsibilities, *new.responsibilities)
    for row in rows:
        places |= {place.code: place.name for place in row.municipalities.all()}
    signed = version.agreement.signed_language
    return Names(
        parties={
            **{party.partner.slug: party.name for party in new.parties},
            **{
                party.partner.slug: party.name
                for party in old.parties
                if party.partner_id not in {each.partner_id for each in new.parties}
            },
        },
        tasks={task.slug: task.name for task in Task.objects.all()},
        groups={group.slug: group.name for group in TargetGroup.objects.all()},
        places=dict(sorted(places.items(), key=lambda place: sort_key(place[1]))),
        county=county.name,
        county_places=of_county,
        headings={
            clause.key: _heading(clause, language, signed)
            for clause in (*old.clauses, *new.clauses)
        },
    )


def _day_of(version: AgreementVersion) -> date | None:
    return version.agreed_from or version.agreed_to


def _clauses(old: Rows, new: Rows, change: Difference, language: str):
    """Yield the clauses that changed, those that are gone where they stood."""
    before = {clause.key: clause for clause in old.clauses}
    after = {clause.key: clause for clause in new.clauses}
    for key in _in_reading_order(list(before), list(after)):
        found = _clause(before.get(key), after.get(key), old, new, change, language)
        if found is not None:
            yield found


def _in_reading_order(before: list[str], after: list[str]) -> list[str]:
    """Return the names after, and each that is gone behind its neighbour before it."""
    order = list(after)
    for place, name in enumerate(before):
        if name not in order:
            neighbour = before[place - 1] if place else None
            order.insert(order.index(neighbour) + 1 if neighbour else 0, name)
    return order


def _clause(was, now, old, new, change, language) -> ClauseChange | None:
    clause = now or was
    signed = new.version.agreement.signed_language
    has_moved = clause.key in change.clauses.moved
    lang, blocks = clause_blocks(was, now, language=language, signed=signed)
    heading = _heading(clause, language, signed)
    heading_before = _heading(was or now, language, signed)
    if was is None or now is None:
        state = NEW if was is None else GONE
    elif blocks or _headings(was) != _headings(now):
        state = REWORDED
    elif was.number != now.number or has_moved:
        state = SAME_TEXT
    else:
        return None
    legal_basis = legal_basis_of(now, was)
    return ClauseChange(
        key=clause.key,
        state=state,
        number=clause.number,
        number_before=was.number if was and was.number != clause.number else "",
        heading=heading,
        heading_before=heading_before if heading_before != heading else LocalText(),
        has_moved=has_moved,
        lang=lang,
        blocks=() if legal_basis else blocks,
        legal_basis=legal_basis,
        url_before=_url(old.version, was),
        url_after=_url(new.version, now),
    )


def _url(version: AgreementVersion, clause: Clause | None) -> str:
    is_public = version.state == AgreementVersion.State.SIGNED
    if clause is None or not is_public:
        return ""
    return f"{version.get_absolute_url()}#{clause.anchor}"


def _heading(clause: Clause, language: str, signed: str) -> LocalText:
    headings = {"nb": clause.heading_nb, "nn": clause.heading_nn}
    return written_form(headings, language, signed)


def _headings(clause: Clause) -> tuple[str, str]:
    return clause.heading_nb, clause.heading_nn


def _parties(old: Rows, new: Rows):
    """Yield the parties that are not as they were, new ones first, then those gone."""
    before = {party.partner_id: party for party in old.parties}
    after = {party.partner_id: party for party in new.parties}
    for pk, party in after.items():
        was = before.get(pk)
        if was is None:
            yield _party(NEW, party, party)
        elif (was.name, was.role) != (party.name, party.role):
            yield _party(REWORDED, was, party)
    for pk, party in before.items():
        if pk not in after:
            yield _party(GONE, party, party)


def _party(state: str, was: Party, now: Party) -> PartyChange:
    return PartyChange(
        state=state,
        name=now.name,
        name_before=was.name if was.name != now.name else "",
        url=now.partner.get_absolute_url(),
        role=now.role,
        role_before=was.role if was.role != now.role else LocalText(),
    )


def _hands(
    found: Iterable[handover.Hands], names: Names, old: Rows, new: Rows
) -> Iterable[HandsRow]:
    """Yield the lines of the table: first where somebody does something no longer.

    Then tasks and groups in their own order.
    """
    partners = {
        party.partner.slug: party.partner for party in (*old.parties, *new.parties)
    }
    tasks, groups = list(names.tasks), list(names.groups)
    for each in sorted(
        found,
        key=lambda each: (
            not each.before,
            min(tasks.index(task) for task in each.tasks),
            min(groups.index(group) for group in each.groups),
            sorted(each.places),
        ),
    ):
        yield HandsRow(
            tasks=tuple(
                name for slug, name in names.tasks.items() if slug in each.tasks
            ),
            groups=tuple(
                name for slug, name in names.groups.items() if slug in each.groups
            ),
            where=where(each.places, names),
            before=_parts(each.before, names.parties, partners),
            after=_parts(each.after, names.parties, partners),
        )


def _parts(
    parts: Iterable[handover.Part], names: Mapping[str, str], partners: Mapping
) -> tuple[tuple[str, tuple[Link, ...]], ...]:
    """Return the parties by their part; no party is the municipality itself."""
    found: dict[str, list[Link]] = {}
    for part in parts:
        link = Link("", "")
        if part.party is not None:
            link = Link(names[part.party], partners[part.party].get_absolute_url())
        found.setdefault(part.involvement, []).append(link)
    return tuple((involvement, tuple(links)) for involvement, links in found.items())
