"""Pictures laid out: where each mark, label and figure of a chart or a series stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from discretion.desk.dashboard.charts import Chart, Mark, Picture, Scale, Series
from discretion.desk.dashboard.ink import (
    Box,
    Dot,
    Drawing,
    Ink,
    Line,
    Link,
    Part,
    Text,
    fitting,
    wide,
)

WIDE, PAGE, NARROW = 760, 1080, 340
"""Widths in pixels: of a file, of a page, and of a phone."""
_ROW, _LANE = 30.0, 6.5
_HEAD, _TAIL = 20.0, 380.0
"""The height of the headings of figures, and the most that figures take of the width."""
_SMALL = 11
_OPENING, _CLOSING = "（《【「", "，。；：、？！）》】」”"
"""What no line ends with, and what none begins with."""


def file_drawing(picture: Picture, foot: str) -> Drawing:
    """Return a picture with its title, its legend and a foot, as a file shows it."""
    inner = _chart(picture) if isinstance(picture, Chart) else series_drawing(picture, WIDE - 40)
    lines = _wrapped(picture.note, WIDE - 40, _SMALL)
    head: list[Part] = [Text(20, 30, fitting(picture.title, WIDE - 40, 17), 17, bold=True)]
    head += [Text(20, 50 + 16 * i, text, _SMALL, "muted") for i, text in enumerate(lines)]
    top = 58.0 + 16 * len(lines)
    if isinstance(picture, Chart):
        top = _legend(picture, head, top)
    parts = [*head, *(_moved(part, 20, top) for part in inner.parts)]
    bottom, ends = top + inner.height + 22, _wrapped(foot, WIDE - 40, _SMALL)
    parts += [Text(20, bottom + 16 * i, text, _SMALL, "muted") for i, text in enumerate(ends)]
    return Drawing(float(WIDE), bottom + 16 * len(ends), tuple(parts))


def _legend(chart: Chart, parts: list[Part], top: float) -> float:
    """Add what each kind of mark stands for; return where the picture begins."""
    x = 20.0
    for shape, text in chart.legend:
        room = 34 + wide(text, _SMALL) + 18
        if x > 20 and x + room > WIDE - 20:
            x, top = 20.0, top + 20
        high = 0.35 if shape == "bar" else 0.8
        low = {"bar": 0.0, "box": 0.2, "whisker": 0.0, "interval": 0.1}.get(shape, 0.5)
        mark = Mark(shape, low, high if shape in ("bar", "box", "whisker", "interval") else low)
        parts += _mark(mark, _At(Scale(0.0, 1.0, ()), x, 26.0), top + 4)
        parts.append(Text(x + 34, top + 8, text, _SMALL, "muted"))
        x += room
    return top + 22 if chart.legend else top


# --- charts ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _At:
    """Where values of a scale lie on a drawing."""

    scale: Scale
    left: float
    room: float

    def x(self, value: float) -> float:
        scale = self.scale
        inside = max(scale.low, min(scale.high, value))
        return self.left + self.room * (inside - scale.low) / ((scale.high - scale.low) or 1.0)


def _chart(chart: Chart) -> Drawing:
    """Return the rows of a chart: label, marks, and figures under their headings."""
    said = [("n", *chart.columns)]
    said += [(f"{bar.n:,}", *map(_plain, bar.cells)) for bar in chart.bars]
    rooms = [max(wide(text, _SMALL) for text in column) + 14 for column in zip(*said, strict=True)]
    rooms = [room * min(1.0, _TAIL / sum(rooms)) for room in rooms]
    tail, ends = sum(rooms), [WIDE - 40 - sum(rooms[at + 1 :]) for at in range(len(rooms))]
    label = min(215.0, max((wide(bar.label, 13) for bar in chart.bars), default=0.0) + 8)
    room = WIDE - 40 - label - tail - 16
    at = _At(chart.scale, label + 8, room)
    foot = _HEAD + _ROW * len(chart.bars)
    parts: list[Part] = []
    for value, text in chart.scale.ticks:
        x = at.x(value)
        zero = value == chart.scale.zero
        parts.append(Line(((x, _HEAD), (x, foot + 4)), "muted" if zero else "line"))
        parts.append(Text(x, foot + 18, text, _SMALL, "muted", "middle"))
    for number, figures in enumerate(said):
        y = _HEAD + _ROW * (number - 0.5) if number else _HEAD / 2 - 2
        for text, end, room in zip(figures, ends, rooms, strict=True):
            fitted = fitting(text, room - 8, _SMALL)
            parts.append(Text(end, y + 4, fitted, _SMALL, "muted", "end"))
    for number, bar in enumerate(chart.bars):
        y = _HEAD + _ROW * number + _ROW / 2
        parts.append(Text(0, y + 4.5, fitting(bar.label, label - 4, 13)))
        for mark in bar.marks:
            parts += _mark(mark, at, y)
    return Drawing(WIDE - 40.0, foot + 24, tuple(parts))


def _mark(mark: Mark, at: _At, middle: float) -> Iterator[Part]:
    low, high, y = at.x(mark.low), at.x(mark.high), middle + _LANE * mark.lane
    size = max(high - low, 1.0)
    if mark.shape == "bar":
        yield Box(low, y - 7, size, 14, "cool")
    elif mark.shape == "box":
        yield Box(low, y - 7, size, 14, "ink", hollow=True)
    elif mark.shape == "whisker":
        yield Line(((low, y), (high, y)), "plain", 1.5)
    elif mark.shape == "interval":
        yield Line(((low, y), (high, y)), "cool", 4)
    elif mark.shape == "middle":
        yield Line(((low, y - 9), (low, y + 9)), "warm", 2.5)
    elif mark.shape == "square":
        yield Box(low - 4.5, y - 4.5, 9, 9, "cool")
    elif mark.shape == "hollow":
        yield Dot(low, y, 4, "plain", hollow=True)
    else:
        yield Line(((low, y - 12), (low, y + 12)), "warm", 2)
        yield Line(((low - 4, y - 12), (low + 4, y - 12)), "warm", 2)


# --- series ---------------------------------------------------------------------------------------

_LEFT, _RIGHT, _TOP, _TALL, _FOOT = 58.0, 14.0, 22.0, 250.0, 26.0


def series_drawing(series: Series, width: int) -> Drawing:
    """Return months from left to right; on a page every month leads to its cases."""
    return _SeriesDrawing(series, width).drawing()


class _SeriesDrawing:
    def __init__(self, series: Series, width: int) -> None:
        self.series, self.width = series, width
        days = [p.month.toordinal() for p in series.points]
        days += [m.day.toordinal() for m in series.moments]
        self.first, self.last = min(days, default=0), max(days, default=1)

    def drawing(self) -> Drawing:
        parts = (*self._grid(), *self._calendar(), *self._moments(), *self._values())
        return Drawing(float(self.width), _TALL, parts, tuple(self._links()))

    def _x(self, day: int) -> float:
        room = self.width - _LEFT - _RIGHT
        return _LEFT + room * (day - self.first) / max(1, self.last - self.first)

    def _y(self, value: float) -> float:
        scale = self.series.scale
        inside = max(scale.low, min(scale.high, value))
        room = _TALL - _TOP - _FOOT
        return _TOP + room * (scale.high - inside) / ((scale.high - scale.low) or 1.0)

    def _grid(self) -> Iterator[Part]:
        for value, text in self.series.scale.ticks:
            y = self._y(value)
            ink: Ink = "muted" if value == self.series.scale.zero else "line"
            yield Line(((_LEFT, y), (self.width - _RIGHT, y)), ink)
            yield Text(_LEFT - 8, y + 4, text, _SMALL, "muted", "end")

    def _calendar(self) -> Iterator[Part]:
        base, end = _TALL - _FOOT, -100.0
        points = self.series.points
        few = len(points) <= 24
        chosen = [p.month for p in points if p.month.month == 1 or (few and p.month.month % 3 == 1)]
        for month in chosen or [p.month for p in points[:1]]:
            x = self._x(month.toordinal())
            yield Line(((x, base), (x, base + 5)), "muted")
            if x - end > 46 and x < self.width - 24:
                text = f"{month:%Y-%m}" if few else f"{month.year}"
                yield Text(x, base + 19, text, _SMALL, "muted", "middle")
                end = x

    def _values(self) -> Iterator[Part]:
        points = self.series.points
        for point in points:
            x = self._x(point.month.toordinal())
            if point.low is not None and point.high is not None:
                ends = ((x, self._y(point.low)), (x, self._y(point.high)))
                yield Line(ends, "plain", 1.2)
        path = tuple((self._x(p.month.toordinal()), self._y(p.value)) for p in points)
        if len(path) > 1:
            yield Line(path, "cool", 1.4)
        apart = (self.width - _LEFT - _RIGHT) / max(1, len(path))
        size = min(5.0, max(2.5, apart * 0.75))
        for x, y in path:
            yield Box(x - size / 2, y - size / 2, size, size, "cool")

    def _moments(self) -> Iterator[Part]:
        for moment in self.series.moments:
            x = self._x(moment.day.toordinal())
            yield Line(((x, _TOP - 4), (x, _TALL - _FOOT)), "warm", 1.5, dashed=True)
            yield Text(x, _TOP - 8, str(moment.number), 12, "warm", "middle", bold=True)

    def _links(self) -> Iterator[Link]:
        points = self.series.points
        room = (self.width - _LEFT - _RIGHT) / max(1, len(points))
        for point in points:
            if point.href:
                x = self._x(point.month.toordinal()) - room / 2
                yield Link(x, _TOP, room, _TALL - _TOP - _FOOT, point.href, point.said)


def _plain(text: str) -> str:
    """Return a figure without the signs that few fonts have; the word beside them stays."""
    return text.translate({ord(sign): None for sign in "✓✗"}).strip()


# --- text and places ------------------------------------------------------------------------------


def _moved(part: Part, x: float, y: float) -> Part:
    if isinstance(part, Line):
        return replace(part, points=tuple((px + x, py + y) for px, py in part.points))
    return replace(part, x=part.x + x, y=part.y + y)


def _wrapped(text: str, room: float, size: int) -> list[str]:
    """Return *text* in lines that fit; Chinese may break anywhere, English between words."""
    lines, line = [], ""
    for word in _words(text):
        if line and wide(line + word, size) > room:
            lines.append(line.rstrip())
            line = ""
        line += word
    return [*lines, line.rstrip()] if line.strip() else lines


def _words(text: str) -> Iterator[str]:
    word = ""
    for character, following in zip(text, text[1:] + " ", strict=False):
        word += character
        ends = character.isspace() or (ord(character) > 0x2E7F and character not in _OPENING)
        if ends and following not in _CLOSING:
            yield word
            word = ""
    yield word
