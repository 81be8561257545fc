"""A deviation month by month: its mean, the interval, and the days on which practice changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from discretion.model.audit import Change, Drift, Estimate
from discretion.report.audit.words import AuditWords

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_TALL, _TOP, _FOOT, _LEFT, _RIGHT = 236.0, 30.0, 28.0, 58.0, 12.0
"""Pixels: the drawing, and its margins."""
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
_LEAST_REACH = 0.04
_FEW_MONTHS = 14
_SMALL = 12


@dataclass(frozen=True, slots=True)
class Lines:
    """The plot of one series of months; see :class:`discretion.report.plots.Plot`."""

    name: str
    title: str
    description: str
    drift: Drift
    said: AuditWords

    def pen(self, width: int, colours: Mapping[str, str]) -> LinePen:
        """Return what draws it."""
        return LinePen(self, width, colours)


def reach(months: Sequence[tuple[date, Estimate]], changes: Sequence[Change]) -> float:
    """Return how far from zero the scale goes: what the means need, with some air.

    Intervals of months with few cases may go beyond it and are cut off there.
    """
    means = [abs(e.value) for _, e in months if e.value is not None]
    means += [abs(e.value or 0.0) for c in changes for e in (c.before, c.after)]
    return max(1.35 * max(means, default=0.0), _LEAST_REACH)


class LinePen:
    """Places everything by pixels, measured from the top left corner."""

    def __init__(self, plot: Lines, width: int, colours: Mapping[str, str]) -> None:
        self.said, self.colours, self.width = plot.said, colours, width
        self.months = [(m, e) for m, e in plot.drift.months if e.value is not None]
        self.changes = plot.drift.changes
        self.reach = reach(self.months, self.changes)
        days = [m for m, _ in self.months] + [c.day for c in self.changes]
        self.first, self.last = min(days).toordinal(), max(days).toordinal()

    def height(self) -> float:
        """Return the height in pixels."""
        return _TALL

    def draw(self, axes: Axes) -> None:
        """Draw the grid, the intervals, the means, and the changes."""
        self._grid(axes)
        self._calendar(axes)
        self._intervals(axes)
        self._means(axes)
        self._changes(axes)

    def _x(self, day: date) -> float:
        room = self.width - _LEFT - _RIGHT
        return _LEFT + room * (day.toordinal() - self.first) / max(1, self.last - self.first)

    def _y(self, value: float) -> float:
        inside = max(-self.reach, min(self.reach, value))
        middle = (_TOP + _TALL - _FOOT) / 2
        return middle - inside / self.reach * (_TALL - _FOOT - _TOP) / 2

    def _grid(self, axes: Axes) -> None:
        step = next((s for s in _STEPS if self.reach / s < 3.5), _STEPS[-1])
        count = int(self.reach / step)
        for number in range(-count, count + 1):
            y = self._y(number * step)
            ends = ([_LEFT, self.width - _RIGHT], [y, y])
            self._line(axes, *ends, "line" if number else "muted", 1.0)
            text = self.said.effect(number * step).replace(".0%", "%")
            self._text(axes, _LEFT - 8, y + 4, text, "right")

    def _calendar(self, axes: Axes) -> None:
        base = _TALL - _FOOT
        few = len(self.months) <= _FEW_MONTHS
        ticks = [m for m, _ in self.months if m.month == 1 or (few and m.month % 3 == 1)]
        end = -100.0
        for day in ticks or [m for m, _ in self.months][:1]:
            x = self._x(day)
            text = f"{day:%Y-%m}" if few else f"{day.year}"
            self._line(axes, [x, x], [base, base + 5], "muted", 1.0)
            if x - end > 44 and x < self.width - 20:
                self._text(axes, x, base + 19, text, "center" if x > 20 else "left")
                end = x

    def _intervals(self, axes: Axes) -> None:
        xs, ys = [], []
        for month, mean in self.months:
            if mean.low is not None and mean.high is not None:
                xs += [self._x(month), self._x(month), float("nan")]
                ys += [self._y(mean.low), self._y(mean.high), float("nan")]
        if xs:
            self._line(axes, xs, ys, "plain", 1.2)

    def _means(self, axes: Axes) -> None:
        from matplotlib.patches import Rectangle

        xs = [self._x(month) for month, _ in self.months]
        ys = [self._y(mean.value or 0.0) for _, mean in self.months]
        self._line(axes, xs, ys, "cool", 1.4)
        for x, y in zip(xs, ys, strict=True):
            axes.add_patch(
                Rectangle(
                    (x - 2.2, y - 2.2), 4.4, 4.4, fc=self.colours["cool"], lw=0, clip_on=False
                )
            )

    def _changes(self, axes: Axes) -> None:
        days = [self.months[0][0], *(c.day for c in self.changes), self.months[-1][0]]
        levels = [self.changes[0].before, *(c.after for c in self.changes)] if self.changes else []
        for (start, end), level in zip(pairwise(days), levels, strict=False):
            if level.value is not None:
                y = self._y(level.value)
                self._line(axes, [self._x(start), self._x(end)], [y, y], "warm", 2.6)
        for number, change in enumerate(self.changes, start=1):
            x = self._x(change.day)
            self._line(axes, [x, x], [_TOP - 6, _TALL - _FOOT], "ink", 1.2, (0, (4, 3)))
            self._text(axes, x, _TOP - 12, str(number), "center", "ink")

    def _line(
        self,
        axes: Axes,
        xs: Sequence[float],
        ys: Sequence[float],
        colour: str,
        width: float,
        style: Any = "-",
    ) -> None:
        axes.plot(
            xs,
            ys,
            color=self.colours[colour],
            linewidth=width,
            linestyle=style,
            solid_capstyle="butt",
            clip_on=False,
        )

    def _text(
        self, axes: Axes, x: float, y: float, text: str, anchor: str, colour: str = "muted"
    ) -> None:
        axes.text(
            x,
            y,
            text,
            fontsize=_SMALL,
            color=self.colours[colour],
            ha=anchor,
            va="baseline",
            parse_math=False,
            clip_on=False,
        )
