"""The search against a pure-Python reading of its definition."""

from __future__ import annotations

import math
from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discretion.model.case import Case, Party, PartyKind, Place
from discretion.rulebook.schema import FactDeclaration, FactType
from discretion.similarity.brute import BruteForce, Filters
from discretion.similarity.facts import compare_facts
from discretion.similarity.text import case_terms

DECLARED = {
    "area_m2": FactDeclaration(type=FactType.NUMBER, label="面积"),
    "corrected": FactDeclaration(type=FactType.BOOL, label="已改正"),
}
WORDS = [
    "占用道路",
    "设摊经营",
    "倾倒垃圾",
    "面积8平方米",
    "面积80平方米",
    "当场改正",
    "，",
    "树木",
]
TEXT = st.lists(st.sampled_from(WORDS), max_size=6).map("".join)
FACTS = st.fixed_dictionaries(
    {}, optional={"area_m2": st.integers(0, 50), "corrected": st.booleans()}
)


@st.composite
def corpora(draw: st.DrawFn) -> list[Case]:
    ids = draw(st.lists(st.integers(0, 99), unique=True, max_size=12))
    return [draw(cases(f"c{i:02d}")) for i in sorted(ids)]


def cases(case_id: str) -> st.SearchStrategy[Case]:
    return st.builds(
        Case,
        id=st.just(case_id),
        items=st.sampled_from([("A",), ("B",), ("A", "B"), ()]),
        party=st.builds(Party, kind=st.sampled_from(PartyKind)),
        decided=st.none() | st.dates(date(2021, 1, 1), date(2021, 1, 9)),
        place=st.none() | st.builds(Place, district=st.sampled_from(["310114", "310115"])),
        text=TEXT,
        facts=FACTS,
    )


FILTERS = st.builds(
    Filters,
    item=st.sampled_from([None, "A", "B"]),
    party=st.none() | st.sampled_from(PartyKind),
    district=st.sampled_from([None, "310114"]),
    decided=st.sampled_from([None, (date(2021, 1, 3), None), (None, date(2021, 1, 5))]),
    exclude=st.frozensets(st.sampled_from(["c00", "c01", "c02"])),
    minimum=st.sampled_from([0.0, 0.4]),
)


def oracle(
    query: Case, corpus: list[Case], k: int, filters: Filters, w: float
) -> list[tuple[str, float]]:
    terms = {c.id: Counter(case_terms(c)) for c in corpus}
    df = Counter(t for counts in terms.values() for t in counts)

    def rarity(frequency: int) -> float:  # a small corpus: only what is in every case is too often
        n = len(corpus)
        most = n if n <= 10 else max(10.0, 0.3 * n)
        return math.log((most + 0.03 * n) / (frequency + 0.03 * n)) if frequency < most else 0.0

    def vector(counts: Counter[str]) -> dict[str, float]:
        raw = {
            t: math.log2(1 + tf) * rarity(df[t])
            for t, tf in counts.items()
            if t in df and rarity(df[t]) > 0
        }
        length = math.sqrt(math.fsum(x * x for x in raw.values()))
        return {t: x / length for t, x in raw.items()}

    mine = vector(Counter(case_terms(query)))
    found = []
    for other in corpus:
        if other.id == query.id or not filters.admit(other):
            continue
        theirs = vector(terms[other.id])
        text = math.fsum(x * theirs.get(t, 0) for t, x in mine.items()) if mine and theirs else None
        facts, _ = compare_facts(query, other, DECLARED)
        if text is None or facts is None:
            score = text if facts is None else facts
        else:
            score = w * text + (1 - w) * facts
        if query.items and other.items:
            share = sum(i in other.items for i in query.items) / len(query.items)
            score = 0.94 * (score or 0.0) + 0.06 * share
        score = score or 0.0
        found.append((other.id, round(score, 8)))
    found = [f for f in found if f[1] >= filters.minimum]
    return sorted(found, key=lambda f: (-f[1], f[0]))[:k]


@given(corpora(), cases("c50"), st.integers(0, 6), FILTERS, st.sampled_from([0.0, 0.5, 0.7, 1.0]))
@settings(max_examples=150)
def test_equal_to_the_definition(
    corpus: list[Case], query: Case, k: int, filters: Filters, w: float
) -> None:
    found = BruteForce(corpus, DECLARED, w).search(query, k, filters)
    expected = oracle(query, corpus, k, filters, w)
    assert [m.score for m in found] == pytest.approx([s for _, s in expected], abs=1e-7)
    scores = [s for _, s in expected]
    if len(set(scores)) == len(scores):  # beyond rounding, ties are checked below
        assert {m.case_id for m in found} == {i for i, _ in expected}


@given(corpora(), cases("c50"))
@settings(max_examples=50)
def test_deterministic_and_ties_by_id(corpus: list[Case], query: Case) -> None:
    first = BruteForce(corpus, DECLARED).search(query, 20, Filters())
    assert repr(first) == repr(BruteForce(corpus, DECLARED).search(query, 20, Filters()))
    assert [(-m.score, m.case_id) for m in first] == sorted((-m.score, m.case_id) for m in first)


def case(case_id: str, text: str, **facts: int) -> Case:
    return Case(
        id=case_id, items=("A",), party=Party(kind=PartyKind.UNIT), text=text, facts=dict(facts)
    )


CORPUS = [
    case("1", "占用道路设摊，面积8平方米", area_m2=8),
    case("2", "倾倒垃圾，重量3吨"),
    case("3", "占用道路堆物，面积6㎡", area_m2=6),
    case("4", ""),
]


def test_what_is_in_every_case_weighs_nothing() -> None:
    corpus = [case(str(i), f"经查属实，{word}") for i, word in enumerate(["设摊", "倾倒", "堆物"])]
    found = BruteForce(corpus, DECLARED).search(case("q", "经查属实，倾倒"), 3, Filters())
    assert found[0].case_id == "1"
    assert [s.term for s in found[0].shared_terms] == ["倾倒"]
    assert found[1].text_score == 0.0


def test_reasons_are_given() -> None:
    best = BruteForce(CORPUS, DECLARED).search(
        case("q", "占用道路，面积7平方米", area_m2=7), 1, Filters()
    )[0]
    assert "〔面积:5-10〕" in {s.term for s in best.shared_terms}
    told = sum(s.weight for s in best.shared_terms)
    assert best.text_score / 2 < told <= best.text_score
    assert [c.fact for c in best.facts] == ["area_m2"]


def test_one_part_missing_leaves_the_other() -> None:
    found = {
        m.case_id: m
        for m in BruteForce(CORPUS, DECLARED).search(
            case("q", "占用道路设摊，面积8平方米", area_m2=8), 9, Filters()
        )
    }
    assert found["2"].score == pytest.approx(0.94 * found["2"].text_score + 0.06)
    assert (found["4"].score, found["4"].item_score) == (0.06, 1.0)
    assert BruteForce(CORPUS, DECLARED).search(case("q", "", area_m2=8), 1, Filters())[0].score == 1


def test_items_rank_texts_that_are_equally_alike_and_several_count_by_share() -> None:
    corpus = [
        case("1", "占道堆物").model_copy(update={"items": ("盗窃罪",)}),
        case("2", "占道堆物").model_copy(update={"items": ("盗窃罪", "抢劫罪", "诈骗罪")}),
        case("3", "占道堆物").model_copy(update={"items": ()}),
        case("4", "占道堆物").model_copy(update={"items": ("放火罪",)}),
        case("5", "夜间施工"),
    ]
    query = case("q", "占道堆物").model_copy(update={"items": ("抢劫罪", "盗窃罪")})
    found = BruteForce(corpus, DECLARED).search(query, 4, Filters())
    assert [(m.case_id, m.item_score) for m in found] == [
        ("2", 1.0),
        ("3", 0.0),
        ("1", 0.5),
        ("4", 0.0),
    ]
    assert [m.score for m in found] == pytest.approx([1.0, 1.0, 0.97, 0.94])


def test_the_case_itself_is_not_its_own_match() -> None:
    ids = {m.case_id for m in BruteForce(CORPUS, DECLARED).search(CORPUS[0], 9, Filters())}
    assert ids == {"2", "3", "4"}


def test_empty_corpus_and_bad_arguments() -> None:
    assert BruteForce([], DECLARED).search(CORPUS[0], 5, Filters()) == []
    with pytest.raises(ValueError, match="k 须为非负整数"):
        BruteForce(CORPUS, DECLARED).search(CORPUS[0], -1, Filters())
