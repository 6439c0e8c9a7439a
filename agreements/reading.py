"""Read agreements as pages tell them: which version holds, and what it says.

Everything returned is plain values. The day and the language of the page are
arguments; nothing here asks the clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from counties.names import sort_key
from publishing.local_text import LocalText, choose_text

from .models import Agreement, AgreementVersion, Clause, Party, Responsibility
from .text.clause_words import (
    clause_blocks,
    legal_basis_of,
)
from .text.word_difference import Block

IN_FORCE = "in_force"
UPCOMING = "upcoming"
ENDED = "ended"
NOT_FORMALISED = "not_formalised"
# What an event makes of a version once its last day has passed.
STATE_AFTER = {"replaced": "replaced", "terminated": "terminated"}

NEW = "new"
CHANGED = "changed"
UNCHANGED = "unchanged"

INVOLVEMENT_ORDER = {
    code: place for place, code in enumerate(Responsibility.Involvement.values)
}


@dataclass(frozen=True)
class Link:
    text: str
    url: str


@dataclass(frozen=True)
class Holding:
    """A version on the time line: the days it really holds, and its state.

    `first` and `last` are inclusive; None is open or unknown. `agreed_last` is the
    last day the parties agreed on, when something ended the version before it.
    """

    version: AgreementVersion
    state: str
    first: date | None
    last: date | None
    agreed_last: date | None

    @property
    def number(self):
        return self.version.number

    @property
    def url(self):
        return self.version.get_absolute_url()

    @property
    def ever_held(self):
        """Return whether there is a day on which the version holds."""
        return self.first is None or self.last is None or self.first <= self.last

    def holds_on(self, day: date) -> bool:
        """Return whether the version holds on a day."""
        return self.overlaps(day, day)

    def overlaps(self, first: date, last: date) -> bool:
        """Return whether it holds on any day from `first` to `last`, both inclusive."""
        return (
            self.ever_held
            and (self.first is None or self.first <= last)
            and (self.last is None or self.last >= first)
        )

    @property
    def is_over(self):
        """Return whether the version held once and does so no longer."""
        return self.state not in {"in_force", "upcoming"}


@dataclass(frozen=True)
class Duty:
    """What one or several parties do in a task, by one clause.

    `county` is the county's name when it holds in all of it; otherwise
    `municipalities` names the places in Norwegian order, unless `each_in_own` says
    that every party does it in its own municipality.
    """

    task: LocalText
    involvement: str
    parties: tuple[Link, ...]
    groups: tuple[LocalText, ...]
    county: str
    each_in_own: bool
    municipalities: tuple[str, ...]
    note: LocalText
    clause_number: str
    clause_url: str


@dataclass(frozen=True)
class TaskDuties:
    task: LocalText
    duties: tuple[Duty, ...]


@dataclass(frozen=True)
class ReadClause:
    """A clause as a page shows it; `change` is '' where there is nothing to compare.

    `missing_form` says that the page's written form of the clause does not exist. An
    exempt text is left out, and `legal_basis` says why. `words` are what became of
    the words of a CHANGED text since the version before, in the language `words_lang`.
    """

    number: str
    anchor: str
    level: int
    heading: LocalText
    text: LocalText
    change: str
    before_url: str
    missing_form: bool
    legal_basis: str
    words_lang: str
    words: tuple[Block, ...]
    tasks: tuple[TaskDuties, ...]

    @property
    def task_level(self):
        """Return the heading level of the tasks that follow from the clause."""
        return self.level + 1


@dataclass(frozen=True)
class Document:
    clauses: tuple[ReadClause, ...]
    removed: tuple[ReadClause, ...]
    parties: tuple[Party, ...]
    previous: Holding | None

    @property
    def has_exempt_text(self):
        return any(clause.legal_basis for clause in self.clauses)

    def _having(self, change):
        return [clause for clause in self.clauses if clause.change == change]

    @property
    def new(self):
        return self._having(NEW)

    @property
    def changed(self):
        return self._having(CHANGED)

    @property
    def unchanged(self):
        return self._having(UNCHANGED)


def holding_on(version: AgreementVersion, day: date) -> Holding:
    """Return a signed version as it stands on a day.

    Wants `effective` and `later_events` loaded. A version that ended before its
    first day holds on no day and has only its last.
    """
    period = version.effective.period
    first = period.lower
    last = period.upper - timedelta(days=1) if period.upper else None
    ending = [event for event in version.later_events.all() if event.kind != "archived"]
    if period.isempty:
        first, last = version.agreed_from, min(event.on for event in ending)
    if period.isempty or (last and last < day):
        kinds = [event.kind for event in ending if event.on == last]
        state = next((STATE_AFTER[k] for k in kinds if k in STATE_AFTER), ENDED)
    elif first and first > day:
        state = UPCOMING
    else:
        state = IN_FORCE
    cut_short = last and version.agreed_to and last < version.agreed_to
    return Holding(
        version=version,
        state=state,
        first=first,
        last=last,
        agreed_last=version.agreed_to if cut_short else None,
    )


def history_of(versions: Iterable[AgreementVersion], day: date) -> list[Holding]:
    """Return the versions of one agreement on a day, the latest number first."""
    holdings = [holding_on(version, day) for version in versions]
    return sorted(holdings, key=lambda holding: holding.number, reverse=True)


def in_force_on(history: list[Holding], day: date) -> Holding | None:
    """Return the version that holds on a day, or None. At most one does."""
    return next((each for each in history if each.holds_on(day)), None)


def nearest_to(
    history: list[Holding], day: date
) -> tuple[Holding | None, Holding | None]:
    """Return the version that ended last before a day, and the one that begins next.

    For a day on which none holds. Versions that never held count for neither.
    """
    held = [each for each in history if each.ever_held]
    before = [each for each in held if each.last and each.last < day]
    after = [each for each in held if each.first and each.first > day]
    return (
        max(before, key=lambda each: each.last, default=None),
        min(after, key=lambda each: each.first, default=None),
    )


def to_show(history: list[Holding]) -> Holding:
    """Return the version in force, else the latest ended one, else the first to come.

    Wants at least one version.
    """
    for holding in history:
        if holding.state == IN_FORCE:
            return holding
    ended = [holding for holding in history if holding.state != UPCOMING]
    if ended:
        return max(ended, key=lambda holding: (holding.last, holding.number))
    return history[-1]


def public_history(agreement: Agreement, day: date) -> list[Holding]:
    """Return what the public may read of an agreement, the latest number first.

    Two queries.
    """
    versions = (
        agreement.versions.public()
        .select_related("effective", "agreement")
        .prefetch_related("later_events")
    )
    return history_of(versions, day)


def responsibilities_in_words(rows):
    """Return a queryset of responsibilities with all that `tasks_of` reads."""
    return rows.select_related(
        "task",
        "party__partner",
        "clause",
        "version__agreement__partnership__county",
    ).prefetch_related("target_groups", "municipalities")


def tasks_of(rows: Iterable[Responsibility]) -> tuple[TaskDuties, ...]:
    """Return responsibilities by task, the tasks in their own order.

    Within a task the strongest involvement comes first. Rows that differ in nothing
    but the party are told as one, also where every party acts at home.
    """
    rows = sorted(
        rows,
        key=lambda row: (
            row.task.position,
            row.task.slug,
            INVOLVEMENT_ORDER[row.involvement],
            row.position,
            row.pk,
        ),
    )
    tasks = []
    for _slug, of_task in groupby(rows, key=lambda row: row.task.slug):
        alike: dict[tuple, list[Responsibility]] = {}
        for row in of_task:
            alike.setdefault(_but_for_the_party(row), []).append(row)
        duties = tuple(_duty(same) for same in alike.values())
        tasks.append(TaskDuties(task=duties[0].task, duties=duties))
    return tuple(tasks)


def _but_for_the_party(row):
    places = tuple(place.pk for place in row.municipalities.all())
    if _at_home(row):
        places = ("at home",)
    return (
        row.involvement,
        row.clause_id,
        row.whole_county,
        places,
        tuple(group.pk for group in row.target_groups.all()),
        row.note_nb,
        row.note_nn,
    )


def _at_home(row):
    home = row.party.partner.municipality_id
    return home is not None and [p.pk for p in row.municipalities.all()] == [home]


def _duty(same):
    row = same[0]
    county = row.version.agreement.partnership.county.name
    places = {place.name for each in same for place in each.municipalities.all()}
    return Duty(
        task=row.task.name,
        involvement=row.involvement,
        parties=tuple(
            Link(each.party.name, each.party.partner.get_absolute_url())
            for each in same
        ),
        groups=tuple(group.name for group in row.target_groups.all()),
        county=county if row.whole_county else "",
        each_in_own=len(same) > 1 and _at_home(row),
        municipalities=tuple(sorted(places, key=sort_key)),
        note=row.note,
        clause_number=row.clause.number,
        clause_url=f"{row.version.get_absolute_url()}#{row.clause.anchor}",
    )


def written_form(texts: dict[str, str], language: str, signed: str) -> LocalText:
    """Return the written form for a page: its own language, else the signed form.

    `texts` maps nb and nn to a text or ''; `language` is the page's and may be any.
    """
    wanted = language if texts.get(language) else signed
    return choose_text(texts, wanted)


def read_document(
    holding: Holding, history: list[Holding], *, language: str
) -> Document:
    """Return what a version says, compared with the public version before it.

    The texts of the signed form are what is compared, clause by clause by their key.
    Six queries.
    """
    version = holding.version
    signed = version.agreement.signed_language
    earlier = [other for other in history if other.number < holding.number]
    previous = earlier[0] if earlier else None
    of_version = _clauses_of(version, *([previous.version] if previous else []))
    before = {
        clause.key: clause
        for clause in (of_version[previous.version.pk] if previous else ())
    }
    by_clause: dict[int, list[Responsibility]] = {}
    for row in responsibilities_in_words(version.responsibilities.all()):
        by_clause.setdefault(row.clause_id, []).append(row)

    def read(clause, change="", old=None, rows=()):
        legal_basis = legal_basis_of(clause)
        heading = {"nb": clause.heading_nb, "nn": clause.heading_nn}
        text = {"nb": clause.text_nb, "nn": clause.text_nn}
        shown = LocalText() if legal_basis else written_form(text, language, signed)
        words_lang, words = "", ()
        if change == CHANGED and not legal_basis_of(clause, old):
            words_lang, words = clause_blocks(
                old, clause, language=language, signed=signed
            )
        return ReadClause(
            number=clause.number,
            anchor=clause.anchor,
            level=min(clause.level + 1, 4),
            heading=written_form(heading, language, signed),
            text=shown,
            change=change,
            before_url=f"{previous.url}#{old.anchor}" if old else "",
            missing_form=language in text and bool(shown) and shown.lang != language,
            legal_basis=legal_basis,
            words_lang=words_lang,
            words=words,
            tasks=tasks_of(rows),
        )

    clauses = []
    for clause in of_version[version.pk]:
        old = before.pop(clause.key, None)
        change = _change(old, clause, signed) if previous else ""
        clauses.append(read(clause, change, old, by_clause.get(clause.pk, [])))
    return Document(
        clauses=tuple(clauses),
        removed=tuple(read(clause, old=clause) for clause in before.values()),
        parties=tuple(version.parties.select_related("partner", "signature")),
        previous=previous,
    )


def _clauses_of(*versions: AgreementVersion) -> dict[int, list[Clause]]:
    """Return the clauses of versions by the version's key, each in order. One query."""
    found: dict[int, list[Clause]] = {version.pk: [] for version in versions}
    clauses = Clause.objects.filter(version__in=versions).select_related("exemption")
    for clause in clauses.order_by("position", "pk"):
        found[clause.version_id].append(clause)
    return found


def _change(old: Clause | None, clause: Clause, signed: str) -> str:
    if old is None:
        return NEW
    same = all(
        getattr(old, f"{field}_{signed}") == getattr(clause, f"{field}_{signed}")
        for field in ("heading", "text")
    )
    return UNCHANGED if same else CHANGED
