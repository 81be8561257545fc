"""Small drawings for a table's cell or a case: marks on one scale, as wide as the page allows.

They are SVG with places in percent, so that one drawing serves a phone, a screen and paper. Each
kind of mark has a shape of its own, so that none is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

_MARGIN = 3.0
"""Percent left free on either side, for marks at the ends."""
_DIAMOND = Markup(
    '<svg x="{x}" y="{y}" width="1" height="1" overflow="visible">'
    '<path class="m-expected" d="M0-8L8 0L0 8L-8 0Z"/></svg>'
)


@dataclass(frozen=True, slots=True)
class Scale:
    """Where a value lies between two ends, in percent of the drawing's width."""

    low: float
    high: float

    def at(self, value: float) -> str:
        """Return the place of a value; one beyond an end is put at the end."""
        inside = max(self.low, min(self.high, value))
        share = (inside - self.low) / (self.high - self.low)
        return f"{_MARGIN + share * (100 - 2 * _MARGIN):.2f}%"

    def span(self, low: float, high: float) -> tuple[str, str]:
        """Return where a span begins, and how wide it is."""
        first, last = (float(self.at(end)[:-1]) for end in (low, high))
        return f"{first:.2f}%", f"{max(last - first, 0.01):.2f}%"


def scale_of(values: Iterable[float]) -> Scale | None:
    """Return the scale that holds all values; None where they are all the same."""
    found = [*values]
    return Scale(min(found), max(found)) if found and min(found) < max(found) else None


def drawing(height: int, told: str, parts: Iterable[Markup]) -> Markup:
    """Return a drawing of *parts*, *height* pixels high; *told* is what it shows, in words."""
    return Markup('<svg class="marks" role="img" aria-label="{}" height="{}">{}</svg>').format(
        told, height, Markup("").join(parts)
    )


def line(scale: Scale, low: float, high: float, y: float, kind: str) -> Markup:
    """Return a thin line with an upright end at either side."""
    first, last = scale.at(low), scale.at(high)
    shape = (
        '<line class="{0}" x1="{1}" x2="{2}" y1="{3}" y2="{3}"/>'
        '<line class="{0}" x1="{1}" x2="{1}" y1="{4}" y2="{5}"/>'
        '<line class="{0}" x1="{2}" x2="{2}" y1="{4}" y2="{5}"/>'
    )
    return Markup(shape).format(kind, first, last, y, y - 5, y + 5)


def box(scale: Scale, low: float, high: float, y: float, kind: str) -> Markup:
    """Return a hollow box."""
    first, width = scale.span(low, high)
    return Markup('<rect class="{}" x="{}" width="{}" y="{}" height="14" rx="2"/>').format(
        kind, first, width, y - 7
    )


def bar(scale: Scale, low: float, high: float, y: float, kind: str) -> Markup:
    """Return a line without ends."""
    first, last = scale.at(low), scale.at(high)
    return Markup('<line class="{0}" x1="{1}" x2="{2}" y1="{3}" y2="{3}"/>').format(
        kind, first, last, y
    )


def upright(scale: Scale, value: float, height: int, kind: str) -> Markup:
    """Return a line from top to bottom."""
    return Markup('<line class="{0}" x1="{1}" x2="{1}" y1="0" y2="{2}"/>').format(
        kind, scale.at(value), height
    )


def diamond(scale: Scale, value: float, y: float) -> Markup:
    """Return the diamond that stands for what like cases lead one to expect."""
    return _DIAMOND.format(x=scale.at(value), y=y)


def dot(scale: Scale, value: float, y: float, kind: str, radius: float = 6) -> Markup:
    """Return a circle."""
    return Markup('<circle class="{}" cx="{}" cy="{}" r="{}"/>').format(
        kind, scale.at(value), y, radius
    )


def square(scale: Scale, value: float, y: float, kind: str) -> Markup:
    """Return a square, its middle at the value."""
    return Markup(
        '<svg x="{}" y="{}" width="1" height="1" overflow="visible">'
        '<rect class="{}" x="-5" y="-5" width="10" height="10"/></svg>'
    ).format(scale.at(value), y, kind)


def axis(scale: Scale, ticks: Iterable[tuple[float, str]]) -> Markup:
    """Return the scale itself: figures where they lie, those at the ends inside."""
    parts = []
    for value, text in ticks:
        anchor = {scale.low: "start", scale.high: "end"}.get(value, "middle")
        at = {"start": "0%", "end": "100%"}.get(anchor, scale.at(value))
        parts.append(
            Markup('<text x="{}" y="12" text-anchor="{}">{}</text>').format(at, anchor, text)
        )
    return Markup('<svg class="axis" width="100%" height="15" aria-hidden="true">{}</svg>').format(
        Markup("").join(parts)
    )
