"""Refusals in English: every sentence of the lower layers has one, with its values."""

from __future__ import annotations

import ast
import inspect
import json
import re
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest

from discretion import load_rulebook
from discretion.engine.errors import CaseError
from discretion.intake import objects, records
from discretion.intake.errors import IntakeError
from discretion.intake.objects import case_from_object
from discretion.intake.records import parse_json
from discretion.model import case, identity, money, penalty
from discretion.model.case import Case
from discretion.report.refusals import _sentence, told
from discretion.stream import events
from discretion.stream.events import read_event

CHINESE = re.compile(r"[\u3400-\u9fff，。；：？、（）]")
GOOD: dict[str, Any] = {
    "id": "A1",
    "items": ["CN-CW-22-1"],
    "party": {"kind": "unit", "name": "X"},
    "act": {"start": "2023-09-23", "discovered": "2023-09-23"},
}


def texts(node: ast.expr) -> Iterator[str]:
    """The text of a literal, with a figure in place of each value that is put in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(v.value) if isinstance(v, ast.Constant) else "7" for v in node.values)


def said_by(*sources: ModuleType | Callable[..., Any]) -> list[str]:
    found = []
    for source in sources:
        for node in ast.walk(ast.parse(inspect.getsource(source))):
            name = getattr(getattr(node, "func", None), "id", "")
            if isinstance(node, ast.Call) and name in ("ValueError", "IntakeError"):
                for each in (*node.args, *(k.value for k in node.keywords)):
                    found += [text for text in texts(each) if CHINESE.search(text)]
    return found


JSON = (
    records.parse_json,
    records._exact,
    records._no_twice,
    records._no_constant,
    records._too_deep,
)


def test_every_sentence_about_a_case_or_an_event_has_an_english_one() -> None:
    sentences = said_by(case, money, penalty, identity, objects, events, *JSON)
    sentences += [
        text.format(**dict.fromkeys(("max_length", "ge", "le"), 7))
        for text in objects._MESSAGES.values()
    ]
    assert len(sentences) > 60
    left = [text for text in sentences if CHINESE.search(_sentence(text))]
    assert left == []


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        ({"partys": 1}, ["partys: there is no such field", "did you mean party?"]),
        ({"party": {"kind": "firm"}}, ["party.kind: not an allowed value", "allowed: "]),
        ({"filed": "soon"}, ["filed: must be a day, as 2023-05-06 (now soon)"]),
        ({"penalty": {"kinds": ["fine"]}}, ["name a fine without an amount"]),
        ({"penalty": {"kinds": ["fine"], "fine": 1.5}}, ["no binary float"]),
        ({"decided": "2020-01-01"}, ["decided on 2020-01-01, before the act begins on 2023-09-23"]),
        ({"id": ""}, ["id: must not be empty"]),
        ({f"x{n}": 1 for n in range(9)}, ["; 4 more."]),
    ],
)
def test_a_faulty_case_is_refused_in_english(change: dict[str, Any], parts: list[str]) -> None:
    with pytest.raises(IntakeError) as caught:
        case_from_object({**GOOD, **change}, "请求")
    said = told(caught.value, "en")
    assert said.detail.startswith("the data of the case are faulty (request). ")
    assert said.detail.endswith(said.remedy or "?")
    assert not CHINESE.search(said.detail), said.detail
    for part in parts:
        assert part in said.detail
    chinese = told(caught.value, "zh")
    assert (chinese.detail, chinese.where) == (str(caught.value), "请求")


@pytest.mark.parametrize(
    "text", ["{", '{"a": 1, "a": 2}', "[NaN]", "[1e9999]", "[" * 99 + "]" * 99, f"[{'9' * 9999}]"]
)
def test_broken_json_is_refused_in_english(text: str) -> None:
    with pytest.raises(IntakeError) as caught:
        parse_json(text, "第 3 行")
    said = told(caught.value, "en")
    assert said.where == "line 3"
    assert not CHINESE.search(said.detail), said.detail


@pytest.mark.parametrize(
    "event", [{}, {"kind": "sent"}, {"kind": "served", "case": "A"}, {"kind": "tick", "on": "x"}]
)
def test_a_faulty_event_is_refused_in_english(event: dict[str, Any]) -> None:
    with pytest.raises(IntakeError) as caught:
        read_event(json.dumps(event).encode(), "第 1 行")
    said = told(caught.value, "en")
    assert said.detail.startswith("the event is faulty (line 1). ")
    assert not CHINESE.search(said.detail), said.detail


def test_a_fact_that_the_rulebook_cannot_use_is_told_in_english() -> None:
    book = load_rulebook("shanghai-urban-management")
    wrong = Case.model_validate({**GOOD, "facts": {"corrected": "maybe"}})
    with pytest.raises(CaseError) as caught:
        book.determine(wrong)
    said = told(caught.value, "en")
    assert said.detail.startswith("case A1, facts.corrected (value maybe): ")
    assert said.detail.endswith("must be true or false")
    unknown = Case.model_validate({**GOOD, "circumstances": ["cooperatives"]})
    with pytest.raises(CaseError) as caught:
        book.determine(unknown)
    detail = told(caught.value, "en").detail
    assert "no such circumstance is declared" in detail
    assert "did you mean cooperative?" in detail


def test_a_sentence_without_an_english_one_stays_as_it_is() -> None:
    error = IntakeError("没见过的毛病", remedy="请 {改}。", where="某处", value="{x}")
    assert told(error, "en").detail == "没见过的毛病 (某处), value “{x}”. 请 {改}。"
