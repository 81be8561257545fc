"""Cases reported twice: a table of what is one case, and blocking against every pair."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discretion.model.case import Case
from discretion.similarity.duplicates import Blocks, compare_cases, report_of
from discretion.similarity.parties import Identity
from tests.similarity.parties.strategies import NAMES, NUMBERS

TEXT = (
    "2024年5月1日，执法人员在嘉定区江桥镇金园一路1号检查，发现当事人将货架摆出店门外，"
    "占用面积3.5平方米，当场责令改正。以上事实有现场检查笔录和照片为证。"
)
BOILERPLATE = "当事人擅自占用道路设摊经营，影响市容环境卫生和道路通行。"
PLAIN: dict[str, Any] = {
    "id": "沪〔2024〕1号",
    "items": ["A"],
    "party": {"kind": "unit", "name": "上海鑫味餐饮店"},
    "act": {"start": "2024-05-01"},
    "decided": "2024-05-20",
    "place": {"district": "310114", "address": "嘉定区江桥镇金园一路1号"},
    "text": TEXT,
    "penalty": {"fine": 200},
}


def case(case_id: str, **changes: Any) -> Case:
    return Case.model_validate({**PLAIN, "id": case_id, **changes})


def unit(name: str, number: str | None = None) -> dict[str, Any]:
    return {"kind": "unit", "name": name, "number": number}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Identity.LIKELY),
        ({"party": unit("鑫味餐饮店（嘉定）"), "penalty": {"fine": 300}}, Identity.LIKELY),
        ({"text": TEXT.replace("当场", "").replace("和照片", "、照片")}, Identity.LIKELY),
        ({"text": TEXT.replace("3.5", "35")}, Identity.POSSIBLE),
        ({"text": "", "place": None}, Identity.POSSIBLE),
        ({"text": "", "place": None, "penalty": {"fine": 300}}, None),
        ({"act": {}}, Identity.POSSIBLE),
        ({"act": {}, "text": TEXT[:-1]}, None),
        ({"items": ["B"]}, None),
        ({"items": []}, Identity.LIKELY),
        ({"party": unit("上海汇芃餐饮店")}, None),
        ({"party": unit("张某")}, Identity.POSSIBLE),
        ({"party": unit("鑫味餐饮二店"), "place": None}, Identity.POSSIBLE),
        ({"place": {"district": "310114", "address": "宝安公路8号"}, "text": TEXT[2:]}, None),
        (
            {"text": "另一天另一件事，与此全然无关，只是日期与当事人相同而已，共计一百二十元。"},
            None,
        ),
    ],
)
def test_what_is_one_case(changes: dict[str, Any], expected: Identity | None) -> None:
    one, other = report_of(case("1")), report_of(case("2", **changes))
    found = compare_cases(one, other)
    assert compare_cases(other, one) == found
    assert (found and found.identity) == expected
    assert compare_cases(one, report_of(case("1", **changes))) is None


def test_boilerplate_on_another_day_is_another_case() -> None:
    one, other = case("1", text=BOILERPLATE), case("2", text=BOILERPLATE, act={})
    assert compare_cases(report_of(one), report_of(other)) is None


def test_two_penalties_of_one_inspection_are_two_cases() -> None:
    other = case(
        "2", text=TEXT.replace("金园一路1号", "金园一路2号"), place={"address": "金园一路2号"}
    )
    assert compare_cases(report_of(case("1")), report_of(other)) is None


CASES = st.builds(
    lambda **changes: {k: v for k, v in changes.items() if v is not None},
    items=st.sampled_from([["A"], ["B"], ["A", "B"], []]),
    party=st.builds(unit, st.sampled_from(NAMES), st.none() | st.sampled_from(NUMBERS)),
    act=st.sampled_from([{"start": "2024-05-01"}, {"discovered": "2024-05-01"}, {}]),
    place=st.sampled_from([PLAIN["place"], {"address": "宝安公路8号"}, {}]),
    text=st.sampled_from([TEXT, TEXT[1:], TEXT.replace("店门", "门"), "短", BOILERPLATE]),
)


@given(st.lists(CASES, max_size=10))
def test_blocking_loses_no_pair(changes: list[dict[str, Any]]) -> None:
    reports = [report_of(case(f"{n:02d}", **c)) for n, c in enumerate(changes)]
    blocks = Blocks()
    for row, one in enumerate(reports):
        blocks.add(row, one)
    pairs = [(a, b) for a, b in blocks.pairs().tolist()]
    assert pairs == sorted(set(pairs))
    found = {(a, b) for a, b in pairs if compare_cases(reports[a], reports[b])}
    everyone = combinations(range(len(reports)), 2)
    assert found == {(a, b) for a, b in everyone if compare_cases(reports[a], reports[b])}
