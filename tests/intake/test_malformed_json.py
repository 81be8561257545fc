"""Cases in JSON that are wrong: each is refused with the field, the value and a remedy."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discretion.intake.errors import IntakeError
from discretion.intake.objects import read_cases
from discretion.model.case import Case

GOOD: dict[str, Any] = {"id": "1号", "items": ["A-1"], "party": {"kind": "individual"}}
ENGLISH = re.compile(r"[A-Za-z]{4,} [a-z]{2,}")


def with_(**changes: Any) -> str:
    return json.dumps({**GOOD, **changes}, ensure_ascii=False)


CASES: dict[str, tuple[str, str]] = {
    # name: (the text, what the message must say)
    "nothing": ("", "没有内容"),
    "blanks": (" \n", "没有内容"),
    "no json": ("案件", "第 1 行第 1 列"),
    "single quotation marks": ("{'id': '1号'}", "第 1 行第 2 列"),
    "a missing value": ('{"id": "1号",\n "party": }', "第 2 行"),
    "cut off": (with_()[:-5], "JSON"),
    "two objects": (with_() + with_(), "JSON"),
    "a number": ("5", "JSON 对象"),
    "a list of numbers": ("[1]", "第 1 个案件"),
    "the second of two": (f"[{with_()}, {{}}]", "第 2 个案件"),
    "null": ("null", "JSON 对象"),
    "no id": ('{"party": {"kind": "unit"}}', "id：缺少"),
    "no party": ('{"id": "1号"}', "party：缺少"),
    "a blank id": (with_(id=" "), "id：不能为空"),
    "a number for an id": (with_(id=5), "id：须为文本"),
    "a misspelt field": (with_(partys={}), "party？"),
    "a misspelt field inside": (with_(party={"kind": "unit", "nam": "甲"}), "name？"),
    "an unknown kind of party": (with_(party={"kind": "units"}), "unit？"),
    "a kind of party in Chinese": (with_(party={"kind": "单位"}), "individual、unit"),
    "a party that is a name": (with_(party="张三"), "party：须为 {…} 对象"),
    "an age below zero": (with_(party={"kind": "unit", "age": -1}), "不得小于 0"),
    "an age with a fraction": (with_(party={"kind": "unit", "age": 15.5}), "age：须为整数"),
    "a wrong identity number": (with_(party={"kind": "unit", "number": "123"}), "校验"),
    "an impossible day": (with_(decided="2023-02-30"), "须为日期"),
    "a day in another form": (with_(decided="2023年5月6日"), "2023-05-06"),
    "a number for a day": (with_(decided=20230506), "decided：须为日期"),
    "decided before filed": (with_(filed="2023-05-06", decided="2023-05-05"), "早于立案日"),
    "ended before it began": (with_(act={"start": "2023-05-06", "end": "2023-05-05"}), "终了日"),
    "a fine in a binary number": (with_(penalty={"fine": 0.001}), "精确到分"),
    "a fine below zero": (with_(penalty={"fine": -5}), "不得为负"),
    "a fine in words": (with_(penalty={"fine": "五百元"}), "penalty.fine"),
    "an unknown kind of penalty": (with_(penalty={"kinds": ["fines"]}), "fine？"),
    "a word for a list": (with_(items="A-1"), "items：须为 […] 列表"),
    "a list for a fact": (with_(facts={"面积": [1]}), "facts.面积"),
    "an infinite fact": ('{"id": "1", "party": {"kind": "unit"}, "facts": {"a": Infinity}}', "Inf"),
    "a fact beyond all bounds": (
        '{"id": "1", "party": {"kind": "unit"}, "facts": {"a": 1e99999999}}',
        "1e99999999",
    ),
    "a fact of twenty digits": (with_(facts={"面积": 10**20}), "facts.面积"),
    "a numeral without end": ('{"id": ' + "9" * 6000 + "}", "过长"),
    "a district of four digits": (with_(place={"district": "3101"}), "6 位区划代码"),
    "a text without end": (with_(text="长" * 100_001), "至多 100000 字"),
    "an extra that is no text": (with_(extra={"备注": 5}), "extra.备注：须为文本"),
    "yes in words": (with_(procedure={"informed": "大概"}), "true 或 false"),
    "a key twice": ('{"id": "1", "id": "2", "party": {"kind": "unit"}}', "出现了两次"),
    "half a character": (r'{"id": "\ud800", "party": {"kind": "unit"}}', "无效字符"),
    "half a character in a fact": (
        r'{"id": "1", "party": {"kind": "unit"}, "facts": {"a": "\ud800"}}',
        "无效字符",
    ),
    "deep nesting": ("[" * 100_000, "嵌套过深"),
    "rather deep nesting": ("[" * 60 + "]" * 60, "嵌套过深"),
    "everything at once": ('{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6}', "另有"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_wrong_case(name: str) -> None:
    text, hint = CASES[name]
    with pytest.raises(IntakeError) as caught:
        read_cases(text)
    message = str(caught.value)
    assert hint in message
    assert "标准输入" in message
    assert caught.value.remedy
    assert "\n" not in message
    assert len(message) < 1000
    assert not ENGLISH.search(message)


def test_a_text_beyond_all_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("discretion.intake.records.MOST_BYTES", 1000)
    with pytest.raises(IntakeError, match="过长"):
        read_cases(with_(text="长" * 2000))


def test_a_wrong_identity_number_is_not_repeated() -> None:
    with pytest.raises(IntakeError) as caught:
        read_cases(with_(party={"kind": "individual", "number": "310114199001011234"}))
    assert "310114199001011234" not in str(caught.value)


def test_good_cases() -> None:
    assert read_cases(with_()) == [Case.model_validate(GOOD)]
    assert read_cases(f"[{with_()}, {with_(id='2号')}]")[1].id == "2号"


LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(alphabet="甲5.- ", max_size=8)
    | st.just("fine")
)
VALUES = st.recursive(
    LEAVES, lambda v: st.lists(v, max_size=3) | st.dictionaries(st.text(max_size=4), v, max_size=3)
)
FIELDS = st.sampled_from([*Case.model_fields, "x"])
INSIDE = st.sampled_from(["kind", "fine", "age", "start", "end", "kinds", "number", "district"])


@given(st.dictionaries(FIELDS, VALUES | st.dictionaries(INSIDE, VALUES, max_size=3), max_size=5))
def test_any_object_is_a_case_or_is_refused_in_the_users_language(data: dict[str, Any]) -> None:
    said: str | None = None
    try:
        read_cases(json.dumps({**GOOD, **data}))
    except IntakeError as error:
        said = str(error)
    assert said is None or (said.endswith("。") and not ENGLISH.search(said))
