"""The desk on top of the service: one process, one door, one record."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from discretion import desk
from discretion.record.entries import verify
from discretion.service.app import create_app
from discretion.service.settings import Settings
from discretion.service.state import State
from tests.desk.conftest import Reader
from tests.desk.test_case import CASE, pasted

TOKEN = "a-token-of-some-length"


def served(settings: Settings) -> FastAPI:
    state = State(settings)
    app = create_app(state, settings)
    desk.mount(app, state, desk.settings_of(settings))
    return app


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(journal=tmp_path / "journal", hosts=("testserver",))


def test_service_and_desk_write_one_record(settings: Settings) -> None:
    app = served(settings)
    reader = Reader(app)
    path = pasted(reader, app, CASE)
    assert "没有案例库" in reader.get(path)
    assert "第 1 条" in reader.post(f"{path}/record", reason="核对无误")
    added = reader.client.post("/v1/record", json=CASE)
    assert added.json()["number"] == 2
    assert "第 3 条" in reader.post(f"{path}/record", reason="再次核对无误")
    reader.post("/desk/names", reason="核对", back="/desk/")
    assert settings.journal is not None
    assert verify(settings.journal / "record.jsonl")[0].number == 3
    assert verify(settings.journal / "names.jsonl")[0].number == 1


def test_with_a_token_nobody_comes_in_without_it(tmp_path: Path) -> None:
    app = served(Settings(host="0.0.0.0", token=TOKEN))
    client = TestClient(app, follow_redirects=False)
    for path in ("/desk/", "/desk/ledgers/x", "/desk/cases?id=1"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/desk/login")
    assert client.post("/desk/ledgers", data={}).status_code == 401
    assert client.get("/v1/rules").status_code == 401
    assert client.get("/desk/static/desk.css").status_code == 200
    reader = Reader(app)
    reader.get("/desk/login")
    assert "令牌不对" in reader.post("/desk/login", status=403, given="wrong")
    assert "待核案件" in reader.post("/desk/login", given=TOKEN)
    assert "待核案件" in reader.get("/desk/")
    (cookie,) = (c for c in reader.client.cookies.jar if c.name == "discretion-token")
    assert cookie.path == "/desk"
    assert cookie.has_nonstandard_attr("HttpOnly")


def test_what_is_far_too_large_is_refused_on_a_page(settings: Settings) -> None:
    client = TestClient(served(settings))
    large = str(settings.max_upload + 1)
    answer = client.post("/desk/ledgers", content=b"", headers={"content-length": large})
    assert answer.status_code == 413
    assert "text/html" in answer.headers["content-type"]
    assert "64 MB" in answer.text


def test_without_a_token_there_is_no_door(settings: Settings) -> None:
    assert "待核案件" in Reader(served(settings)).get("/desk/login")


@pytest.mark.skipif(os.name == "nt", reason="signals of another kind")
def test_the_command_serves_the_desk_until_it_is_told_to_stop(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "discretion.cli", "desk", "--no-open", "--lang", "en"]
    command += ["--port", str(port), "--journal", str(tmp_path / "journal")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            address = next(line for line in process.stderr if "The desk is ready" in line)
            assert f":{port}/desk/" in address
            page = httpx.get(f"{'http'}://127.0.0.1:{port}/desk/", trust_env=False)
            assert page.status_code == 200
            assert '<html lang="en"' in page.text
        finally:
            process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0


def test_an_address_for_others_needs_a_token(capsys: pytest.CaptureFixture[str]) -> None:
    from discretion.cli import main

    assert main(["desk", "--host", "0.0.0.0", "--no-open"]) == 2
    assert "必须设令牌" in capsys.readouterr().err
