"""The stored changes of counties and municipalities, for counties/history.py."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from counties.history import Change, History, Turn, history_of, latest
from counties.models import County, CountyChange, Municipality, MunicipalityChange

from . import county_words


@dataclass(frozen=True)
class Records:
    """All changes of counties, with the counties they are about, by slug."""

    changes: tuple[Change, ...]
    counties: dict[str, County]


def load_records() -> Records:
    """Return every change of a county, oldest first. One query."""
    moved = (
        MunicipalityChange.objects.filter(
            date=OuterRef("date"),
            old__county=OuterRef("old"),
            new__county=OuterRef("new"),
        )
        .order_by("old__sort_name", "old__pk")
        .values("old__name")
    )
    rows = (
        CountyChange.objects.select_related("old", "new")
        .annotate(moved=ArraySubquery(moved))
        .order_by("date", "old__sort_name", "new__sort_name", "pk")
    )
    counties, changes = {}, []
    for row in rows:
        counties[row.old.slug] = row.old
        counties[row.new.slug] = row.new
        changes.append(
            Change(
                row.old.slug,
                row.new.slug,
                row.date,
                row.kind,
                tuple(dict.fromkeys(row.moved)),
            )
        )
    return Records(tuple(changes), counties)


def municipalities_today(county: County) -> list[Municipality]:
    """Return what an ended county's municipalities are today. Three queries.

    With their boundary and county, in Norwegian order.
    """
    successors: dict[int, list[int]] = {}
    for old, new in MunicipalityChange.objects.order_by("date", "pk").values_list(
        "old_id", "new_id"
    ):
        successors.setdefault(old, []).append(new)
    start = county.municipalities.values_list("pk", flat=True)
    return list(
        Municipality.objects.filter(pk__in=latest(start, successors))
        .select_related("boundary", "county")
        .in_norwegian_order()
    )


def heirs_of(municipalities: Iterable[Municipality]) -> list[County]:
    """Return the counties they lie in, the one with most of them first."""
    counted = Counter(each.county for each in municipalities)
    return [county for county, _number in counted.most_common()]


@dataclass(frozen=True)
class Story:
    """How a county began and ended, in sentences and with links.

    `links` are the counties it came from or became, each with its years.
    """

    beginning: str
    end: str
    gave: tuple[str, ...]
    got: tuple[str, ...]
    later: tuple[str, ...]
    before: tuple[County, ...]
    after: tuple[County, ...]

    @property
    def sentences(self) -> list[str]:
        """Return everything there is to tell, in the order of time."""
        return [*filter(None, [self.beginning, *self.got, self.end, *self.gave])]


def story_of(county: County, records: Records) -> Story:
    """Return the story of a county; its sentences are in the active language."""
    history = history_of(county.slug, records.changes)
    counties = records.counties
    return Story(
        beginning=(
            county_words.beginning_sentence(county, history.began, counties)
            if history.began
            else ""
        ),
        end=(
            county_words.end_sentence(county, history.ended, counties)
            if history.ended
            else ""
        ),
        gave=tuple(county_words.gave_sentence(row, counties) for row in history.gave),
        got=tuple(county_words.got_sentence(row, counties) for row in history.got),
        later=tuple(county_words.later_sentences(history, counties)),
        before=_counties(
            [*before_of(history), *_namesakes(county, history, records)],
            county,
            counties,
        ),
        after=_counties(after_of(history), county, counties),
    )


def _namesakes(county: County, history: History, records: Records) -> list[str]:
    """Return earlier counties of the same name that went into what this one came from.

    Østfold came from Viken, and Viken from an earlier Østfold.
    """
    return [
        slug
        for old in _olds(history.began)
        for slug in _olds(history_of(old, records.changes).began)
        if records.counties[slug].name == county.name
    ]


def before_of(history: History) -> list[str]:
    """Return the counties it was made of or got municipalities from."""
    return [*_olds(history.began), *(row.old for row in history.got)]


def after_of(history: History) -> list[str]:
    """Return the counties it became, then those that got a part of it."""
    return [*_news(history.ended), *(row.new for row in history.gave)]


def _olds(turn: Turn | None) -> tuple[str, ...]:
    return turn.old if turn else ()


def _news(turn: Turn | None) -> tuple[str, ...]:
    return turn.new if turn else ()


def _counties(
    slugs: list[str], county: County, counties: dict[str, County]
) -> tuple[County, ...]:
    return tuple(counties[slug] for slug in dict.fromkeys(slugs) if slug != county.slug)
