"""Rules in words: every shipped item can be shown, and shows what it says."""

from io import StringIO

import pytest
from rich.cells import cell_len
from rich.console import Console, RenderableType

from discretion.engine.book import load_rulebook
from discretion.report.rules import fine_text, item_view, items_view
from discretion.report.words import Words
from discretion.rulebook.schema import EitherFine, HigherFine

SHIPPED = ("shanghai-urban-management", "shenzhen-urban-management")
ZH = Words()


def printed(view: RenderableType, width: int = 100) -> str:
    out = StringIO()
    Console(file=out, width=width, color_system=None).print(view)
    return out.getvalue()


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_item_is_shown_within_the_width(name: str) -> None:
    book = load_rulebook(name)
    for item in book.items.values():
        shown = printed(item_view(book, item, ZH))
        assert item.code in shown
        assert max(cell_len(line) for line in shown.splitlines()) <= 100
        assert "None" not in shown


@pytest.mark.parametrize("name", SHIPPED)
def test_the_list_has_every_item_once(name: str) -> None:
    book = load_rulebook(name)
    lines = printed(items_view(book, list(book.items.values()), ZH), 160).splitlines()
    assert [line.split()[0] for line in lines if line.split()[0] in book.items] == list(book.items)
    assert lines[-2].startswith(f"{book.head.title}：{len(book.items)}个案由")


def test_a_published_table_is_shown_with_its_flaws() -> None:
    book = load_rulebook(SHIPPED[0])
    shown = printed(item_view(book, book.items["SH-HW-57-2"], ZH))
    assert "裁量基准（官方基准）" in shown
    assert "个人：应当罚款 50元以上200元以下" in shown
    assert "公布表的问题" in shown
    assert "先责令改正" in shown


def test_a_sample_table_shows_the_share_of_the_policy() -> None:
    book = load_rulebook(SHIPPED[0])
    shown = printed(item_view(book, book.items["CN-UP-64"], ZH))
    assert "不是官方基准" in shown
    assert "法定幅度的0%–30%" in shown
    assert "按工程造价的5%以上10%以下计算" in "".join(shown.split())


def test_english_uses_the_english_labels_of_facts() -> None:
    book = load_rulebook(SHIPPED[0])
    words = Words("en")
    shown = printed(item_view(book, book.items["SH-SR-25-3"], words))
    assert "area " in shown
    assert " m²" in shown
    assert "earlier penalties" in shown
    assert "面积" not in shown
    cost = printed(item_view(book, book.items["CN-UP-64"], words))
    assert "of construction cost" in " ".join(cost.split())


def test_alternatives_of_a_fine_are_listed() -> None:
    gains = {"form": "multiple", "min": 1, "max": 3, "of": "illegal_gains", "cap": 30000}
    fixed = {"form": "range", "max": 10000}
    facts = load_rulebook(SHIPPED[0]).facts
    higher = HigherFine.model_validate({"form": "higher_of", "options": [gains, fixed]})
    assert fine_text(higher, facts, ZH) == (
        "取下列较高者：按违法所得的1倍以上3倍以下计算，最高30,000元；10,000元以下"
    )
    either = EitherFine.model_validate({"form": "either_of", "options": [gains, fixed]})
    assert fine_text(either, facts, ZH).startswith("下列之一：")
