"""Drawings as marks placed by pixels, written as SVG by classes or painted as PNG.

One drawing gives both, so that a page, a file and a document show the same. SVG carries no style
of its own on a page, where the policy allows none; a file gets its colours as a style sheet.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from markupsafe import Markup

from discretion.report import plots
from discretion.report.plots import PALETTE, chinese_font

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Ink = Literal["ink", "muted", "line", "sheet", "cool", "warm", "third", "plain"]
Anchor = Literal["start", "middle", "end"]
_ALIGN = {"start": "left", "middle": "center", "end": "right"}


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line through points."""

    points: tuple[tuple[float, float], ...]
    ink: Ink
    width: float = 1.0
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, full or hollow."""

    x: float
    y: float
    width: float
    height: float
    ink: Ink
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    """A circle, full or hollow."""

    x: float
    y: float
    radius: float
    ink: Ink
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text on its baseline."""

    x: float
    y: float
    text: str
    size: int = 13
    ink: Ink = "ink"
    anchor: Anchor = "start"
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A part of a page's drawing that leads on; it is not drawn."""

    x: float
    y: float
    width: float
    height: float
    href: str
    said: str


Part = Line | Box | Dot | Text


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing *width* by *height* pixels, measured from the top left corner."""

    width: float
    height: float
    parts: tuple[Part, ...]
    links: tuple[Link, ...] = ()


# The fonts of pages are narrower than the one that plots are painted with.
wide = partial(plots.wide, narrow=0.58)
fitting = partial(plots.fitting, narrow=0.58)

# --- SVG ------------------------------------------------------------------------------------------


def page_svg(drawing: Drawing, kind: str) -> Markup:
    """Return a drawing for a page: without colours, hidden from those who are told it in words.

    Its links serve the pointer; the page's table has the same ones for everybody else.
    """
    links = Markup("").join(
        Markup(
            '<a href="{}" tabindex="-1"><title>{}</title>'
            '<rect class="hit" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/></a>'
        ).format(link.href, link.said, link.x, link.y, link.width, link.height)
        for link in drawing.links
    )
    return Markup(
        '<svg class="drawing {}" viewBox="0 0 {:g} {:g}" width="{:g}" height="{:g}" '
        'aria-hidden="true">{}{}</svg>'
    ).format(
        kind,
        drawing.width,
        drawing.height,
        drawing.width,
        drawing.height,
        _svg_parts(drawing.parts),
        links,
    )


def file_svg(drawing: Drawing, title: str, told: str) -> str:
    """Return a drawing as an SVG file of its own."""
    names = " ".join(
        f".f-{name} {{ fill: {colour}; }} .s-{name} {{ stroke: {colour}; }}"
        for name, colour in PALETTE.items()
    )
    style = f"text {{ font-family: sans-serif; }} .bold {{ font-weight: bold; }} {names}"
    return Markup(
        '<svg xmlns="{}" viewBox="0 0 {:g} {:g}" width="{:g}" height="{:g}" role="img">'
        "<title>{}</title><desc>{}</desc><style>{}</style>"
        '<rect class="f-sheet" width="100%" height="100%"/>{}</svg>\n'
    ).format(
        _NAMESPACE,
        drawing.width,
        drawing.height,
        drawing.width,
        drawing.height,
        title,
        told,
        Markup(style),
        _svg_parts(drawing.parts),
    )


_NAMESPACE = "http:" + "//www.w3.org/2000/svg"


def _svg_parts(parts: Iterable[Part]) -> Markup:
    return Markup("").join(_svg_part(part) for part in parts)


def _svg_part(part: Part) -> Markup:
    if isinstance(part, Line):
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in part.points)
        dash = Markup(' stroke-dasharray="4 3"') if part.dashed else ""
        return Markup(
            '<polyline class="s-{}" points="{}" fill="none" stroke-width="{:g}"{}/>'
        ).format(part.ink, points, part.width, dash)
    if isinstance(part, Text):
        bold = " bold" if part.bold else ""
        return Markup(
            '<text class="f-{}{}" x="{:.1f}" y="{:.1f}" font-size="{}" text-anchor="{}">{}</text>'
        ).format(part.ink, bold, part.x, part.y, part.size, part.anchor, part.text)
    paint = Markup('class="f-{0}"').format(part.ink)
    if part.hollow:
        paint = Markup('class="f-sheet s-{}" stroke-width="1.5"').format(part.ink)
    if isinstance(part, Dot):
        shape = '<circle {} cx="{:.1f}" cy="{:.1f}" r="{:g}"/>'
        return Markup(shape).format(paint, part.x, part.y, part.radius)
    shape = '<rect {} x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>'
    return Markup(shape).format(paint, part.x, part.y, part.width, part.height)


# --- PNG ------------------------------------------------------------------------------------------


def png(drawing: Drawing, scale: int = 2) -> bytes:
    """Return a drawing as PNG, *scale* dots a pixel, with a font that has Chinese characters.

    Raises:
        PlotError: the system has no such font.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    data = io.BytesIO()
    with rc_context({"font.family": chinese_font()}):
        figure = Figure(figsize=(drawing.width / 72, drawing.height / 72), dpi=72)
        figure.patch.set_facecolor(PALETTE["sheet"])
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(0, drawing.width)
        axes.set_ylim(drawing.height, 0)
        for part in drawing.parts:
            _paint(axes, part)
        figure.savefig(data, format="png", dpi=72 * scale, metadata={"Software": None})
    return data.getvalue()


def _paint(axes: Axes, part: Part) -> None:
    from matplotlib.patches import Circle, Rectangle

    colour, sheet = PALETTE[part.ink], PALETTE["sheet"]
    if isinstance(part, Line):
        xs, ys = zip(*part.points, strict=True)
        dashes = (0, (4, 3)) if part.dashed else "solid"
        axes.plot(
            xs, ys, color=colour, linewidth=part.width, linestyle=dashes, solid_capstyle="butt"
        )
    elif isinstance(part, Text):
        axes.text(
            part.x,
            part.y,
            part.text,
            fontsize=part.size,
            color=colour,
            ha=_ALIGN[part.anchor],
            va="baseline",
            fontweight="bold" if part.bold else "normal",
            parse_math=False,
        )
    else:
        patch: Circle | Rectangle = (
            Circle((part.x, part.y), part.radius, zorder=3)
            if isinstance(part, Dot)
            else Rectangle((part.x, part.y), part.width, part.height, zorder=2)
        )
        patch.set_facecolor(sheet if part.hollow else colour)
        patch.set_edgecolor(colour)
        patch.set_linewidth(1.5 if part.hollow else 0)
        axes.add_patch(patch)
