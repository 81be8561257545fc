"""What the service keeps: events with their reminders, and the decision record."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from discretion.record.entries import verify
from discretion.service.kept import EventLine, Standing
from tests.service.conftest import CASE, Server, post
from tests.service.test_batch import NDJSON, body, lines_of

pytest.importorskip("durable", reason="durable-rules is not installed")
OPENED = {
    "kind": "opened",
    "id": "1",
    "case": CASE["id"],
    "on": "2023-09-24",
    "record": {k: v for k, v in CASE.items() if k not in ("decided", "penalty")},
}


def said(answers: list[dict[str, Any]]) -> set[str]:
    return {a["said"]["code"] for a in answers if "said" in a}


def test_events_call_for_reminders_that_stand_until_they_are_cleared(client: httpx.Client) -> None:
    proposed = {
        "kind": "proposed",
        "id": "2",
        "case": CASE["id"],
        "on": "2023-09-28",
        "penalty": {"kinds": ["fine"], "fine": "2000000"},
    }
    bad = {**proposed, "id": "3", "kind": "propsed"}
    sent = body(OPENED, proposed, OPENED, bad)
    *answers, last = lines_of(post(client, "/v1/events", sent, headers=NDJSON))
    for answer in (*answers, last):
        EventLine.model_validate(answer)
    assert last == {"summary": {"lines": 4, "ok": 3, "refused": 1}}
    assert any("outside" in code or "range" in code for code in said(answers)), said(answers)
    assert "蓝筏餐饮管理" not in json.dumps(answers, ensure_ascii=False)
    again = lines_of(post(client, "/v1/events", sent, headers=NDJSON))
    assert not said(again)  # the same events call for nothing new
    standing = client.get("/v1/reminders").json()
    Standing.model_validate(standing)
    assert {r["case"] for r in standing["reminders"]} >= {CASE["id"]}
    english = client.get("/v1/reminders", params={"lang": "en"}).json()["reminders"]
    assert all(r["message"].isascii() or "case" in r for r in english)


def test_a_decision_is_appended_to_a_chain_that_holds(client: httpx.Client, server: Server) -> None:
    before = client.get("/v1/record").json()["number"]
    first = post(client, "/v1/record", CASE, params={"reason": "初次"}).json()
    second = post(client, "/v1/record", {**CASE, "id": "另一件"}).json()
    assert (first["number"], second["number"]) == (before + 1, before + 2)
    record = server.log.parent / "journal" / "record.jsonl"
    head, broken = verify(record)
    assert (head.hash, broken) == (second["hash"], None)
    lines = record.read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[first["number"]])["reason"] == "初次"
    assert client.get("/v1/record").json() == {
        "sound": True,
        "number": before + 2,
        "hash": second["hash"],
        "line": None,
        "reason": None,
    }


def test_a_case_that_cannot_be_used_is_not_recorded(client: httpx.Client) -> None:
    before = client.get("/v1/record").json()["number"]
    assert post(client, "/v1/record", {**CASE, "facts": {"corrected": "no"}}).status_code == 400
    assert client.get("/v1/record").json()["number"] == before
