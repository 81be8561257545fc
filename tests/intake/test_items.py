"""The item of a row: by code, by the cited article, by the wording; and no guess between two."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discretion.intake.items import ItemFinder
from discretion.rulebook.book import Rulebook

DAY = date(2023, 5, 6)
STREETS = "《某市市容环境卫生管理条例》"


@pytest.fixture(scope="module")
def finder(book: Rulebook) -> ItemFinder:
    return ItemFinder(book)


def test_a_known_code_goes_before_everything(finder: ItemFinder) -> None:
    found = finder.find(("WA-1",), f"{STREETS}第二十五条第二款", "占用道路设摊经营", [DAY])
    assert (found.code, found.how) == ("WA-1", "code")


def test_several_codes_are_all_kept(finder: ItemFinder) -> None:
    assert finder.find(("ST-1", "ST-2", "ST-1"), None, None, []).codes == ("ST-1", "ST-2")


def test_a_misspelt_code_is_named_and_the_citation_decides(finder: ItemFinder) -> None:
    found = finder.find(("ST-22",), f"{STREETS}第二十五条第二款", None, [DAY])
    assert (found.code, found.how) == ("ST-2", "citation")
    nothing = finder.find(("ST-22",), None, None, [DAY])
    assert nothing.how == "none"
    assert "ST-2" in (nothing.note or "")


@pytest.mark.parametrize(
    ("basis", "code"),
    [
        (f"{STREETS}第二十五条第二款", "ST-2"),
        (f"{STREETS}第二十五条第五款", "ST-3"),
        ("《某市生活垃圾管理条例》第五十七条第一款", "WA-1"),
        ("《某市生活垃圾管理条例》第五十七条第二款", "WA-2"),
        ("《某市生活垃圾管理条例》第五十七条第二款第（一）项", "WA-2"),
        ("违反《行政处罚法》第五条，依据《某市绿化条例》第四十五条", "GR-2"),
    ],
)
def test_the_cited_article_names_the_item(finder: ItemFinder, basis: str, code: str) -> None:
    found = finder.find((), basis, None, [DAY])
    assert (found.code, found.how) == (code, "citation")


def test_another_paragraph_of_the_article_is_another_item(finder: ItemFinder) -> None:
    assert finder.find((), f"{STREETS}第二十五条第九款", None, [DAY]).code is None


@pytest.mark.parametrize(
    ("day", "article", "code"),
    [
        (date(2019, 12, 31), "第四十条第一款", "GR-1"),
        (date(2020, 1, 1), "第四十四条第二款", "GR-1"),
        (date(2020, 1, 1), "第四十条第一款", None),
        (None, "第四十条第一款", "GR-1"),
        (None, "第四十四条第二款", "GR-1"),
    ],
)
def test_the_article_counts_in_the_version_of_the_day(
    finder: ItemFinder, day: date | None, article: str, code: str | None
) -> None:
    found = finder.find((), f"《某市绿化条例》{article}", None, [day] if day else [])
    assert found.code == code


def test_the_law_of_the_decision_may_be_cited_for_an_earlier_act(finder: ItemFinder) -> None:
    days = [date(2019, 12, 1), date(2020, 2, 1)]
    assert finder.find((), "《某市绿化条例》第四十五条", None, days).code == "GR-2"


@pytest.mark.parametrize(
    ("wording", "code"), [("乱倒污水", "ST-4"), ("乱扔果皮、纸屑", "ST-5"), ("随地吐痰", "ST-6")]
)
def test_the_wording_chooses_among_items_of_one_article(
    finder: ItemFinder, wording: str, code: str
) -> None:
    found = finder.find((), f"{STREETS}第二十八条", wording, [DAY])
    assert (found.code, found.how) == (code, "citation")
    assert {c for c, _ in found.candidates} == {"ST-4", "ST-5", "ST-6"}


@pytest.mark.parametrize("wording", [None, "影响市容"])
def test_items_that_cannot_be_told_apart_are_left_to_a_person(
    finder: ItemFinder, wording: str | None
) -> None:
    found = finder.find((), f"{STREETS}第二十八条", wording, [DAY])
    assert (found.code, found.how) == (None, "ambiguous")
    assert {c for c, _ in found.candidates} == {"ST-4", "ST-5", "ST-6"}
    assert "乱倒污水" in (found.note or "")


@pytest.mark.parametrize(
    ("wording", "code", "sure"),
    [
        ("占用道路设摊经营", "ST-2", True),
        ("当事人占用道路设摊经营一案", "ST-2", True),
        ("毁坏绿化", "GR-2", True),
        ("占用道路摆摊经营", "ST-2", False),
    ],
)
def test_wording_alone(finder: ItemFinder, wording: str, code: str, sure: bool) -> None:
    found = finder.find((), None, wording, [DAY])
    assert (found.code, found.how) == (code, "wording")
    assert (found.note is None) == sure


def test_far_wording_names_no_item_but_the_nearest(finder: ItemFinder) -> None:
    found = finder.find((), "《某省养犬办法》第三条", "饲养烈性犬", [DAY])
    assert (found.code, found.how) == (None, "none")
    assert found.candidates
    assert "养犬办法" in (found.note or "")


@pytest.mark.parametrize("wording", ["XY-25-2", "火星上的事"])
def test_an_item_of_no_likeness_is_not_suggested(finder: ItemFinder, wording: str) -> None:
    found = finder.find((), None, wording, [DAY])
    assert (found.code, found.how) == (None, "none")
    assert found.note == "措辞与各案由都不相近"


def test_a_citation_at_odds_with_the_wording_is_worth_a_look(finder: ItemFinder) -> None:
    found = finder.find((), f"{STREETS}第二十五条第二款", "运输散装货物泄漏遗撒", [DAY])
    assert found.code == "ST-2"
    assert "请核对" in (found.note or "")


def test_prose_counts_only_without_a_wording(finder: ItemFinder) -> None:
    story = "执法人员检查发现，张三在某路占用道路设摊经营水果，当场制作笔录。"
    assert finder.find((), None, None, [DAY], story).code == "ST-2"
    assert finder.find((), None, "乱倒污水", [DAY], story).code == "ST-4"


WORDS = st.text(alphabet="占用道路设摊经营乱倒污水垃圾分类投放绿化", max_size=20)


@given(WORDS, st.booleans())
def test_the_order_of_questions_does_not_count(book: Rulebook, words: str, first: bool) -> None:
    used, fresh = ItemFinder(book), ItemFinder(book)
    for other in ("占用道路设摊经营", "乱倒污水") if first else ():
        used.find((), f"{STREETS}第二十八条", other, [DAY])
    assert used.find((), None, words, [DAY]) == fresh.find((), None, words, [DAY])


@given(WORDS)
def test_an_answer_is_the_best_and_a_doubt_names_its_candidates(book: Rulebook, words: str) -> None:
    found = ItemFinder(book).find((), None, words, [])
    scores = [score for _, score in found.candidates]
    assert scores == sorted(scores, reverse=True)
    assert (found.how in ("ambiguous", "none")) == (not found.codes)
    if found.codes:
        assert found.codes[0] == found.candidates[0][0]
    else:
        assert found.note
