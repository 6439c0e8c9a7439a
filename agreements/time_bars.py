"""Periods drawn as bars on one axis of years. Pure: no database, no clock, no markup.

Places on the axis are percentages of its width, written as SVG takes them.
"""

from dataclasses import dataclass
from datetime import date, timedelta

MAX_TICKS = 7
# A year that begins further right has no room for its label.
LAST_LABEL_AT = 90
# An end that nobody has set is drawn this many years past the last known day.
OPEN_END_YEARS = 1


@dataclass(frozen=True)
class Span:
    """A period to draw: both days inclusive, None when open or unknown."""

    label: str
    state: str
    first: date | None
    last: date | None


@dataclass(frozen=True)
class Bar:
    """A span on the axis; the label begins where the bar does, or ends where it does.

    Nothing is known at the edge where a bar fades.
    """

    label: str
    state: str
    x: str
    width: str
    label_x: str
    fades_in: bool
    fades_out: bool


@dataclass(frozen=True)
class Tick:
    year: int
    x: str


@dataclass(frozen=True)
class Axis:
    """The years of a picture, from the first day of one to the last of another."""

    first: date
    last: date

    def place(self, day: date) -> float:
        """Return where the start of `day` lies, 0–100; days outside are cut off."""
        length = (self.last - self.first).days + 1
        return min(max(100 * (day - self.first).days / length, 0.0), 100.0)

    def ticks(self) -> list[Tick]:
        """Return the start of every year, or every other, so that labels have room."""
        years = range(self.first.year, self.last.year + 1)
        step = -(-len(years) // MAX_TICKS)
        places = [(year, self.place(date(year, 1, 1))) for year in years[::step]]
        return [
            Tick(year, _percent(place))
            for year, place in places
            if place <= LAST_LABEL_AT
        ]

    def today(self, day: date) -> str:
        """Return where to draw `day`, or '' when it lies outside the axis."""
        return _percent(self.place(day)) if self.first <= day <= self.last else ""


def axis_of(spans: list[Span], today: date) -> Axis | None:
    """Return an axis of whole years that holds all spans and today.

    A span of unknown start gets the year before its end to fade in. None when no
    span has any date.
    """
    days = [day for span in spans for day in (span.first, span.last) if day]
    if not days:
        return None
    before = [
        date(span.last.year - 1, 1, 1) for span in spans if span.last and not span.first
    ]
    days = [*days, *before, today]
    last = max(days).year
    if any(span.last is None for span in spans):
        last += OPEN_END_YEARS
    return Axis(date(min(days).year, 1, 1), date(last, 12, 31))


def bars_on(axis: Axis, spans: list[Span]) -> list[Bar]:
    """Return the spans as bars, the earliest first, each at least half a percent."""
    bars = []
    for span in sorted(spans, key=lambda span: span.first or date.min):
        start = axis.place(span.first) if span.first else 0.0
        end = axis.place(span.last + timedelta(days=1)) if span.last else 100.0
        bars.append(
            Bar(
                label=span.label,
                state=span.state,
                x=_percent(start),
                width=_percent(max(end - start, 0.5)),
                label_x=_percent(start if span.first else end),
                fades_in=span.first is None,
                fades_out=span.last is None,
            )
        )
    return bars


def _percent(number: float) -> str:
    return f"{number:.2f}%"
