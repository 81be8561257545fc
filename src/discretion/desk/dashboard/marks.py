"""A row's marks for a cell of a page's table, as wide as the page allows."""

from __future__ import annotations

from markupsafe import Markup

from discretion.desk.dashboard.charts import Bar, Chart, Mark, Shape
from discretion.desk.dashboard.charts import Scale as ChartScale
from discretion.report.audit import marks
from discretion.report.audit.marks import Scale

HEIGHT, _MIDDLE, _LANE = 30, 15, 6.5


def bar_svg(chart: Chart, bar: Bar) -> Markup:
    """Return the drawing of one row; its figures stand beside it in words."""
    scale = _scale(chart.scale)
    parts = []
    if chart.scale.zero is not None:
        parts.append(marks.upright(scale, chart.scale.zero, HEIGHT, "m-zero"))
    parts += [_mark(mark, scale) for mark in bar.marks]
    return Markup('<svg class="marks" height="{}" aria-hidden="true">{}</svg>').format(
        HEIGHT, Markup("").join(parts)
    )


def axis_svg(chart: Chart) -> Markup:
    """Return the scale for the head of the column."""
    ticks = chart.scale.ticks
    # Not all figures fit above a column: the ends do, and the zero or the middle if there is one.
    middle = [ticks[len(ticks) // 2]] if len(ticks) % 2 else []
    inner = [t for t in ticks if t[0] == chart.scale.zero] or middle
    chosen = dict([ticks[0], *inner, ticks[-1]])
    return marks.axis(_scale(chart.scale), chosen.items())


def legend_svg(shape: Shape) -> Markup:
    """Return one kind of mark, for the legend."""
    scale = Scale(0.0, 1.0)
    low, high = (0.0, 0.9) if shape in ("bar", "box", "whisker", "interval") else (0.5, 0.5)
    drawn = _mark(Mark(shape, low, high), scale)
    return Markup('<svg class="marks" width="34" height="{}" aria-hidden="true">{}</svg>').format(
        HEIGHT, drawn
    )


def _scale(scale: ChartScale) -> Scale:
    return Scale(scale.low, scale.high)


def _mark(mark: Mark, scale: Scale) -> Markup:
    y = _MIDDLE + _LANE * mark.lane
    kind = f"m-{mark.shape}"
    if mark.shape in ("bar", "box"):
        return marks.box(scale, mark.low, mark.high, y, kind)
    if mark.shape in ("whisker", "interval"):
        return marks.bar(scale, mark.low, mark.high, y, kind)
    if mark.shape == "square":
        return marks.square(scale, mark.low, y, kind)
    if mark.shape == "hollow":
        return marks.dot(scale, mark.low, y, kind, 4)
    x = scale.at(mark.low)
    return Markup('<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/>').format(
        kind, x, x, y - 10, y + 10
    )
