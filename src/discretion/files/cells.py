"""Cells of Excel workbooks: texts as the format holds them, never a formula.

``_xHHHH_`` stands for a character by its number (ECMA-376, ST_Xstring): ``_x000D_`` is a carriage
return, and an escaped ``_x005F_x000D_`` is these seven characters.
"""

from __future__ import annotations

import re
from typing import Any

LONGEST = 32_767
"""Characters of a cell, as UTF-16 units, by the format."""

RISKY = ("=", "+", "-", "@", "'", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How texts begin that a spreadsheet would compute, or show without their beginning.

The wide ones count in spreadsheets that are set to Chinese or Japanese.
"""
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_WIDE = re.compile("[\U00010000-\U0010ffff]")


def letter(column: int) -> str:
    """Return the letters of a column, from 1 (``A``).

    >>> letter(28)
    'AB'
    """
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def escape(text: str) -> str:
    """Return *text* as a cell holds it, where a carriage return or ``_xHHHH_`` would be lost.

    >>> escape("_x000D_")
    '_x005F_x000D_'
    """
    return ESCAPED.sub(lambda m: "_x005F" + m[0], text).replace("\r", "_x000D_")


def hold_text(cell: Any, text: str) -> None:
    """Put *text* into a cell of a workbook as text, whatever it begins with; never a formula."""
    cell.value = escape(text)
    cell.data_type = "s"
    if text.startswith(RISKY):
        cell.quotePrefix = True


def csv_text(text: str) -> str:
    """Return *text* as a cell of delimited text: with an apostrophe where it would be computed.

    >>> csv_text("=1+1")
    "'=1+1"
    """
    return f"'{text}" if text.startswith(RISKY) else text


def unescape(text: str) -> str:
    """Return what a cell's text means; ``unescape(escape(t)) == t``."""
    return ESCAPED.sub(lambda m: chr(int(m[1], 16)), text)


def length(text: str) -> int:
    """Return the length of *text* as Excel counts it: in UTF-16 units."""
    return len(text) + len(_WIDE.findall(text))
