"""Indicators, against counting every way in which unknown columns might be filled in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discretion.consistency.indicators import Answer, Indicators, Measured, Tally, indicators
from discretion.consistency.trits import MAYBE, NO, YES, major
from discretion.corpus import Corpus
from discretion.corpus.columns import table
from discretion.corpus.source import Source
from discretion.engine.book import load_rulebook
from discretion.model.case import Case
from discretion.rulebook.indicators import read_indicators
from discretion.rulebook.schema import IndicatorsFile

BOOK = load_rulebook("shanghai-urban-management")
SHIPPED = read_indicators()
SMALL = settings(max_examples=60)
TRUTHS = (True, False, None)
WORDS = {True: "是", False: "否", None: "不适用"}
COLUMNS = {
    "searched": "类案检索",
    "corrected": "纠错案件",
    "lost": "败诉案件",
    "looked_back": "回头看",
}
FILE = IndicatorsFile.model_validate(
    {
        "title": "指标",
        "title_en": "Indicators",
        "marks": {n: {"label": c, "aliases": [c, f"是否{c}"]} for n, c in COLUMNS.items()},
        "indicators": [
            {
                "id": "look-back",
                "title": "回头看",
                "title_en": "Look-back",
                "denominator": "cases",
                "filter": [{"corrected": "true"}, {"lost": "true"}],
                "numerator": {"looked_back": "true"},
                "target": 60,
                "reference": {"title": "计划", "row": "一"},
            },
            {
                "id": "searched",
                "title": "检索",
                "title_en": "Lookups",
                "denominator": "cases",
                "numerator": {"searched": "true"},
                "measure": "number",
                "target": 2,
                "reference": {"title": "计划", "row": "二"},
            },
        ],
    }
)


def corpus(cases: list[Case]) -> Corpus:
    return Corpus.of(Source(cases), BOOK.every_fact())


def case(number: int, **values: Any) -> Case:
    data = {"id": f"案{number:04d}", "party": {"kind": "individual"}, **values}
    return Case.model_validate(data)


@st.composite
def rows(draw: st.DrawFn, most: int = 5) -> list[dict[str, bool | None]]:
    truth = st.sampled_from(TRUTHS)
    return draw(st.lists(st.fixed_dictionaries(dict.fromkeys(COLUMNS, truth)), max_size=most))


def as_cases(given: list[dict[str, bool | None]], spelling: int = 0) -> list[Case]:
    found = []
    for number, row in enumerate(given):
        extra = {
            (f"是否{COLUMNS[n]}" if (number + spelling) % 2 else COLUMNS[n]): WORDS[v]
            for n, v in row.items()
            if v is not None or number % 3 == 0
        }
        found.append(case(number, extra=extra))
    return found


def completions(row: dict[str, bool | None]) -> Iterator[dict[str, bool]]:
    names = list(row)
    for values in product(*((v,) if v is not None else (True, False) for v in row.values())):
        yield dict(zip(names, values, strict=True))


def states(row: dict[str, bool | None]) -> frozenset[str]:
    """What a case may turn out to be for the look-back: outside, counted, or not."""
    return frozenset(
        ("yes" if c["looked_back"] else "no") if c["corrected"] or c["lost"] else "out"
        for c in completions(row)
    )


def measured(found: Indicators, name: str) -> Measured:
    return next(m for m in found.measured if m.indicator.id == name)


@SMALL
@given(rows(), st.integers(0, 1))
def test_what_is_unknown_is_never_a_no(given_rows: Any, spelling: int) -> None:
    found = indicators(corpus(as_cases(given_rows, spelling)), BOOK, FILE)
    each = [states(row) for row in given_rows]
    unsure = [s for s in each if len(s) > 1]
    look_back = measured(found, "look-back")
    assert look_back.total == Tally(
        each.count(frozenset({"yes"})),
        each.count(frozenset({"no"})),
        len(unsure),
        sum("yes" in s for s in unsure),
        sum("no" in s for s in unsure),
    )


@SMALL
@given(rows())
def test_an_answer_holds_however_the_blanks_are_filled_in(given_rows: Any) -> None:
    found = measured(indicators(corpus(as_cases(given_rows)), BOOK, FILE), "look-back")
    shares = set()
    for ends in product(*map(states, given_rows)):
        counted = [e for e in ends if e != "out"]
        if counted:
            shares.add(Fraction(counted.count("yes"), len(counted)))
    met = {share >= Fraction(60, 100) for share in shares}
    if found.total.bounds is None:
        assert found.answer is Answer.CANNOT_SAY
        return
    assert found.total.bounds == pytest.approx((min(shares), max(shares)))
    wanted = {True: Answer.MET, False: Answer.NOT_MET}
    assert found.answer is (wanted[met.pop()] if len(met) == 1 else Answer.CANNOT_SAY)


@SMALL
@given(rows())
def test_a_number_is_met_only_by_what_is_known(given_rows: Any) -> None:
    found = measured(indicators(corpus(as_cases(given_rows)), BOOK, FILE), "searched")
    yes = sum(row["searched"] is True for row in given_rows)
    maybe = sum(row["searched"] is None for row in given_rows)
    assert found.value.value == yes
    expected = Answer.MET if yes >= 2 else Answer.CANNOT_SAY if yes + maybe >= 2 else Answer.NOT_MET
    assert found.answer is expected


def test_an_absent_column_is_told_from_a_blank_cell() -> None:
    cases = [
        case(1, extra={"回头看": "是", "纠错案件": "是"}),
        case(2, extra={"纠错案件": "是"}),
        case(3, extra={"纠错案件": "说不清", "回头看": "是"}),
    ]
    found = measured(indicators(corpus(cases), BOOK, FILE), "look-back")
    lacks = {lack.column: lack for lack in found.lacks}
    assert (lacks["lost"].rows, lacks["lost"].absent) == (1, True)
    assert (lacks["looked_back"].rows, lacks["looked_back"].absent) == (1, False)
    wrong = lacks["corrected"]
    assert (wrong.rows, wrong.unreadable, wrong.example) == (1, 1, "说不清")


def test_the_first_name_that_says_something_counts_and_own_words_are_understood() -> None:
    cases = [
        case(1, extra={"案卷评查": "不适用", "案卷评查结果": "优秀"}),
        case(2, extra={"案卷评查": "未评查", "案卷评查结果": "优秀"}),
        case(3, extra={"案卷评查": "2024年5月1日"}),
    ]
    found = measured(indicators(corpus(cases), BOOK, SHIPPED), "file-review-coverage")
    assert (found.total.yes, found.total.no, found.answer) == (2, 1, Answer.NOT_MET)


def penalty(**amounts: object) -> dict[str, object]:
    return {"penalty": amounts}


@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        ("individual", {}, MAYBE),
        ("individual", penalty(kinds=[]), NO),
        ("individual", penalty(fine="4999.99"), NO),
        ("individual", penalty(fine=5000), YES),
        ("unit", penalty(fine=5000), NO),
        ("unit", penalty(fine=50000), YES),
        ("unit", penalty(kinds=["suspend_business"]), YES),
        ("unit", penalty(kinds=["warning"]), NO),
        ("individual", penalty(kinds=["confiscate_gains"]), MAYBE),
        ("individual", penalty(kinds=["confiscate_gains"], confiscated_gains=5000), YES),
        ("individual", penalty(kinds=["confiscate_gains"], confiscated_gains=4999), NO),
        ("individual", penalty(kinds=["confiscate_goods"], fine=5000), YES),
    ],
)
def test_major_is_what_the_rulebook_says(kind: str, values: dict[str, Any], expected: int) -> None:
    made = case(1, **{"party": {"kind": kind}, **values})
    assert major(table([made], BOOK.every_fact()), BOOK).tolist() == [expected]


def test_a_trend_counts_each_case_in_its_period() -> None:
    days = ["2024-01-01", "2024-03-31", "2024-04-01", "1969-12-31", None]
    cases = [
        case(n, decided=day, extra={"类案检索": "是" if n else "否"}) for n, day in enumerate(days)
    ]
    found = indicators(corpus(cases), BOOK, FILE)
    trend = measured(found, "searched").trend
    assert [(day, tally.yes, tally.no) for day, tally in trend] == [
        (date(1969, 10, 1), 1, 0),
        (date(2024, 1, 1), 1, 1),
        (date(2024, 4, 1), 1, 0),
    ]
    assert found.undated == 1
    months = measured(indicators(corpus(cases), BOOK, FILE, span="month"), "searched").trend
    assert [day.month for day, _ in months] == [12, 1, 3, 4]


@SMALL
@given(rows(12), st.randoms(use_true_random=False))
def test_groups_add_up_and_the_order_of_cases_does_not_count(given_rows: Any, random: Any) -> None:
    teams = [None, "甲", "乙"]
    cases = [
        c.model_copy(update={"team": teams[i % 3]}) for i, c in enumerate(as_cases(given_rows))
    ]
    found = indicators(corpus(cases), BOOK, FILE, by="team")
    for m in found.measured:
        assert sum(tally.yes for _, tally in m.groups) == m.total.yes
        assert sum(tally.unknown for _, tally in m.groups) == m.total.unknown
    random.shuffle(cases)
    assert indicators(corpus(cases), BOOK, FILE, by="team") == found


def test_only_published_standards_count_as_standards() -> None:
    found = measured(indicators(corpus([case(1)]), BOOK, SHIPPED), "items-with-standard")
    statuses = [i.versions[-1].benchmark for i in BOOK.items.values()]
    official = sum(b is not None and b.status == "official" for b in statuses)
    assert (found.total.yes, found.value.n) == (official, len(BOOK.items))
    assert found.answer is (Answer.MET if official >= 30 else Answer.NOT_MET)


def test_no_cases_at_all_is_no_answer() -> None:
    for m in indicators(corpus([]), BOOK, SHIPPED).measured:
        if m.indicator.denominator == "cases":
            assert m.value.value is None
            assert m.answer in (Answer.CANNOT_SAY, Answer.NO_TARGET)
