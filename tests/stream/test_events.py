"""Hostile lines are refused with their number and the reason; the others go on."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from discretion.intake.errors import IntakeError
from discretion.schemas import schema_of
from discretion.stream.events import MAX_BYTES, Event, read_event
from tests.stream.logs import large
from tests.stream.making import found_in, fresh

SERVED: dict[str, Any] = {"kind": "served", "id": "1", "case": "A", "on": "2024-03-01"}


def opened(**changes: Any) -> dict[str, Any]:
    record = {"id": "A", "items": ["SH-SR-23-2"], "party": {"kind": "unit"}, **changes}
    return {"kind": "opened", "id": "0", "case": "A", "on": "2024-03-01", "record": record}


HOSTILE: dict[str, tuple[bytes, str]] = {
    "empty object": (b"{}", "缺少 kind"),
    "a list": (b"[]", "须为 JSON 对象"),
    "not JSON": (b"{'kind': 1}", "不是有效的 JSON"),
    "a key twice": (b'{"kind":"tick","kind":"tick","on":"2024-01-01"}', "两次"),
    "not UTF-8": (b'{"kind":"\xff\xfe"}', "不是 UTF-8"),
    "deep": (b'{"kind":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "嵌套过深"),
    "deep but valid": (b'{"a":' * 60 + b"1" + b"}" * 60, "嵌套过深"),
    "huge": (b'{"kind":"' + b"a" * MAX_BYTES + b'"}', "过长"),
    "a number of many digits": (b'{"kind":"paid","amount":' + b"9" * 5000 + b"}", "过长"),
    "NaN": (b'{"kind":"paid","amount":NaN}', "NaN"),
    "unknown kind": (json.dumps({**SERVED, "kind": "serve"}).encode(), "没有这种事件 serve"),
    "unknown key": (json.dumps({**SERVED, "note": "x"}).encode(), "没有这个字段"),
    "no case": (b'{"kind":"served","id":"1","on":"2024-03-01"}', "缺少必填"),
    "a number for a name": (json.dumps({**SERVED, "case": 5}).encode(), "须为文本"),
    "a time for a day": (json.dumps({**SERVED, "on": "2024-03-01T10:00:00"}).encode(), "须是日期"),
    "a number for a day": (json.dumps({**SERVED, "on": 20240301}).encode(), "须是日期"),
    "a day before all law": (json.dumps({**SERVED, "on": "0001-01-01"}).encode(), "1949"),
    "a day of the far future": (json.dumps({**SERVED, "on": "9999-12-31"}).encode(), "2199"),
    "an act of the far future": (
        json.dumps(opened(act={"start": "9999-12-31"})).encode(),
        "2199",
    ),
    "another case": (json.dumps(opened(id="B")).encode(), "须与 case"),
    "a float of money": (
        b'{"kind":"paid","id":"1","case":"A","on":"2024-03-01","amount":1e999}',
        "",
    ),
    "a lone surrogate": (json.dumps({**SERVED, "case": "\ud800"}).encode(), "无效字符"),
    "a fact of no such choice": (
        json.dumps({**opened(facts={"harm": "huge"}), "id": "9"}).encode(),
        "harm",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_line_is_refused_and_changes_nothing(name: str) -> None:
    line, reason = HOSTILE[name]
    stream = fresh()
    stream.take_line(json.dumps(opened()).encode(), 1)
    before = list(stream.standing()), stream.today
    with pytest.raises(IntakeError, match="第 7 行") as error:
        stream.take_line(line, 7)
    assert reason in str(error.value)
    assert len(str(error.value)) < 1000
    assert (list(stream.standing()), stream.today) == before
    stream.take_line(json.dumps({**SERVED, "kind": "crime_suspected"}).encode(), 8)
    stream.take_line(b'{"kind":"tick","on":"2024-03-02"}', 9)
    assert {code for code, *_ in found_in(stream)} == {"crime-not-reported"}
    assert (stream.counts.events, stream.counts.refused) == (3, 1)


def test_an_id_with_other_contents_is_refused_whichever_came_first() -> None:
    stream = fresh()
    stream.take_line(json.dumps(SERVED).encode(), 1)
    stream.take_line(json.dumps(SERVED).encode(), 2)
    with pytest.raises(IntakeError, match="内容不同"):
        stream.take_line(json.dumps({**SERVED, "on": "2024-03-02"}).encode(), 3)
    assert (stream.counts.events, stream.counts.repeated, stream.counts.refused) == (1, 1, 1)


def test_events_meet_the_published_schema_and_read_back_the_same() -> None:
    validator = jsonschema.Draft202012Validator(schema_of("event"))
    for event in large(40, seed=3):
        assert not list(validator.iter_errors(event)), event
        read = read_event(json.dumps(event).encode(), "")
        again = json.loads(read.model_dump_json(exclude_unset=True))
        assert Event.model_validate(again).root == read
