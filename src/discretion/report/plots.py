"""Plots as SVG inside a page, or as PNG inside a document: the same bytes on any machine.

Everything is placed by pixels, text stays text in the reader's own fonts, and colours are those of
the page's style sheet, so that dark mode and print follow. A series differs from the next by its
hatching too, never by colour alone.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Protocol

from discretion.report.words import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDE, NARROW = 760, 340
"""Widths in pixels: for a page and for a phone."""
PALETTE = {
    "ink": "#1d2126",
    "muted": "#5a626c",
    "line": "#d9d6ce",
    "sheet": "#ffffff",
    "cool": "#2f6f8f",
    "warm": "#b4532a",
    "third": "#8a7bb0",
    "plain": "#7a8794",
}
"""The names that a style sheet gives colours (``--plot-…``), and their colours on paper."""
HATCHES = {"cool": "", "warm": "///", "third": "|||", "plain": ""}
_CHINESE_FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Microsoft YaHei",
    "PingFang SC",
    "SimHei",
)
_SIZE = 13
_SMALL = 12


class PlotError(ValueError):
    """A plot that cannot be drawn here; the message says what is lacking."""


class Pen(Protocol):
    """Draws one plot at one width, by pixels measured from the top left corner."""

    def height(self) -> float:
        """Return how many pixels the drawing is high."""

    def draw(self, axes: Axes) -> None:
        """Draw on axes of that size."""


class Plot(Protocol):
    """What can be drawn: a name in ASCII unique on its page, a title, and a text alternative."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def description(self) -> str: ...  # noqa: D102

    def pen(self, width: int, colours: Mapping[str, str]) -> Pen:
        """Return what draws it *width* pixels wide, in *colours* by the names of PALETTE."""


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of part of a bar: its name, and which colour (and hatching) of the palette."""

    name: str
    colour: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, the sizes of its parts (at least 0), and what is written at its end."""

    label: str
    values: tuple[int, ...]
    said: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars of stacked parts, one below the other.

    ``whole`` stretches every bar to the full width. ``beside`` puts labels to the left of their
    bars, which suits short ones, rather than above.
    """

    name: str
    """A word in ASCII that no other plot of the page has."""
    title: str
    description: str
    """What one sees, for those who do not: the text alternative."""
    series: tuple[Series, ...]
    bars: tuple[Bar, ...]
    whole: bool = False
    beside: bool = False

    def pen(self, width: int, colours: Mapping[str, str]) -> Pen:
        """Return what draws the bars."""
        return _Pen(self, width, colours)


def svg(plot: Plot) -> str:
    """Return the plot for a page: two drawings, of which the style sheet shows the fitting one."""
    return "".join(
        f'<div class="plot {kind}">{_svg(plot, width, kind)}</div>'
        for kind, width in (("wide", WIDE), ("narrow", NARROW))
    )


def png(plot: Plot, scale: int = 2) -> bytes:
    """Return the plot as a PNG, *scale* dots a pixel, with a font that has Chinese characters.

    Raises:
        PlotError: the system has no such font.
    """
    data = io.BytesIO()
    _draw(plot, WIDE, PALETTE, chinese_font()).savefig(
        data, format="png", dpi=72 * scale, metadata={"Software": None}
    )
    return data.getvalue()


def chinese_font() -> str:
    """Return the name of a font of this system that has Chinese characters; or raise PlotError."""
    from matplotlib import font_manager

    names = {font.name for font in font_manager.fontManager.ttflist}
    for name in _CHINESE_FONTS:
        if name in names:
            return name
    raise PlotError(
        "系统里没有中文字体，图片里的文字画不出来；请安装 fonts-noto-cjk（Debian、Ubuntu）"
        "或者 Noto Sans CJK 字体后重试"
    )


# --- drawing --------------------------------------------------------------------------------------


def _draw(plot: Plot, width: int, colours: Mapping[str, str], font: str) -> Any:
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    pen = plot.pen(width, colours)
    height = pen.height()
    with rc_context({"font.family": font, "hatch.linewidth": 1.1}):
        figure = Figure(figsize=(width / 72, height / 72), dpi=72)
        figure.patch.set_visible(False)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(0, width)
        axes.set_ylim(height, 0)
        pen.draw(axes)
    return figure


class _Pen:
    """Places everything by pixels, measured from the top left corner."""

    def __init__(self, plot: Bars, width: int, colours: Mapping[str, str]) -> None:
        self.plot, self.width, self.colours = plot, width, colours
        self.thick = 16
        self.step = self.thick + (12 if plot.beside else 30)
        widths = (wide(bar.label, _SIZE) for bar in plot.bars)
        self.left = max(widths, default=0) + 8 if plot.beside else 0.0
        self.tail = 4 + max((wide(bar.said, _SMALL) for bar in plot.bars), default=0)
        self.most = max((sum(bar.values) for bar in plot.bars), default=0)

    def height(self) -> float:
        legend = self._legend(None) if len(self.plot.series) > 1 else 0.0
        return legend + self.step * len(self.plot.bars) + 6

    def draw(self, axes: Axes) -> None:
        top = self._legend(axes) if len(self.plot.series) > 1 else 0.0
        for bar in self.plot.bars:
            self._bar(axes, bar, top)
            top += self.step

    def _legend(self, axes: Axes | None) -> float:
        """Draw the legend, if there is something to draw on; return the room that it takes."""
        x, y = 0.0, 0.0
        for series in self.plot.series:
            room = 22 + wide(series.name, _SMALL) + 18
            if x and x + room > self.width:
                x, y = 0.0, y + 22
            if axes is not None:
                self._box(axes, x, y + 4, 14, 12, series.colour)
                self._text(axes, x + 20, y + 14.5, series.name, _SMALL)
            x += room
        return y + 30

    def _bar(self, axes: Axes, bar: Bar, top: float) -> None:
        left = self.left
        if left:
            self._text(axes, left - 8, top + 13, bar.label, _SIZE, anchor="right")
        else:
            label = fitting(bar.label, self.width, _SIZE)
            self._text(axes, 0, top + 12, label, _SIZE)
            top += 19
        room = self.width - left - self.tail
        whole = sum(bar.values) if self.plot.whole else self.most
        x = left
        self._box(axes, x, top + self.thick, room, 0.8, "line")
        for value, series in zip(bar.values, self.plot.series, strict=True):
            if value and whole:
                # What is there must be seen, however little it is.
                size = max(1.5, room * value / whole)
                self._box(axes, x, top, size, self.thick, series.colour)
                x += size
        end = self.width if self.plot.whole else x + 6
        anchor = "right" if self.plot.whole else "left"
        self._text(axes, end, top + 12.5, bar.said, _SMALL, "muted", anchor)

    def _box(
        self, axes: Axes, x: float, y: float, width: float, height: float, colour: str
    ) -> None:
        from matplotlib.patches import Rectangle

        axes.add_patch(
            Rectangle(
                (x, y),
                width,
                height,
                facecolor=self.colours[colour],
                linewidth=0,
                hatch=HATCHES.get(colour) or None,
                hatchcolor=self.colours["sheet"],
                clip_on=False,
            )
        )

    def _text(
        self,
        axes: Axes,
        x: float,
        y: float,
        text: str,
        size: int,
        colour: str = "ink",
        anchor: str = "left",
    ) -> None:
        axes.text(
            x,
            y,
            text,
            fontsize=size,
            color=self.colours[colour],
            ha=anchor,
            va="baseline",
            parse_math=False,
            clip_on=False,
        )


def wide(text: str, size: int, narrow: float = 0.62) -> float:
    """Return about how wide a text is, in pixels; *narrow* is a Latin letter's part of a Han's."""
    return sum(1.0 if ord(c) > 0x2E7F or c in "%…—" else narrow for c in text) * size


def fitting(text: str, room: float, size: int, narrow: float = 0.62) -> str:
    """Return *text*, shortened with an ellipsis where it does not fit."""
    if wide(text, size, narrow) <= room:
        return text
    while text and wide(text + "…", size, narrow) > room:
        text = text[:-1]
    return text + "…"


# --- SVG for a page -------------------------------------------------------------------------------

_MARKS = {name: f"#0a0b{number:02x}" for number, name in enumerate(PALETTE, 16)}
"""Colours that stand for the names of colours until the SVG is written."""
_CLEANED: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^.*?(?=<svg)", re.DOTALL), ""),
    (re.compile(r"<metadata>.*?</metadata>", re.DOTALL), ""),
    (re.compile(r"\s*<defs>\s*<style.*?</style>\s*</defs>", re.DOTALL), ""),
    (re.compile(r' id="[a-z0-9]+_\d+"'), ""),
    (re.compile(r" ?font-family: [^;\"]*;?"), ""),
    (re.compile(r' transform="rotate\(-0 [^"]*"'), ""),
    (re.compile(r' fill="(#[0-9a-f]{6})"'), r' style="fill: \1"'),
    (re.compile(r"[ \t]*\n\s*"), "\n"),
)


def _svg(plot: Plot, width: int, kind: str) -> str:
    import warnings

    from matplotlib import rc_context

    text = io.StringIO()
    salt: Any = {"svg.fonttype": "none", "svg.hashsalt": f"{plot.name}-{kind}"}
    with rc_context(salt), warnings.catch_warnings():
        # The reader's own font is used; what the one here lacks is of no account.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure = _draw(plot, width, _MARKS, "DejaVu Sans")
        height = figure.get_figheight() * 72
        figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    found = text.getvalue()
    for pattern, instead in _CLEANED:
        found = pattern.sub(instead, found)
    for name, mark in _MARKS.items():
        found = found.replace(mark, f"var(--plot-{name})")
    name = f"plot-{plot.name}-{kind}"
    head = (
        f'<svg viewBox="0 0 {width} {height:g}" '
        f'width="{width}" height="{height:g}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escape(plot.title)}</title>'
        f'<desc id="{name}-desc">{escape(plot.description)}</desc>'
    )
    return re.sub(r"^<svg[^>]*>", lambda _: head, found).strip()


def described(bars: Sequence[Bar], series: Sequence[Series], words: Words) -> str:
    """Return the figures of *bars* as one sentence, for a text alternative."""
    return words.joined(
        (
            words(
                "punctuation.label",
                label=bar.label,
                value=words.joined(
                    (f"{s.name} {n:,}" for s, n in zip(series, bar.values, strict=True)), "comma"
                ),
            )
            for bar in bars
        ),
        "semicolon",
    )
