"""The book as data: amounts that the engine confirms, examples, changes, chapters."""

import re
from pathlib import Path

import pytest

from discretion.engine.book import load_rulebook
from discretion.model.case import Case
from discretion.report.book.compose import compose
from discretion.report.book.content import Book, ItemPage, Row
from discretion.report.words import Words
from tests.report.book.conftest import HOSTILE, NAMES, composed, write_rulebook


def page(book: Book, code: str) -> ItemPage:
    return next(page for page in book.items if page.code == code)


def rows(book: Book, code: str) -> tuple[Row, ...]:
    table = page(book, code).latest.benchmark
    assert table is not None
    return table.rows


@pytest.mark.parametrize("name", NAMES)
def test_the_amounts_of_an_example_are_among_those_of_its_row(
    name: str, books: dict[str, Book]
) -> None:
    """The engine prices the example; the row was put into words without the engine."""
    compared = 0
    for item in books[name].items:
        table = item.latest.benchmark
        for example in item.examples:
            found = re.fullmatch(r"符合裁量基准第(\d+)行", example.reason)
            band = dict(example.results).get("裁量幅度")
            if found is None or band in (None, "不罚款") or table is None:
                continue
            row = next(row for row in table.rows if row.number == found[1])
            amounts = [amount.text for amount in row.amounts]
            if any(re.search("每|倍|%|法定|、不超过.*%", text) for text in amounts):
                continue  # a rate, where the example has an amount
            assert band in amounts, (item.code, band, amounts)
            compared += 1
    assert compared > 150


@pytest.mark.parametrize("name", NAMES)
def test_an_item_with_a_benchmark_has_up_to_three_examples(
    name: str, books: dict[str, Book]
) -> None:
    for item in books[name].items:
        assert bool(item.examples) == (item.latest.benchmark is not None), item.code
        assert len(item.examples) <= 3
        assert all(example.facts and example.results for example in item.examples)
        assert item.made == bool(item.examples)


def test_published_amounts_and_policy_cuts(books: dict[str, Book]) -> None:
    shenzhen, shanghai = books["shenzhen-urban-management"], books["shanghai-urban-management"]
    first = rows(shenzhen, "SZ-AD-67")[0]
    assert [(a.heading, a.text) for a in first.amounts] == [("", "1,000元")]
    assert first.label == "情节较轻"
    assert first.when == ("首次",)
    cuts = rows(shanghai, "SH-DG-42-1")[0]
    assert [(a.heading, a.text) for a in cuts.amounts] == [
        ("个人", "200元以上440元以下"),
        ("单位", "1,000元以上2,200元以下"),
    ]


def test_situations_are_named_where_amounts_differ_by_them(books: dict[str, Book]) -> None:
    first = rows(books["shanghai-urban-management"], "CN-DR-50-2")[0]
    assert [a.heading for a in first.amounts] == ["未造成严重后果", "造成严重后果"]
    only_grave = rows(books["shenzhen-urban-management"], "SZ-WS-41")[0]
    assert [(a.heading, a.text) for a in only_grave.amounts] == [("", "100,000元")]
    assert only_grave.party == "单位"


def test_statutory_fines_read_as_statutes_do(books: dict[str, Book]) -> None:
    shanghai = books["shanghai-urban-management"]
    fines = {clause.fine for item in shanghai.items for clause in item.latest.clauses}
    assert "处1,000元以上5,000元以下罚款" in fines
    assert "可以处20元以上200元以下罚款" in fines
    assert not [fine for fine in fines if "罚款罚款" in fine]


@pytest.mark.parametrize("name", NAMES)
def test_both_contents_hold_every_item_once(name: str, books: dict[str, Book]) -> None:
    book = books[name]
    codes = sorted(page.code for page in book.items)
    for chapters in (book.by_statute, book.by_domain):
        assert sorted(page.code for chapter in chapters for page in chapter.items) == codes
        anchors = [chapter.anchor for chapter in chapters]
        assert len(anchors) == len(set(anchors))
    assert book.official + book.samples + book.bare == len(book.items)


def test_versions_stand_latest_first_and_their_changes_are_told(books: dict[str, Book]) -> None:
    noise = page(books["shanghai-urban-management"], "EN-NOISE-NIGHT")
    assert [version.latest for version in noise.versions] == [True, False]
    (change,) = noise.changes
    assert change.since == noise.latest.period
    parts = {part.part: part for part in change.changes}
    assert "处罚依据" in parts
    assert "噪声污染防治法" in parts["处罚依据"].before[0]
    assert "生态环境法典" in parts["处罚依据"].after[0]
    assert "罚则" not in parts
    history = books["shanghai-urban-management"].history
    assert change in history
    assert not books["shenzhen-urban-management"].history


def test_a_source_says_what_replaced_it_and_which_items_rest_on_it(
    books: dict[str, Book],
) -> None:
    sources = {source.anchor: source for source in books["shanghai-urban-management"].sources}
    old = sources["source-sh-sanitation-2018"]
    assert old.replaced_by.startswith(
        "2022年12月1日起由《上海市市容环境卫生管理条例（2022年修订）》"
    )
    assert old.in_force == "2018年12月20日至2022年11月30日"
    assert "SH-HW-57-2" in sources["source-sh-household-waste-2019"].items


# --- two rulebooks -------------------------------------------------------------------------------


def against(tmp_path: Path, old: dict[str, str]) -> Book:
    before = load_rulebook(write_rulebook(tmp_path / "before", old))
    after = load_rulebook(write_rulebook(tmp_path / "after"))
    return compose(after, Words(), before)


def test_equal_rulebooks_do_not_differ(tmp_path: Path) -> None:
    book = against(tmp_path, {})
    assert book.differences == ()
    assert book.previous


def test_added_removed_and_changed_items(tmp_path: Path) -> None:
    items = HOSTILE["items/road.yaml"]
    old = items.replace("code: T-2", "code: T-9").replace("max: 2000", "max: 3000")
    found = {c.name: c for c in against(tmp_path, {"items/road.yaml": old}).differences}
    kinds = {name: change.kind for name, change in found.items()}
    assert kinds == {"T-1": "changed", "T-2": "added", "T-9": "removed"}
    assert found["T-9"].item == ""
    assert found["T-2"].item == "T-2"
    said = " ".join(line for part in found["T-1"].changes for line in part.before)
    assert "200元以上3,000元以下" in said


def test_a_change_of_policy_shows_in_the_policy_and_in_the_amounts(tmp_path: Path) -> None:
    head = HOSTILE["rulebook.yaml"]
    old = head.replace(
        'ranged: {lighter: "[0..0.3)", ordinary: "[0.3',
        'ranged: {lighter: "[0..0.2)", ordinary: "[0.2',
    )
    found = {c.name: c for c in against(tmp_path, {"rulebook.yaml": old}).differences}
    assert set(found) == {"T-1", "裁量政策"}
    parts = [p for p in found["T-1"].changes if "个人" not in p.part and "次数：0次" in p.part]
    assert [p.part.startswith("变重：") for p in parts] == [True]
    assert "200元以上不满560元" in parts[0].before[0]
    assert "200元以上不满740元" in parts[0].after[0]


def test_equal_tables_written_otherwise_are_no_difference(tmp_path: Path) -> None:
    items = HOSTILE["items/road.yaml"]
    old = items.replace('prior_penalties: ">= 1"', 'prior_penalties: "[1..5), >= 5"')
    assert old != items
    assert against(tmp_path, {"items/road.yaml": old}).differences == ()


def test_equal_wording_of_other_cells_is_no_difference(tmp_path: Path) -> None:
    items = HOSTILE["items/road.yaml"]
    old = items.replace('prior_penalties: ">= 1"', 'prior_penalties: "> 0"')
    assert against(tmp_path, {"items/road.yaml": old}).differences == ()


def test_an_item_without_a_penalty_in_words_is_still_there(tmp_path: Path) -> None:
    book = composed(write_rulebook(tmp_path / "rules"))
    bare = page(book, "T-2")
    assert bare.official is None
    assert bare.latest.clauses[0].fine == "可以处500元以下罚款"
    assert bare.latest.correction == "同时责令改正"


def test_no_text_steers_a_terminal_or_reorders_characters(tmp_path: Path) -> None:
    items = HOSTILE["items/road.yaml"].replace("没有裁量表的案由", '"甲\\u202e乙\\u2028丙\\n丁"')
    book = composed(write_rulebook(tmp_path / "rules", {"items/road.yaml": items}))
    assert page(book, "T-2").title == "甲�乙 丙 丁"


def test_cases_of_the_authors_stand_before_made_up_ones(tmp_path: Path) -> None:
    rules = load_rulebook(write_rulebook(tmp_path / "rules"))
    case = Case.model_validate(
        {
            "id": "例一",
            "items": ["T-1"],
            "party": {"kind": "unit"},
            "act": {"start": "2024-05-01"},
            "decided": "2024-05-20",
            "facts": {"area_m2": 12, "prior_penalties": 0, "strange": 'a"b'},
        }
    )
    book = compose(rules, Words(), cases={"T-1": [(case, "面积大<b>")] * 5})
    own = page(book, "T-1").examples
    assert len(own) == 3
    assert not page(book, "T-1").made
    assert own[0].reason == "面积大<b>"
    assert dict(own[0].results)["裁量阶次"] == "从重"
    assert own[0].facts[1:] == ("首次", 'strange a"b')
