"""Searches that no service met, counted so that coordinators see what is lacking.

A search is counted in the memory of the process, and a thread writes the counts now and
then: no page waits for it, fails with it or costs a query more. What is kept is a week,
a municipality, a group and a need, and how often; never a text, an address or a person.
"""

import logging
import re
from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date
from itertools import product
from threading import Event, Lock, Thread
from typing import NamedTuple

from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    connection,
    transaction,
)
from django.db.models import F
from django.http import HttpRequest
from django.utils.timezone import localdate

from counties.models import Municipality
from services.models import Need, TargetGroup, UnmetNeed

logger = logging.getLogger(__name__)

# Whoever ticks more than this has not said what is missing.
MOST_ANSWERS = 4
MOST_ENTRIES = 2_000
# The thread is woken early when so many different searches wait.
FULL_AT = 200
SECONDS_BETWEEN = 60

# Programs name themselves, or a library, or an address where they explain themselves.
_ROBOT = re.compile(
    # CUBOT is a telephone.
    "(?<!cu)bot|crawl|spider|slurp|scrap|fetch|monitor|preview|headless|lighthouse"
    "|https?://|curl|wget|python|httpx|aiohttp|java/|okhttp|go-http|libwww|axios|ruby"
    "|postman",
    re.IGNORECASE,
)

COLUMNS = ("year", "week", "municipality_id", "target_group_id", "need_id")


class Search(NamedTuple):
    """What a search is counted as. Slugs are those of the taxonomy; None: not named."""

    year: int
    week: int
    municipality: int | None
    group: str | None
    need: str | None


class Buffer:
    """Counts that wait to be written. Safe to use from many threads; bounded.

    A search that is not yet among `size` different ones is left out: somebody who makes
    them up must not fill the memory.
    """

    def __init__(self, size: int = MOST_ENTRIES) -> None:
        self._size = size
        self._counts: Counter[Search] = Counter()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._counts)

    def add(self, counts: Mapping[Search, int]) -> None:
        """Count searches, each as often as it says."""
        with self._lock:
            for search, count in counts.items():
                if search in self._counts or len(self._counts) < self._size:
                    self._counts[search] += count

    def take(self) -> dict[Search, int]:
        """Return what waits, and hold nothing any more."""
        with self._lock:
            taken, self._counts = self._counts, Counter()
        return dict(taken)


class Writer:
    """A thread that writes a buffer every `seconds`, and earlier when it fills up."""

    def __init__(self, buffer: Buffer, seconds: float = SECONDS_BETWEEN) -> None:
        self._buffer = buffer
        self._seconds = seconds
        self._wake = Event()
        self._is_ending = False
        self._thread: Thread | None = None

    def start(self) -> None:
        """Start the thread; call it once a process, after the last fork."""
        self._thread = Thread(target=self._run, name="unmet-needs", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Let the thread, if there is one, write without waiting."""
        self._wake.set()

    def end(self, timeout: float = 5) -> None:
        """End the thread, which writes what waits; wait at most `timeout` seconds."""
        if self._thread is None:
            return
        self._is_ending = True
        self._wake.set()
        self._thread.join(timeout)
        self._thread = None

    def _run(self) -> None:
        while not self._is_ending:
            self._wake.wait(self._seconds)
            self._wake.clear()
            try:
                write_waiting(self._buffer)
            except Exception:
                # The thread outlives whatever happens to one batch.
                logger.exception("Counts of unmet needs could not be written")
            finally:
                # Held open, it would keep one of the server's connections for nothing.
                connection.close()


waiting = Buffer()
writer = Writer(waiting)


def note_unmet(
    request: HttpRequest,
    *,
    municipality_id: int | None,
    groups: Collection[str],
    needs: Collection[str],
) -> None:
    """Count a search that no service met, unless a program asked.

    `groups` and `needs` are slugs; each group is counted with each need. Nothing is
    written here, so it is safe wherever a page may be shown.
    """
    if not is_by_a_person(request):
        return
    waiting.add(
        dict.fromkeys(
            searches(
                localdate(),
                municipality_id=municipality_id,
                groups=groups,
                needs=needs,
            ),
            1,
        )
    )
    if len(waiting) >= FULL_AT:
        writer.wake()


def is_by_a_person(request: HttpRequest) -> bool:
    """Return whether somebody seems to read the answer, in a browser."""
    if request.method != "GET":
        return False
    purposes = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
    if any("pre" in request.headers.get(name, "").lower() for name in purposes):
        return False
    program = request.headers.get("User-Agent", "")
    return bool(program) and not _ROBOT.search(program)


def searches(
    day: date,
    *,
    municipality_id: int | None,
    groups: Collection[str],
    needs: Collection[str],
) -> list[Search]:
    """Return what a search on a day is counted as, each group with each need.

    More than MOST_ANSWERS groups, or needs, count as none named.
    """
    year, week, _weekday = day.isocalendar()
    return [
        Search(year, week, municipality_id, group, need)
        for group, need in product(_few(groups), _few(needs))
    ]


def write_waiting(buffer: Buffer = waiting) -> int:
    """Write what waits and return how many counts were written.

    What cannot be written because the database is away waits on; other trouble with
    the database is logged, and those counts are given up.
    """
    counts = buffer.take()
    if not counts:
        return 0
    try:
        return add_to_counts(counts)
    except (OperationalError, InterfaceError):
        buffer.add(counts)
        logger.warning("The database is away: counts of unmet needs wait")
    except DatabaseError:
        logger.exception("Counts of unmet needs could not be written")
    return 0


def add_to_counts(counts: Mapping[Search, int]) -> int:
    """Add to the stored counts, in one transaction; return how many rows that were.

    Searches for what the taxonomy or the map no longer has are left out. Many may do
    this at once: rows are made, and then locked, in one order everywhere.
    """
    with transaction.atomic():
        rows = _rows(counts)
        UnmetNeed.objects.bulk_create(
            [
                UnmetNeed(**dict(zip(COLUMNS, values, strict=True)), count=0)
                for values in sorted(rows, key=_without_none)
            ],
            ignore_conflicts=True,
        )
        stored = UnmetNeed.objects.filter(
            year__in={year for year, *_rest in rows},
            week__in={week for _year, week, *_rest in rows},
        ).values_list("pk", *COLUMNS)
        by_count: dict[int, list[int]] = {}
        for pk, *values in stored.iterator():
            if count := rows.get(tuple(values)):
                by_count.setdefault(count, []).append(pk)
        pks = [pk for group in by_count.values() for pk in group]
        locked = UnmetNeed.objects.select_for_update(of=("self",)).filter(pk__in=pks)
        list(locked.order_by("pk").values_list("pk"))
        for count, group in by_count.items():
            UnmetNeed.objects.filter(pk__in=group).update(count=F("count") + count)
    return len(rows)


def _rows(counts: Mapping[Search, int]) -> dict[tuple[int | None, ...], int]:
    """Return counts by the values of COLUMNS, without what is not stored any more."""
    groups = {None: None} | dict(TargetGroup.objects.values_list("slug", "pk"))
    needs = {None: None} | dict(Need.objects.values_list("slug", "pk"))
    asked = {search.municipality for search in counts} - {None}
    homes = {None, *Municipality.objects.in_bulk(asked)}
    return {
        (
            search.year,
            search.week,
            search.municipality,
            groups[search.group],
            needs[search.need],
        ): count
        for search, count in counts.items()
        if search.municipality in homes
        and search.group in groups
        and search.need in needs
    }


def _without_none(values: tuple[int | None, ...]) -> tuple[int, ...]:
    return tuple(value or 0 for value in values)


def _few(slugs: Collection[str]) -> tuple[str | None, ...]:
    unique = tuple(dict.fromkeys(slugs))
    return unique if 0 < len(unique) <= MOST_ANSWERS else (None,)
