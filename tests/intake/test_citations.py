"""Citations in prose, and the version of the text that they mean."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discretion.intake.statutes import Statutes, UnresolvedCitation
from discretion.rulebook.book import Rulebook
from discretion.rulebook.prose.citations import ParsedCitation, parse_citations

DIGITS = "零一二三四五六七八九"
TITLES = st.sampled_from(["某市绿化条例", "某省噪声办法", "城市道路管理条例"])
PLACES = st.tuples(
    TITLES, st.integers(1, 199), st.none() | st.integers(1, 9), st.none() | st.integers(1, 19)
)


def chinese(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    tens, units = divmod(rest, 10)
    text = DIGITS[hundreds] + "百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else DIGITS[tens]) + "十"
    elif hundreds and units:
        text += "零"
    return text + (DIGITS[units] if units else "")


def prose(place: ParsedCitation, arabic: bool) -> str:
    word = str if arabic else chinese
    text = f"《{place.title}》第{word(place.article or 0)}条"
    if place.paragraph:
        text += f"第{word(place.paragraph)}款"
    return text + (f"第（{word(place.subparagraph)}）项" if place.subparagraph else "")


@given(st.lists(PLACES, min_size=1, max_size=5, unique=True), st.booleans())
def test_a_list_of_places_reads_back(places: list[tuple[str, int, int, int]], arabic: bool) -> None:
    wanted = tuple(ParsedCitation(*place) for place in places)
    text = "依据" + "、".join(prose(place, arabic) for place in wanted) + "的规定"
    assert parse_citations(text) == wanted


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (
            "《甲条例》第十六条第一款第（二）项、第二款",
            [("甲条例", 16, 1, 2), ("甲条例", 16, 2, None)],
        ),
        ("《甲条例》第八、九条", [("甲条例", 8, None, None), ("甲条例", 9, None, None)]),
        ("《甲条例》第十条第一项至第三项", [("甲条例", 10, None, n) for n in (1, 2, 3)]),
        ("《甲条例》第三条第一款第1项、2项", [("甲条例", 3, 1, 1), ("甲条例", 3, 1, 2)]),
        ("依据《甲条例》（2018年修正）第三条", [("甲条例", 3, None, None)]),
        ("上海市绿化条例第四十五条", [("上海市绿化条例", 45, None, None)]),
        ("《甲条例》25条", [("甲条例", 25, None, None)]),
        ("《甲条例》第 三 条 第 一 款", [("甲条例", 3, 1, None)]),
        ("《甲条例第三条", [("甲条例", 3, None, None)]),
        ("第三条", [(None, 3, None, None)]),
        ("《〈甲条例〉实施办法》第三条", [("〈甲条例〉实施办法", 3, None, None)]),
        ("没有条文", []),
        ("", []),
    ],
)
def test_ways_to_cite(text: str, places: list[tuple[str, int, int, int]]) -> None:
    assert parse_citations(text) == tuple(ParsedCitation(*place) for place in places)


def test_an_inserted_article_is_another_article() -> None:
    assert parse_citations("《甲条例》第八条之一第二款") == (
        ParsedCitation("甲条例", 8, 2, inserted=1),
    )


@given(st.text(alphabet="《》第条款项之（）()、至一二三十百千万0123456789年甲法 ，", max_size=60))
def test_any_text_is_scanned(text: str) -> None:
    for place in parse_citations(text):
        assert place.title or place.article


@pytest.fixture(scope="module")
def statutes(book: Rulebook) -> Statutes:
    return Statutes(book.sources.values())


@pytest.mark.parametrize(
    ("day", "source"), [(date(2019, 12, 31), "greenery-old"), (date(2020, 1, 1), "greenery")]
)
def test_the_version_in_force_on_the_day(statutes: Statutes, day: date, source: str) -> None:
    (found,) = statutes.resolve(ParsedCitation("某市绿化条例", 44), day)  # type: ignore[misc]
    assert found.citation.source == source


def test_without_a_day_every_version_is_meant(statutes: Statutes) -> None:
    found = statutes.resolve(ParsedCitation("某市绿化条例", 44), None)
    assert isinstance(found, tuple)
    assert [f.citation.source for f in found] == ["greenery-old", "greenery"]


@pytest.mark.parametrize(
    ("place", "day", "code"),
    [
        (ParsedCitation(None, 3), None, "no_title"),
        (ParsedCitation("某市养犬条例", 3), None, "unknown_statute"),
        (ParsedCitation("某市绿化条例", 3), date(2009, 12, 31), "no_version"),
        (ParsedCitation("某市绿化条例", 3, inserted=1), None, "inserted"),
        # 条例 and 办法 of one name are two texts.
        (ParsedCitation("某市生活垃圾管理办法", 3), None, "unknown_statute"),
    ],
)
def test_what_is_not_held_is_said(
    statutes: Statutes, place: ParsedCitation, day: date | None, code: str
) -> None:
    found = statutes.resolve(place, day)
    assert isinstance(found, UnresolvedCitation)
    assert found.code == code
    assert found.reason


def test_a_slip_in_a_long_title_is_forgiven(statutes: Statutes) -> None:
    found = statutes.resolve(ParsedCitation("某市市容环境卫生管理管理条例", 25), None)
    assert isinstance(found, tuple)
    assert found[0].citation.source == "streets"
    assert found[0].score < 100
