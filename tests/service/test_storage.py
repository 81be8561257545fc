"""A disk that fails is told in clear words, and what was refused can be sent again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from discretion.service.app import create_app
from discretion.service.settings import Settings
from discretion.service.state import State
from tests.service.conftest import CASE

LINES = {"content-type": "application/x-ndjson"}
OPENED = {"kind": "opened", "id": "1", "case": CASE["id"], "on": "2023-09-24", "record": CASE}
EVENTS = b"\n".join(json.dumps({**OPENED, "id": str(n)}).encode() for n in range(300)) + b"\nno\n"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    settings = Settings(journal=tmp_path / "journal")
    app = create_app(State(settings), settings)
    with TestClient(app, base_url=f"http:{'/' * 2}127.0.0.1") as found:
        yield found


def sent(client: TestClient) -> tuple[list[Any], dict[str, int]]:
    found = client.post("/v1/events", content=EVENTS, headers=LINES)
    *lines, summary = map(json.loads, found.content.splitlines())
    return [line for line in lines if "line" in line], summary["summary"]


def test_events_that_cannot_be_kept_are_refused_line_by_line(
    client: TestClient, tmp_path: Path
) -> None:
    pytest.importorskip("durable_rules_engine")
    state = tmp_path / "journal" / "stream" / "stream.sqlite"
    state.parent.mkdir(parents=True)
    state.write_bytes(b"no database" * 500)
    lines, summary = sent(client)
    assert [line["line"] for line in lines] == list(range(1, 302))
    assert {line["problem"]["code"] for line in lines} == {"storage"}
    assert {line["problem"]["status"] for line in lines} == {503}
    assert summary == {"lines": 301, "ok": 0, "refused": 301}
    assert client.get("/v1/reminders").json()["code"] == "storage"
    state.unlink()
    lines, summary = sent(client)
    assert summary == {"lines": 301, "ok": 300, "refused": 1}
    assert client.get("/v1/reminders").status_code == 200


def test_a_folder_that_cannot_be_written_is_named(client: TestClient, tmp_path: Path) -> None:
    (tmp_path / "journal").write_text("a file where the folder should be", encoding="utf-8")
    found = client.post("/v1/record", json=CASE)
    assert found.status_code == 503
    problem = found.json()
    assert problem["code"] == "storage"
    assert "已有同名的文件" in problem["detail"]
    assert problem["remedy"]
    (tmp_path / "journal").unlink()
    assert client.post("/v1/record", json=CASE).json()["number"] == 1
