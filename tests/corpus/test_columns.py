"""Cases as columns: nothing lost, and decided exactly as each case alone."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discretion.corpus import columns
from discretion.corpus.corpus import open_corpus
from discretion.corpus.decide import decide
from discretion.engine.book import Book, load_rulebook
from discretion.engine.decisions import GRADES, OUTCOMES
from discretion.engine.errors import CaseError
from discretion.model.case import Case
from discretion.rulebook.schema import FactDeclaration, Item
from tests.engine.strategies import books, cases

SHANGHAI = load_rulebook("shanghai-urban-management")
STALL, OTHER_STALL = "SH-SR-25-3", "SH-SR-43"


def agree(book: Book, some: Sequence[Case], table: Any) -> None:
    """Check that the table's rows are decided as the cases are, one by one."""
    found = decide(book, table)
    for row, case in enumerate(some):
        try:
            one = book.determine(case)
        except CaseError:
            assert OUTCOMES[found.outcome[row]] == "unusable", case
            continue
        assert OUTCOMES[found.outcome[row]] == one.outcome, case
        assert (GRADES[found.grade[row]] if found.grade[row] >= 0 else None) == one.grade
        assert (GRADES[found.table_grade[row]] if found.table_grade[row] >= 0 else None) == (
            one.table_grade
        )
        assert (int(found.row[row]) or None) == one.row
        assert bool(found.certain[row]) == one.certain
        assert int(found.others[row]) == len(one.others)
        if one.item is not None:
            assert case.items[found.chosen[row]] == one.item
        for name in ("statutory", "lawful", "benchmark", "recommended"):
            assert getattr(found, name).at(row) == getattr(one, name), name


def case(**changes: Any) -> Case:
    data = {"id": "案1", "items": [STALL], "party": {"kind": "individual"}, "decided": "2021-05-20"}
    return Case.model_validate({**data, **changes})


ODD: list[dict[str, Any]] = [
    {},
    {"items": []},
    {"items": ["无此案由"]},
    {"items": [STALL, OTHER_STALL]},
    {"items": [OTHER_STALL, STALL, STALL]},
    {"items": ["无此案由", STALL]},
    {"items": [STALL, "无此案由"], "facts": {"area_m2": -1}},
    {"facts": {"area_m2": "很大"}},
    {"facts": {"area_m2": True}},
    {"facts": {"area_m2": Decimal("4.9")}},
    {"facts": {"area_m2": "4.99999999999999999999999999999"}},
    {"facts": {"area_m2": 10**17 + 1}},
    {"facts": {"prior_penalties": 1.5}},
    {"facts": {"prior_penalties": 2.0}},
    {"facts": {"key_area": "是"}},
    {"facts": {"harm": "terrible"}},
    {"facts": {"harm": 3}},
    {"facts": {"无此事实": 3, "也没有": "文"}},
    {"circumstances": ["coercd"]},
    {"circumstances": ["coerced"]},
    {"circumstances": ["coerced"], "facts": {"coerced": None}},
    {"circumstances": ["key_area"], "facts": {"key_area": False}},
    {"circumstances": ["key_area"], "facts": {"key_area": True}},
    {"items": [OTHER_STALL], "facts": {"weight_t": "很多"}},
    {"items": [OTHER_STALL], "facts": {"weight_t": -5}},
    {"items": [OTHER_STALL], "facts": {"weight_t": "0.30000000000000000000000000001"}},
    {"items": [OTHER_STALL], "facts": {"weight_t": Decimal("2.50")}},
    {
        "party": {"kind": "individual", "number": "310114201001010014"},
        "act": {"start": "2021-01-01"},
    },
    {"party": {"kind": "individual", "age": 13, "capacity": "none"}},
    {"decided": None},
]


@pytest.fixture(scope="module")
def odd() -> list[Case]:
    return [case(**{"id": f"案{i}", **changes}) for i, changes in enumerate(ODD)]


def test_odd_cases_are_decided_as_each_alone(odd: list[Case]) -> None:
    agree(SHANGHAI, odd, columns.table(odd, SHANGHAI.every_fact()))
    for each in odd:
        agree(SHANGHAI, [each], columns.table([each], SHANGHAI.every_fact()))


def test_odd_cases_are_decided_alike_whatever_was_declared_when_they_were_stored(
    odd: list[Case],
) -> None:
    as_text = FactDeclaration.model_validate(
        {"type": "choice", "label": "字", "choices": {"a": "甲", "b": "乙"}}
    )
    for declared in ({}, dict.fromkeys(SHANGHAI.every_fact(), as_text)):
        agree(SHANGHAI, odd, columns.table(odd, declared))


def test_the_sample_is_decided_as_each_alone() -> None:
    sample = open_corpus("sample").cases
    agree(SHANGHAI, sample, columns.table(sample, SHANGHAI.every_fact()))


@settings(
    max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(books(), st.lists(cases(), min_size=1, max_size=6))
def test_any_cases_are_decided_as_each_alone(made: tuple[Book, Item], some: list[Case]) -> None:
    book, _ = made
    agree(book, some, columns.table(some, book.every_fact()))
    agree(book, some, columns.table(some, SHANGHAI.every_fact()))


@settings(
    max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(books(), books(), st.data())
def test_one_act_of_several_items_is_decided_as_alone(
    first: tuple[Book, Item], second: tuple[Book, Item], data: st.DataObject
) -> None:
    book, one = first
    other = second[1].model_copy(update={"code": "X-2"})
    same = one.model_copy(update={"code": "X"})
    both = Book(**{**vars(book), "items": {"X-1": one, "X-2": other, "X": same}})
    several = st.lists(st.sampled_from(["X-1", "X-2", "X", "?"]), max_size=3)
    some = [
        c.model_copy(update={"items": tuple(data.draw(several))})
        for c in data.draw(st.lists(cases(), min_size=1, max_size=6))
    ]
    agree(both, some, columns.table(some, both.every_fact()))


values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**18) + 1, 10**18 - 1),
    st.floats(-1e17, 1e17, allow_nan=False).map(lambda v: round(v, 12)),
    st.decimals(-(10**17), 10**17, places=3, allow_nan=False),
    st.sampled_from(["甲", "0.1", "1e3", "-0", "", "123456789.123456789123456789"]),
)
KINDS = st.sampled_from(
    [
        {"type": "bool", "label": "一"},
        {"type": "integer", "label": "二"},
        {"type": "number", "label": "三"},
        {"type": "money", "label": "四"},
        {"type": "choice", "label": "五", "choices": {"a": "甲"}},
    ]
)
declarations = st.dictionaries(
    st.sampled_from(["a", "b", "id"]), KINDS.map(FactDeclaration.model_validate)
)
facts = st.dictionaries(st.sampled_from(["a", "b", "c", "id"]), values)


@given(st.lists(facts, min_size=1, max_size=5), declarations, declarations)
def test_no_fact_is_lost_or_rounded(
    some: list[dict[str, Any]], old: dict[str, FactDeclaration], new: dict[str, FactDeclaration]
) -> None:
    made = [case(id=f"案{i}", facts=f) for i, f in enumerate(some)]
    first = columns.table(made, old)
    then = columns.conform(first, new)
    assert then.schema.equals(columns.schema(new))
    for table in (first, then, columns.conform(then, old)):
        for row, each in enumerate(made):
            expected = {n: v for n, v in each.facts.items() if v is not None}
            assert columns.case_at(table, row).facts == expected
    assert then.equals(columns.table(made, new))


def test_every_column_of_a_case() -> None:
    full = case(
        id="案2",
        items=[STALL, OTHER_STALL],
        party={"kind": "unit", "name": "某公司"},
        act={"start": "2021-01-01", "end": "2021-01-03", "discovered": "2021-02-01"},
        filed="2021-02-02",
        place={"district": "310114", "street": "真新街道"},
        basis="第二十五条",
        circumstances=["coerced"],
        facts={"area_m2": 4.9, "key_area": True, "未声明": "值"},
        channel="complaint",
        body="某局",
        team="一队",
        officers=["甲", "乙"],
        penalty={"kinds": ["warning"], "fine": "500.50", "confiscated_gains": 7},
        procedure={"informed": True, "hearing_held": False, "deviation_reason": "有理由"},
        extra={"备注": "无"},
    )
    table = columns.table([full, case()], SHANGHAI.every_fact())
    row, bare = table.to_pylist()
    assert row["items"] == [STALL, OTHER_STALL]
    assert (row["fine"], row["confiscated_gains"]) == (50050, 700)
    assert row["penalties"] == ["warning", "fine"]
    assert row["officers"] == ["甲", "乙"]
    assert row["extra"] == [("备注", "无")]
    assert (row["informed"], row["hearing_held"], row["on_the_spot"]) == (True, False, None)
    assert (row["deviation_reasoned"], bare["deviation_reasoned"]) == (True, False)
    assert (row["penalised"], bare["penalised"]) == (True, False)
    assert (row["facts.area_m2"], row["facts.key_area"]) == (4.9, True)
    assert row["other_facts"] == '{"未声明":"值"}'
    assert "某公司" not in str(row)
    assert bare["fine"] is None
    assert bare["penalties"] is None


def test_batches_come_as_they_are_asked_for(odd: list[Case]) -> None:
    asked = 0

    def one_by_one() -> Any:
        nonlocal asked
        for each in odd:
            asked += 1
            yield each

    found = columns.batches(one_by_one(), SHANGHAI.every_fact(), rows=4)
    assert next(found).num_rows == 4
    assert asked == 4
    rest = list(found)
    assert sum(b.num_rows for b in rest) == len(odd) - 4
    assert all(b.schema.equals(rest[0].schema) for b in rest)


def test_columns_survive_a_file(odd: list[Case], tmp_path: Path) -> None:
    table = columns.table(odd, SHANGHAI.every_fact())
    pq.write_table(table, tmp_path / "cases.parquet")
    again = pq.read_table(tmp_path / "cases.parquet")
    assert again.schema.equals(columns.schema(SHANGHAI.every_fact()))
    assert again.equals(table)
    agree(SHANGHAI, odd, again)


def test_no_cases_are_a_table_too() -> None:
    empty = columns.table([], SHANGHAI.every_fact())
    assert empty.num_rows == 0
    assert len(decide(SHANGHAI, empty).outcome) == 0
    assert columns.conform(empty, {}).num_rows == 0
