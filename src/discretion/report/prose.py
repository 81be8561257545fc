"""Chinese and mixed text broken into lines as a printer would: no word apart, no comma in front."""

from __future__ import annotations

from rich.cells import get_character_cell_size as cells
from rich.console import Console, JustifyMethod, OverflowMethod
from rich.containers import Lines
from rich.text import Text

_NEVER_FIRST = frozenset("，。、；：！？）》”’」』】〕…—–%‰元,.;:!?)]}")
_NEVER_LAST = frozenset("（《“‘「『【〔([{")
_WIDE = 2


class Prose(Text):
    """A text that may break between any two Chinese characters, by the rules of punctuation.

    Rich itself breaks at spaces only, which sends a whole Chinese clause to the next line. Print it
    inside something (``Group``, a table): a console joins bare texts into a text of its own.
    """

    def wrap(
        self,
        console: Console,
        width: int,
        *,
        justify: JustifyMethod | None = None,
        overflow: OverflowMethod | None = None,
        tab_size: int = 8,
        no_wrap: bool | None = None,
    ) -> Lines:
        """Return the lines of this text in *width* columns."""
        if no_wrap or self.no_wrap or width < 2 * _WIDE:
            return super().wrap(
                console,
                width,
                justify=justify,
                overflow=overflow,
                tab_size=tab_size,
                no_wrap=no_wrap,
            )
        lines = Lines()
        for line in self.split(allow_blank=True):
            broken = line.divide(breaks(line.plain, width))
            for each in broken:
                each.rstrip()
            if justify := justify or self.justify:
                broken.justify(console, width, justify=justify, overflow="fold")
            lines.extend(broken)
        return lines


def breaks(text: str, width: int) -> list[int]:
    """Return where to break *text* so that no line is wider than *width* columns (at least 2).

    >>> breaks("罚款37,000元，一般", 10), breaks("在一个很长的句子里，断开", 10)
    ([2, 10], [5, 10])
    """
    found: list[int] = []
    start = used = 0
    for at, char in enumerate(text):
        size = cells(char)
        # Twice at most: after a break far back the rest of the line may still be too wide.
        while used + size > width and not (char == " " and used <= width):
            point = next((i for i in range(at, start, -1) if _may_break(text, i)), at)
            found.append(point)
            start = point
            used = sum(cells(c) for c in text[start:at])
        used += size
    return found


def _may_break(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    if after in _NEVER_FIRST or before in _NEVER_LAST or after == " ":
        return False
    if before.isdigit() and before.isascii():  # a number stays with its unit
        return False
    return before == " " or cells(before) == _WIDE or cells(after) == _WIDE
