from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discretion.model.case import Case, FactValue, Party, PartyKind
from discretion.rulebook.schema import FactDeclaration, FactType
from discretion.similarity.facts import FactColumns, agreement, compare_facts

DECLARED = {
    "corrected": FactDeclaration(type=FactType.BOOL, label="已改正"),
    "area_m2": FactDeclaration(type=FactType.NUMBER, label="面积", aggravates="up"),
    "goods_value": FactDeclaration(type=FactType.MONEY, label="货值"),
    "share": FactDeclaration(type=FactType.NUMBER, label="比例", range="[-10..90]"),
    "harm": FactDeclaration(
        type=FactType.CHOICE,
        label="后果",
        choices={"none": "无", "slight": "轻微", "grave": "严重"},
        aggravates="up",
    ),
    "colour": FactDeclaration(
        type=FactType.CHOICE, label="颜色", choices={"red": "红", "blue": "蓝"}
    ),
    "obstructs": FactDeclaration(type=FactType.BOOL, label="阻碍执法", circumstance=True),
}
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 10**6),
    st.decimals(min_value=0, max_value=1000, places=2),
    st.sampled_from(["none", "slight", "grave", "red", "blue", "其他"]),
)


def case(facts: dict[str, FactValue], found: tuple[str, ...] = (), id: str = "x") -> Case:
    return Case(id=id, party=Party(kind=PartyKind.UNIT), facts=facts, circumstances=found)


CASES = st.builds(
    case,
    st.dictionaries(st.sampled_from([*DECLARED, "unknown_fact"]), VALUES, max_size=6),
    st.sampled_from([(), ("obstructs",), ("undeclared",)]),
)


@pytest.mark.parametrize(
    ("name", "a", "b", "expected"),
    [
        ("corrected", True, True, 1.0),
        ("corrected", True, False, 0.0),
        ("corrected", True, None, None),
        ("corrected", True, "是", None),
        ("harm", "none", "slight", 0.5),
        ("harm", "none", "grave", 0.0),
        ("harm", "none", "毫无", None),
        ("colour", "red", "blue", 0.0),
        ("area_m2", 9, Decimal("9.0"), 1.0),
        ("area_m2", -1, -1, None),
        ("share", 90, -10, 0.0),
        ("share", Decimal("-5"), 45, 0.5),
        ("share", 500, 5, 0.0),
        ("area_m2", 0, 9, 0.0),
        ("area_m2", 0, 99, 0.0),
        ("area_m2", -1, 9, None),
        ("goods_value", Decimal("NaN"), 9, None),
    ],
)
def test_agreement(name: str, a: FactValue, b: FactValue, expected: float | None) -> None:
    assert agreement(DECLARED[name], a, b) == pytest.approx(expected)


def test_missing_facts_are_left_out_of_the_mean() -> None:
    score, found = compare_facts(
        case({"corrected": True, "area_m2": 5}), case({"corrected": True, "harm": "none"}), DECLARED
    )
    assert score == 1.0
    assert [(c.fact, c.agreement) for c in found] == [
        ("area_m2", None),
        ("corrected", 1.0),
        ("harm", None),
    ]


def test_nothing_comparable_gives_no_score() -> None:
    score, found = compare_facts(case({"area_m2": 5}), case({"harm": "none"}), DECLARED)
    assert score is None
    assert all(c.agreement is None for c in found)


def test_a_circumstance_counts_only_where_one_has_it() -> None:
    assert compare_facts(case({}), case({}), DECLARED) == (None, ())
    assert compare_facts(case({}, ("obstructs",)), case({}), DECLARED)[0] == 0.0
    assert compare_facts(case({}, ("obstructs",)), case({}, ("obstructs",)), DECLARED)[0] == 1.0


@given(CASES, CASES)
def test_symmetric_bounded_and_equal_to_the_columns(a: Case, b: Case) -> None:
    there, _ = compare_facts(a, b, DECLARED)
    back, _ = compare_facts(b, a, DECLARED)
    assert there == back
    assert there is None or 0 <= there <= 1
    by_columns = FactColumns([b, case({})], DECLARED).scores(a)[0]
    if there is None:
        assert math.isnan(by_columns)
    else:
        assert by_columns == there


@given(CASES)
def test_a_case_agrees_with_itself(a: Case) -> None:
    assert compare_facts(a, a, DECLARED)[0] in (None, 1.0)
