"""Pictures as plain data: rows of marks on one scale, and values over months.

Every row and every month has its number of cases and leads to them; what a picture shows is also
in words and figures. Kinds of mark differ by shape, never by colour alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Shape = Literal["bar", "box", "whisker", "interval", "middle", "square", "hollow", "target"]
"""A bar from the scale's beginning; a hollow box; a thin line; a thick line; an upright stroke; a
full square; a hollow circle; an upright stroke with a foot."""
Cell = str | int | float | date | None
"""What a table of data holds; shares and places are plain numbers, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark, from *low* to *high* on the scale; ``lane`` is -1 (upper), 0 or 1 (lower)."""

    shape: Shape
    low: float
    high: float
    lane: int = 0


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a chart."""

    label: str
    sub: str
    href: str
    """Where its cases are listed; empty where there is no such list."""
    n: int
    marks: tuple[Mark, ...]
    cells: tuple[str, ...]
    """Figures beside the drawing, one for each of the chart's columns."""
    judged: str = ""
    """What is made of it (``met``, ``off`` …), by which a page may set it off; never alone."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The scale of a chart: its ends, and values with the figures written at them."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    zero: float | None = None
    """A value that is drawn through all rows."""


@dataclass(frozen=True, slots=True)
class Data:
    """What a picture rests on, as a table: headings and rows."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Rows of marks on one scale. ``name`` is a word in ASCII that no other picture has."""

    name: str
    title: str
    note: str
    """How to read it."""
    scale: Scale
    columns: tuple[str, ...]
    """Headings of the rows' figures."""
    bars: tuple[Bar, ...]
    legend: tuple[tuple[Shape, str], ...]
    data: Data
    rest: str = ""
    """What is left out, in words."""
    cases: int | None = None
    """The cases of all rows together, where they are the same ones."""

    @property
    def n(self) -> int:
        """The cases of all rows."""
        return sum(bar.n for bar in self.bars) if self.cases is None else self.cases


@dataclass(frozen=True, slots=True)
class Point:
    """One month: the value and its interval, and the cases of the month."""

    month: date
    value: float
    low: float | None
    high: float | None
    n: int
    value_said: str
    """The value with its interval, in words."""
    said: str
    """The month, the value and the number of cases, in words."""
    href: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A day on which something changed, by its number in the picture."""

    number: int
    day: date
    said: str


@dataclass(frozen=True, slots=True)
class Series:
    """Values over months, with the days on which practice changed."""

    name: str
    title: str
    note: str
    told: str
    """What one sees, for those who do not."""
    scale: Scale
    columns: tuple[str, ...]
    """Headings of month, value with interval, and number of cases."""
    points: tuple[Point, ...]
    moments: tuple[Moment, ...]
    data: Data

    @property
    def n(self) -> int:
        """The cases of all months."""
        return sum(point.n for point in self.points)


Picture = Chart | Series


STEPS = (0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0)


def scale_of(
    values: Sequence[float], written: Callable[[float], str], zero: float | None = None
) -> Scale:
    """Return a scale that holds all *values*, with at most seven ticks at round values."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    step = next((s for s in STEPS if (high - low) / s <= 6), STEPS[-1])
    first, last = _down(low, step), -_down(-high, step)
    count = max(1, round((last - first) / step))
    ticks = [round(first + i * step, 6) for i in range(count + 1)]
    return Scale(first, ticks[-1], tuple((t, written(t)) for t in ticks), zero)


def _down(value: float, step: float) -> float:
    """Return the greatest multiple of *step* that is not above *value*."""
    number = int(value / step)
    if number * step > value + 1e-9:
        number -= 1
    return number * step
