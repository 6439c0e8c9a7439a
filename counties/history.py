"""What a county became, and what it was made of. Pure: reads change rows alone.

A county ends as a whole, by merger or split, or gives a few municipalities away and
lives on. Both can happen on one day: Oppland became Innlandet on 1 January 2020, but
two of its municipalities went to Viken. Keys are whatever the caller names counties
by; slugs, for example.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

MERGER = "merger"
SPLIT = "split"
PARTIAL_TRANSFER = "partial_transfer"


@dataclass(frozen=True, slots=True)
class Change:
    """On `on`, the first day of what is new, `old` or a part of it became `new`.

    `kind` is MERGER, SPLIT or PARTIAL_TRANSFER; `municipalities` are the names of
    those that moved.
    """

    old: Hashable
    new: Hashable
    on: date
    kind: str
    municipalities: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Return whether the old county ended by it."""
        return self.kind != PARTIAL_TRANSFER


@dataclass(frozen=True, slots=True)
class Turn:
    """On `on` all of `old` turned into `new`, in the order of the change rows.

    A merger has one new county, a split has one old.
    """

    on: date
    old: tuple[Hashable, ...]
    new: tuple[Hashable, ...]

    @property
    def is_split(self) -> bool:
        return len(self.new) > 1


@dataclass(frozen=True, slots=True)
class History:
    """All that is known of how a county began and ended.

    `began` is None for a county that was there before the records, `ended` for one
    that is there still. `later` are the turns that its successors took after that,
    oldest first. `gave` and `got` are the transfers of municipalities, oldest first.
    """

    began: Turn | None
    ended: Turn | None
    later: tuple[Turn, ...]
    gave: tuple[Change, ...]
    got: tuple[Change, ...]


def history_of(county: Hashable, changes: Iterable[Change]) -> History:
    """Return the history of a county, from the changes of all counties."""
    rows = list(changes)
    ended = _end_of(county, rows)
    transfers = sorted(
        (row for row in rows if not row.is_whole), key=lambda row: row.on
    )
    return History(
        began=_beginning_of(county, rows),
        ended=ended,
        later=_later_turns(ended.new, rows) if ended else (),
        gave=tuple(row for row in transfers if row.old == county),
        got=tuple(row for row in transfers if row.new == county),
    )


def latest(
    start: Iterable[Hashable], successors: Mapping[Hashable, Sequence[Hashable]]
) -> tuple[Hashable, ...]:
    """Return what `start` has become in the end, each once, in the order found.

    `successors` maps what ended to what it became; what it does not name is there
    still. Circles end.
    """
    found: list[Hashable] = []
    seen: set[Hashable] = set()
    waiting = list(start)
    while waiting:
        key = waiting.pop(0)
        if key in seen:
            continue
        seen.add(key)
        if key in successors:
            waiting[:0] = successors[key]
        else:
            found.append(key)
    return tuple(found)


def _end_of(county: Hashable, rows: Sequence[Change]) -> Turn | None:
    own = [row for row in rows if row.old == county and row.is_whole]
    if not own:
        return None
    on = max(row.on for row in own)
    return _turn([row for row in own if row.on == on], on, rows)


def _beginning_of(county: Hashable, rows: Sequence[Change]) -> Turn | None:
    own = [row for row in rows if row.new == county and row.is_whole]
    if not own:
        return None
    on = min(row.on for row in own)
    return _turn([row for row in own if row.on == on], on, rows)


def _turn(own: Sequence[Change], on: date, rows: Sequence[Change]) -> Turn:
    """Return the turn that the rows belong to, with all who took part in it."""
    olds = {row.old for row in own}
    news = {row.new for row in own}
    whole = [
        row
        for row in rows
        if row.is_whole and row.on == on and (row.old in olds or row.new in news)
    ]
    return Turn(
        on,
        tuple(dict.fromkeys(row.old for row in whole)),
        tuple(dict.fromkeys(row.new for row in whole)),
    )


def _later_turns(
    counties: Iterable[Hashable], rows: Sequence[Change]
) -> tuple[Turn, ...]:
    turns: dict[Turn, None] = {}
    waiting = list(counties)
    while waiting:
        turn = _end_of(waiting.pop(0), rows)
        if turn and turn not in turns:
            turns[turn] = None
            waiting.extend(turn.new)
    return tuple(sorted(turns, key=lambda turn: turn.on))
