from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discretion.similarity.items import ItemColumns, item_share, items_agree

NAMES = [
    "盗窃罪",
    "抢劫罪",
    "贩卖毒品罪",
    "走私、贩卖、运输、制造毒品罪",
    "SH-SR-25",
    "SH-SR-25-2",
    "占用道路",
    "罪",
    "",
]
ITEMS = st.lists(st.sampled_from(NAMES), max_size=4)


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ("盗窃罪", "盗窃罪"),
        ("非法持有枪支罪", "非法持有、私藏枪支、弹药罪"),
        ("掩饰、隐瞒犯罪所得、犯罪所得收益罪", "掩饰、隐瞒犯罪所得罪"),
        ("窝藏罪", "窝藏、包庇罪"),
        ("擅自占用城市道路", "擅自占用、挖掘城市道路"),
        ("SH-SR-25", "SH-SR-25"),
    ],
)
def test_items_that_are_the_same_or_an_alternative_of_the_other(mine: str, theirs: str) -> None:
    assert items_agree(mine, theirs)
    assert items_agree(theirs, mine)


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ("盗窃罪", "抢劫罪"),
        ("非法持有枪支罪", "非法持有毒品罪"),
        ("SH-SR-25", "SH-SR-25-2"),
        ("城2", "城管2"),
        ("罪", "盗窃罪"),
    ],
)
def test_items_that_differ(mine: str, theirs: str) -> None:
    assert not items_agree(mine, theirs)


def test_the_share_is_of_my_items_each_counted_once() -> None:
    assert item_share(["盗窃罪", "盗窃罪", "诈骗罪"], ["盗窃罪", "抢劫罪"]) == 0.5
    assert item_share(["盗窃罪"], ["盗窃罪", "抢劫罪", "诈骗罪"]) == 1.0
    assert item_share(["盗窃罪"], []) is None
    assert item_share([], ["盗窃罪"]) is None


@given(st.lists(ITEMS, max_size=8), ITEMS)
def test_columns_equal_the_definition(many: list[list[str]], mine: list[str]) -> None:
    expected = [item_share(mine, theirs) for theirs in many]
    found = ItemColumns(many).scores(mine)
    assert np.array_equal(found, np.array(expected, np.float64), equal_nan=True)
