"""Shared terms are joined into phrases that stand in the text."""

from hypothesis import given
from hypothesis import strategies as st

from discretion.model.review import SharedTerm
from discretion.report.phrases import MOST, phrases, snippet
from discretion.similarity.text import normalise, terms

texts = st.text("占道经营设摊堆物垃圾混投，。5平方米", max_size=40)


@given(texts, texts)
def test_phrases_stand_in_the_text_and_none_inside_another(first: str, second: str) -> None:
    common = sorted({*terms(first)} & {*terms(second)})[:10]
    found = phrases([SharedTerm(term, 0.1) for term in common], second)
    assert len(found) <= MOST
    plain = [p for p in found if "–" not in p]
    assert all(p in normalise(second) for p in plain if not any(c.isdigit() for c in p))
    assert not [p for p in plain if any(p != o and p in o for o in plain)]


def test_overlapping_terms_become_one_phrase_and_quantities_their_bucket() -> None:
    shared = [
        SharedTerm(t, 0.1)
        for t in ("路口", "口设", "设摊", "早点", "〔面积:5-10〕", "早〔次数:2-5〕")
    ]
    assert phrases(shared, "在路口设摊卖早点，占用8平方米") == ["路口设摊", "早点", "面积5–10"]


def test_nothing_shared_gives_no_phrase() -> None:
    assert phrases([], "在路口设摊") == []
    assert phrases([SharedTerm("垃圾", 0.1)], "在路口设摊") == []


@given(texts, st.lists(st.sampled_from(["占道", "经营", "垃圾"]), max_size=2), st.integers(4, 30))
def test_a_snippet_is_a_piece_of_the_text_of_the_wanted_length(
    text: str, shared: list[str], length: int
) -> None:
    shown = snippet(text, shared, length)
    assert len(shown) <= length + 1
    assert shown.strip("…") in text


def test_a_snippet_begins_where_the_shared_phrase_stands() -> None:
    text = (
        "2024年5月1日8时许，我队在辖区巡查，发现当事人在路口占道经营，占用8平方米。" + "其余" * 40
    )
    assert snippet(text, ["占道经营"], 30).startswith("…发现当事人在路口占道经营")
    assert snippet(text, [], 10) == "2024年5月1日8…"


def test_a_piece_of_a_term_grows_to_what_both_texts_say() -> None:
    mine = "发现当事人实施了未取得建设工程规划许可证进行建设的行为，面积20平方米。"
    theirs = "该单位未取得建设工程规划许可证进行建设，可以认定。"
    shared = [SharedTerm(t, 0.1) for t in ("划许可", "许可证", "了未取", "建设的")]
    assert phrases(shared, theirs, mine) == ["未取得建设工程规划许可证进行建设"]
    assert phrases([SharedTerm("的行为", 0.1)], "违法的行为", "违法的行为") == ["违法的行为"]
    assert phrases([SharedTerm("了未", 0.1)], "做了未做", "了未") == []


@given(texts, texts)
def test_a_grown_phrase_stands_in_both_texts(first: str, second: str) -> None:
    common = sorted({*terms(first)} & {*terms(second)})[:10]
    for found in phrases([SharedTerm(term, 0.1) for term in common], second, first):
        if "〔" not in found and "–" not in found:
            assert found in normalise(second)
            assert not set(found) & set("，。")
