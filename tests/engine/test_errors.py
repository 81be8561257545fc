"""Cases and columns that cannot be used: what is wrong, where, and how to mend it."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from discretion.engine.book import load_rulebook
from discretion.engine.columns import ColumnError
from discretion.engine.decisions import OUTCOMES
from discretion.engine.errors import CaseError
from discretion.model.case import Case

BOOK = load_rulebook("shanghai-urban-management")
STALL = "SH-SR-25-3"
HEAP = "SH-SR-43"
"""Fined by the tonne, which no table tests."""


def case(**changes: Any) -> Case:
    data = {"id": "案1", "items": [STALL], "party": {"kind": "individual"}, "decided": "2021-05-20"}
    return Case.model_validate({**data, **changes})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"facts": {"area_m2": "很大"}}, ["facts.area_m2", "很大", "面积", "数字", "平方米"]),
        ({"facts": {"area_m2": -1}}, ["facts.area_m2", "-1", ">= 0"]),
        ({"facts": {"area_m2": True}}, ["facts.area_m2", "数字"]),
        ({"facts": {"prior_penalties": 1.5}}, ["prior_penalties", "1.5", "整数"]),
        ({"facts": {"key_area": "是"}}, ["key_area", "true", "false"]),
        ({"facts": {"harm": "terrible"}}, ["harm", "terrible", "slight"]),
        ({"circumstances": ["coercd"]}, ["circumstances", "coercd", "您是不是要写“coerced”"]),
        ({"circumstances": ["key_area"], "facts": {"key_area": False}}, ["key_area", "矛盾"]),
        ({"items": [HEAP], "facts": {"weight_t": "很多"}}, ["facts.weight_t", "很多", "数字"]),
        ({"items": [HEAP], "facts": {"weight_t": -5}}, ["facts.weight_t", "-5", ">= 0"]),
    ],
)
def test_a_fact_that_cannot_be_used_is_named(changes: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(CaseError) as caught:
        BOOK.determine(case(**changes))
    message = str(caught.value)
    assert "案1" in message
    for word in words:
        assert word in message
    assert "\n" not in message


def test_a_listed_circumstance_holds_although_its_fact_is_null() -> None:
    listed = case(circumstances=["removed_harm"])
    null = case(circumstances=["removed_harm"], facts={"removed_harm": None})
    assert BOOK.determine(null).grades == BOOK.determine(listed).grades != ("exempt",)
    assert BOOK.determine(listed).grades != BOOK.determine(case()).grades


def test_an_error_travels_between_processes() -> None:
    with pytest.raises(CaseError) as caught:
        BOOK.determine(case(facts={"area_m2": -1}))
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_an_undeclared_fact_is_left_out_and_reported() -> None:
    d = BOOK.determine(case(facts={"area_sqm": 3}))
    (reason,) = [r for r in d.for_person if r.code == "fact_not_declared"]
    assert dict(reason.values) == {"fact": "area_sqm", "suggestion": "area_m2"}


def test_an_unknown_item_is_answered_with_a_suggestion() -> None:
    d = BOOK.determine(case(items=["SH-SR-25-33"]))
    assert d.outcome == "unknown_item"
    assert dict(d.for_person[0].values)["items"] == (("SH-SR-25-33", "SH-SR-25-3"),)


def columns(**changes: Any) -> dict[str, Any]:
    return {"item": [STALL, STALL], "party": ["individual", "unit"], **changes}


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"party": ["individual"]}, ["缺少列 item"]),
        (columns(area_m2=[1.0]), ["area_m2", "1 行", "2 行"]),
        (columns(area_sqm=[1.0, 2.0]), ["area_sqm", "您是不是要写“area_m2”"]),
        (columns(area_m2=["a", "b"]), ["area_m2", "数字"]),
        (columns(key_area=[1, 0]), ["key_area", "布尔"]),
        (columns(decided=["昨天", "今天"]), ["decided", "日期"]),
        (columns(item=[1, 2]), ["item", "文本"]),
        (columns(area_m2=[1, "x"]), ["area_m2"]),
    ],
)
def test_a_column_that_cannot_be_used_is_named(table: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(ColumnError) as caught:
        BOOK.determine_many(table)
    for word in words:
        assert word in str(caught.value)


def test_an_unusable_value_spoils_its_own_row_only() -> None:
    table = columns(
        decided=np.array(["2021-05-20", "2021-05-20"], dtype="datetime64[D]"),
        area_m2=np.array([-1.0, 3.0]),
        party=["individual", "individual"],
    )
    result = BOOK.determine_many(table)
    assert [OUTCOMES[code] for code in result.outcome] == ["unusable", "penalty"]
    (problem,) = result.problems
    assert "第 0 行" in str(problem)
    assert "面积" in str(problem)
    arrow = result.to_arrow()
    assert arrow.column("statutory_minimum").to_pylist() == [None, 50000]
    assert isinstance(arrow, pa.Table)


def test_no_rows_give_no_answers() -> None:
    empty = {"item": pa.array([], pa.string()), "party": pa.array([], pa.string())}
    assert len(BOOK.determine_many(empty).outcome) == 0
