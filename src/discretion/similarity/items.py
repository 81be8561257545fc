"""Similarity of two cases by their items (案由, in criminal cases the charges), each a set.

Item codes agree if they are equal. Items that are named in Chinese also agree if one names a part
of the other: many norms list alternatives of which a decision names those that apply (选择性罪名,
并列案由), so that 贩卖毒品罪 is an instance of 走私、贩卖、运输、制造毒品罪.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

ITEM_SHARE = 0.06
"""The items' share of the score where both cases have items. Texts of cases that are alike differ
by a few hundredths of cosine, so that this little already ranks the same item first among texts
equally alike, but a like text of another item still before an unlike one of the same."""

_NOT_HAN = re.compile(r"[^\u4e00-\u9fff]")
_LEAST = 2
"""Characters of the shortest name that can be a part of another."""


@lru_cache(maxsize=1 << 16)
def items_agree(mine: str, theirs: str) -> bool:
    """Whether two items are the same, or one by its Chinese name a part of the other.

    >>> items_agree("贩卖毒品罪", "走私、贩卖、运输、制造毒品罪")
    True
    >>> items_agree("盗窃罪", "抢劫罪"), items_agree("SH-SR-25", "SH-SR-25-2")
    (False, False)
    """
    if mine == theirs:
        return True
    short, long = sorted((_named(mine), _named(theirs)), key=len)
    if len(short) < _LEAST:
        return False
    rest = iter(long)
    return all(char in rest for char in short)


def _named(item: str) -> str:
    """The Chinese characters of an item's name; those of a code are not a name."""
    return "" if re.search(r"[0-9A-Za-z]", item) else _NOT_HAN.sub("", item).removesuffix("罪")


def item_share(mine: Sequence[str], theirs: Sequence[str]) -> float | None:
    """Return the share of *my* items, 0 to 1, that the other case has; None if a side has none.

    >>> item_share(["盗窃罪", "故意伤害罪"], ["盗窃罪", "抢劫罪", "诈骗罪"])
    0.5
    """
    if not mine or not theirs:
        return None
    own = dict.fromkeys(mine)
    return sum(any(items_agree(m, t) for t in theirs) for m in own) / len(own)


class ItemColumns:
    """The items of many cases, to be compared with one case at once."""

    def __init__(self, items: Sequence[Sequence[str]]) -> None:
        self.size = len(items)
        self._rows: dict[str, list[int]] = {}
        for row, codes in enumerate(items):
            for code in dict.fromkeys(codes):
                self._rows.setdefault(code, []).append(row)
        self._none = np.array([not codes for codes in items], np.bool_)

    def scores(self, mine: Sequence[str]) -> NDArray[np.float64]:
        """Return :func:`item_share` with every case, NaN where it does not exist."""
        if not mine:
            return np.full(self.size, np.nan)
        own = dict.fromkeys(mine)
        found = np.zeros(self.size)
        for item in own:
            has = np.zeros(self.size, np.bool_)
            for code, rows in self._rows.items():
                if items_agree(item, code):
                    has[rows] = True
            found += has
        shares: NDArray[np.float64] = np.where(self._none, np.nan, found / len(own))
        return shares
