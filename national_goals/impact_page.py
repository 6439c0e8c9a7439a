"""What a draft would change, in words: sentences and rows of tables."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile
from typing import Generic, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.impact import AT_HOME, Part, Row
from agreements.impact_reading import Impact
from agreements.matching import BY_STRENGTH
from agreements.phrases import listed
from agreements.reading import Link
from agreements.text.difference_words import (
    MOST_PLACES,
    Names,
    where,
)
from publishing.local_text import LocalText
from services.models import GuidanceService
from services.taxonomy import wider_groups

# More than these are counted where a sentence would name them.
MOST_GROUPS = 4
# A draft that turns everything over would be a page that nobody reads.
MOST_ROWS = 150
HOME = Link("", "")
TableRow = TypeVar("TableRow")


@dataclass(frozen=True)
class Responsible:
    """Who has one kind of part. A link without text is the municipality itself."""

    involvement: str
    parties: tuple[Link, ...]


@dataclass(frozen=True)
class ResponsibilityRow:
    """Tasks that change hands in one and the same way, for whom and where.

    `places` names the municipalities where `who` only counts them; else it is empty.
    """

    who: str
    places: tuple[str, ...]
    tasks: tuple[LocalText, ...]
    before: tuple[Responsible, ...]
    after: tuple[Responsible, ...]


@dataclass(frozen=True)
class ServiceRow:
    """Needs for which other services are put forward than before, or none any more."""

    who: str
    places: tuple[str, ...]
    needs: tuple[LocalText, ...]
    gone: tuple[GuidanceService, ...]
    new: tuple[GuidanceService, ...]
    kept: tuple[GuidanceService, ...]


@dataclass(frozen=True)
class Table(Generic[TableRow]):
    """The first rows of a table; `left_out` counts the others."""

    rows: tuple[TableRow, ...]
    left_out: int


@dataclass(frozen=True)
class ImpactPage:
    """Everything that the page tells. `headline` says it in short."""

    headline: str
    opened: Table[ResponsibilityRow]
    handed: Table[ResponsibilityRow]
    closed: Table[ResponsibilityRow]
    services: Table[ServiceRow]

    @property
    def has_examples(self) -> bool:
        """Return whether a service that is told of is made up."""
        return any(
            service.is_example
            for row in self.services.rows
            for service in (*row.gone, *row.new, *row.kept)
        )


def page_of(impact: Impact) -> ImpactPage:
    """Return what the page tells, in the language of the page."""
    words = _Words(impact)
    found = impact.changes
    return ImpactPage(
        headline=words.headline(),
        opened=_table(words.responsibility, found.opened),
        handed=_table(words.responsibility, found.handed),
        closed=_table(words.responsibility, found.closed),
        services=_table(words.services, found.reached),
    )


def _table(in_words: Callable[[Row], TableRow], rows: Sequence[Row]) -> Table[TableRow]:
    shown = tuple(map(in_words, rows[:MOST_ROWS]))
    return Table(shown, len(rows) - len(shown))


def narrowed_down(
    groups: Iterable[str], broader: Mapping[str, str]
) -> dict[str, list[str]]:
    """Return the widest of the groups, each with the narrower ones that are not meant.

    A group stands for all that are narrower, so that the widest and their exceptions
    say just as much as all groups do. `broader` maps every group to the next wider
    one, '' at the top, and its order is that of the answer.
    """
    meant = set(groups)

    def widest(group: str) -> str:
        return list(takewhile(meant.__contains__, wider_groups(group, broader)))[-1]

    tops = {widest(each) for each in meant}
    found: dict[str, list[str]] = {each: [] for each in broader if each in tops}
    for each, wider in broader.items():
        if each not in meant and wider in meant:
            found[widest(wider)].append(each)
    return found


class _Words:
    """The names of what a change tells of."""

    def __init__(self, impact: Impact) -> None:
        self.impact = impact
        taxonomy = impact.taxonomy
        self.broader = taxonomy.broader
        self.needs = {slug: word.name for slug, word in taxonomy.needs.items()}
        county = impact.version.agreement.partnership.county
        self.names = Names(
            parties={},
            tasks={slug: str(name) for slug, name in impact.tasks.items()},
            groups={slug: str(word.name) for slug, word in taxonomy.groups.items()},
            places=impact.places,
            county=county.name,
            county_places=frozenset(impact.places),
            headings={},
        )

    def headline(self) -> str:
        found = self.impact.changes
        if not self.impact.places:
            return _("There is nothing to compare on this day.")
        if not found.responsibility:
            return _("The draft does not change who is responsible for anything.")
        changed = self._whom(found.responsibility)
        if not found.opened:
            return (
                _(
                    "The draft changes who is responsible for %(groups)s %(where)s."
                    " Nobody loses the one who is responsible for them."
                )
                % changed
            )
        lost = self._whom(found.opened)
        return _(
            "The draft changes who is responsible for %(groups)s %(where)s. It leaves"
            " %(lost_groups)s %(lost_where)s with tasks that nobody answers for."
        ) % {**changed, "lost_groups": lost["groups"], "lost_where": lost["where"]}

    def _whom(self, rows: Sequence[Row[Part]]) -> dict[str, str]:
        groups = {group for row in rows for group in row.groups}
        told = narrowed_down(groups, self.broader)
        count = ngettext(
            "%(count)d target group", "%(count)d target groups", len(groups)
        ) % {"count": len(groups)}
        is_short = len(told) + sum(map(len, told.values())) <= MOST_GROUPS
        return {
            "groups": self._named(groups) if is_short else count,
            "where": where(
                frozenset(code for row in rows for code in row.municipalities),
                self.names,
            ),
        }

    def _named(self, groups: Iterable[str]) -> str:
        """Return target groups as a list in words."""
        names = self.names.groups
        return listed(
            _("%(group)s (except %(others)s)")
            % {"group": names[each], "others": listed(names[one] for one in without)}
            if without
            else names[each]
            for each, without in narrowed_down(groups, self.broader).items()
        )

    def responsibility(self, row: Row[Part]) -> ResponsibilityRow:
        return ResponsibilityRow(
            **self._for_whom(row),
            tasks=tuple(self.impact.tasks[task] for task in row.subjects),
            before=_by_part(row.before, self.impact.parties_before),
            after=_by_part(row.after, self.impact.parties_after),
        )

    def services(self, row: Row[int]) -> ServiceRow:
        def told(keys: frozenset[int]) -> tuple[GuidanceService, ...]:
            return tuple(
                service for key, service in self.impact.services.items() if key in keys
            )

        return ServiceRow(
            **self._for_whom(row),
            needs=tuple(self.needs[need] for need in row.subjects),
            gone=told(row.gone),
            new=told(row.new),
            kept=told(row.before & row.after),
        )

    def _for_whom(self, row: Row) -> dict[str, object]:
        places = frozenset(row.municipalities)
        elsewhere = self.names.county_places - places
        is_counted = min(len(places), len(elsewhere) or 1) > MOST_PLACES
        names = [self.impact.places[code] for code in row.municipalities]
        return {
            "who": _("%(groups)s %(where)s")
            % {"groups": self._named(row.groups), "where": where(places, self.names)},
            "places": tuple(names) if is_counted else (),
        }


def _by_part(
    parts: Iterable[Part], parties: Mapping[str, Link]
) -> tuple[Responsible, ...]:
    """Return the parts with the strongest first, the municipality itself before all."""
    ordered = sorted(
        parts,
        key=lambda part: (
            BY_STRENGTH.index(part.involvement),
            part.party != AT_HOME,
            part.party,
        ),
    )
    return tuple(
        Responsible(
            involvement,
            tuple(
                HOME if part.party == AT_HOME else parties[part.party] for part in each
            ),
        )
        for involvement, each in groupby(ordered, key=lambda part: part.involvement)
    )
