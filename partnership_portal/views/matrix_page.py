"""The matrix of one county as the page shows it, with words, links and limits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.matching import BY_STRENGTH, Tree
from agreements.matrix import DOING, Limit, Part, Row, matrix, named_groups
from agreements.matrix_reading import part_of, responsibilities_of
from agreements.models import AgreementVersion, Party, Responsibility, Task
from agreements.phrases import listed, shortened, written_day
from counties.models import County
from publishing.local_text import LocalText
from services.models import TargetGroup

USUAL_GROUP = "adults"


@dataclass(frozen=True)
class Asked:
    """What the reader asks for; `problems` are sentences about what was not understood.

    `group` is None when none was asked for.
    """

    day: date
    group: str | None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cell:
    """A part in words. `place` is '' for the whole county."""

    involvement: str
    party: Party
    place: str
    note: LocalText
    clause_label: str
    clause_url: str


@dataclass(frozen=True)
class Line:
    """A task with one list of cells for each party, and what is missing in it."""

    task: LocalText
    cells: tuple[tuple[Cell, ...], ...]
    is_gap: bool
    is_empty: bool
    leaders_overlap: bool
    uncovered: str

    @property
    def notes(self) -> list[tuple[str, LocalText]]:
        """Return each note once, with the names of the parties it is about."""
        parties: dict[LocalText, list[str]] = {}
        for cell in (cell for party in self.cells for cell in party):
            if cell.note:
                parties.setdefault(cell.note, []).append(cell.party.name)
        return [(listed(dict.fromkeys(names)), note) for note, names in parties.items()]

    @property
    def doing(self) -> list[list[Cell]]:
        """Return the parts of those who lead or deliver, the strongest first.

        Parts of the same kind that follow from the same clause stand together.
        """
        together: dict[tuple[int, str], list[Cell]] = {}
        for cell in (cell for party in self.cells for cell in party):
            if cell.involvement in DOING:
                key = (BY_STRENGTH.index(cell.involvement), cell.clause_url)
                together.setdefault(key, []).append(cell)
        return [together[key] for key in sorted(together)]


def read_question(query: QueryDict, today: date, groups: Iterable[str]) -> Asked:
    """Return the day and group asked for; what makes no sense is told and left out."""
    problems = []
    day = written_day(query.get("dato", "").strip())
    if day is None and query.get("dato", "").strip():
        problems.append(
            _(
                "We do not understand the date «%(text)s». Write day, month and year,"
                " for example 31.1.2025. Below is what holds today."
            )
            % {"text": shortened(query["dato"])}
        )
    group = query.get("gruppe", "").strip() or None
    if group is not None and group not in set(groups):
        problems.append(
            _(
                "There is no target group «%(text)s». Choose one from the list. Below"
                " is the usual one."
            )
            % {"text": shortened(group)}
        )
        group = None
    return Asked(day or today, group, tuple(problems))


class Chart:
    """The responsibilities of one version, ready to be asked for one group at a time.

    `places` maps the codes of the county's municipalities on the day to their names,
    in Norwegian order.
    """

    def __init__(
        self,
        version: AgreementVersion,
        *,
        groups: Iterable[TargetGroup],
        places: Mapping[str, str],
        tasks: Iterable[Task] | None = None,
        parties: Iterable[Party] | None = None,
    ) -> None:
        self.version = version
        self.groups = list(groups)
        self.places = places
        self.rows = {row.pk: row for row in responsibilities_of(version)}
        self.parts = [part_of(row) for row in self.rows.values()]
        if tasks is None:
            tasks = {row.task_id: row.task for row in self.rows.values()}.values()
        if parties is None:
            parties = {row.party_id: row.party for row in self.rows.values()}.values()
        self.tasks = {task.slug: task for task in tasks}
        self.parties = {party.pk: party for party in parties}

    @property
    def named_groups(self) -> list[TargetGroup]:
        """Return the groups that the agreement names itself, in their order."""
        named = named_groups(self.parts)
        return [group for group in self.groups if group.slug in named]

    def usual_group(self) -> TargetGroup | None:
        """Return adults where the agreement names them, else its first group."""
        named = self.named_groups
        usual = [group for group in named if group.slug == USUAL_GROUP]
        return (usual or named or [None])[0]

    def lines(self, group: TargetGroup) -> list[Line]:
        """Return one line for each task, for the group and the wider ones."""
        slugs = {each.pk: each.slug for each in self.groups}
        tree = Tree({each.slug: slugs.get(each.broader_id) for each in self.groups})
        rows = matrix(
            self.parts,
            tasks=list(self.tasks),
            parties=list(self.parties),
            group=group.slug,
            groups=tree,
            municipalities=frozenset(self.places),
        )
        return [self._line(row) for row in rows]

    def _line(self, row: Row) -> Line:
        return Line(
            task=self.tasks[row.task].name,
            cells=tuple(
                tuple(self._cell(part) for part in parts) for parts in row.cells
            ),
            is_gap=row.is_gap,
            is_empty=row.is_empty,
            leaders_overlap=row.leaders_overlap,
            uncovered="" if row.is_gap else self._uncovered(row),
        )

    def _cell(self, part: Part) -> Cell:
        row: Responsibility = self.rows[part.id]
        return Cell(
            involvement=part.involvement,
            party=row.party,
            place=self._place(part.limit(frozenset(self.places))),
            note=row.note,
            clause_label=_("clause %(number)s") % {"number": row.clause.number},
            clause_url=f"{self.version.get_absolute_url()}#{row.clause.anchor}",
        )

    def _place(self, limit: Limit) -> str:
        if limit.only:
            return _("in %(places)s") % {"places": listed(self._names(limit.only))}
        if limit.all_but:
            return _("everywhere but in %(places)s") % {
                "places": listed(self._names(limit.all_but))
            }
        return ""

    def _uncovered(self, row: Row) -> str:
        if not row.uncovered:
            return ""
        missing = len(row.uncovered)
        return ngettext(
            "Nobody in %(missing)d of %(all)d municipalities",
            "Nobody in %(missing)d of %(all)d municipalities",
            missing,
        ) % {"missing": missing, "all": len(self.places)}

    def _names(self, codes: frozenset[str]) -> list[str]:
        return [name for code, name in self.places.items() if code in codes]


def places_of(county: County, day: date) -> dict[str, str]:
    """Return code → name of the county's municipalities on a day. One query."""
    rows = county.municipalities.valid_on(day).in_norwegian_order()
    return dict(rows.values_list("code", "name"))
