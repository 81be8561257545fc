"""New rules and cases under way, several processes, and a clean end."""

from __future__ import annotations

import json
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import discretion as d
from discretion.corpus import ingest
from discretion.rulebook.load import rules_folder
from discretion.service.kept import Ingested, Ready
from discretion.service.settings import Settings
from discretion.service.state import State
from tests.service.conftest import CASE, Server, post, running

SAMPLE = Path(__file__).resolve().parents[2] / "cases_corpus" / "sample.csv"
NAME = "shanghai-urban-management"


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A rulebook and a corpus of one's own."""
    folder = tmp_path_factory.mktemp("own")
    shutil.copytree(rules_folder() / NAME, folder / NAME)
    book = d.load_rulebook(NAME)
    ingest(d.open_corpus("sample", book).cases[:200], folder / "cases", book)
    return folder / NAME, folder / "cases"


@pytest.fixture(scope="module")
def own(folders: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A service of two processes on a rulebook and a corpus of its own."""
    rules, cases = folders
    options = ("--rulebook", str(rules), "--corpus", str(cases), "--workers", "2", "--poll", "1")
    with running(tmp_path_factory.mktemp("running"), *options) as found:
        yield found


def touch(rules: Path, mark: str) -> None:
    """Change the rulebook: its fingerprint becomes another."""
    head = rules / "rulebook.yaml"
    text = head.read_text(encoding="utf-8").partition("# mark")[0]
    head.write_text(f"{text}# mark {mark}\n", encoding="utf-8")


def wait_for(what: Any, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_no_request_fails_while_rules_and_cases_are_exchanged(
    own: Server, folders: tuple[Path, Path]
) -> None:
    rules, _ = folders
    stop = threading.Event()
    answers: list[tuple[int, str, str, str, str, str]] = []

    def ask() -> None:
        with own.client() as client:
            while not stop.is_set():
                found = post(client, "/v1/check?view=brief", CASE)
                if found.status_code != 200:
                    answers.append((found.status_code, found.text, "", "", "", ""))
                    continue
                data = found.json()
                heads = (found.headers["discretion-rulebook"], found.headers["discretion-corpus"])
                inside = (data["determination"]["rulebook"], data["corpus_version"])
                answers.append((200, "", *heads, *inside))

    askers = [threading.Thread(target=ask) for _ in range(3)]
    for asker in askers:
        asker.start()
    with own.client() as client:
        line = json.dumps(CASE, ensure_ascii=False).encode()
        for number in range(2):
            before = len({a[2] for a in answers})
            touch(rules, str(number))
            wait_for(lambda: len({a[2] for a in answers}) > before)  # noqa: B023
            headers = {"content-type": "application/x-ndjson"}
            changed = line.replace(b"900022", f"9001{number:02d}".encode())
            taken = client.post("/v1/ingest", content=changed, headers=headers)
            assert taken.status_code == 200, taken.text
            Ingested.model_validate(taken.json())
            assert taken.json()["added"] == 1
            version = taken.json()["version"]
            wait_for(lambda: version in {a[3] for a in answers})  # noqa: B023
    stop.set()
    for asker in askers:
        asker.join()
    assert {a[:2] for a in answers} == {(200, "")}
    assert len({a[2] for a in answers}) >= 3
    for _, _, rulebook, corpus, inside_rulebook, inside_corpus in answers:
        assert (rulebook, corpus) == (inside_rulebook, inside_corpus)


def test_rules_that_cannot_be_used_are_told_and_the_old_ones_stay(
    own: Server, folders: tuple[Path, Path]
) -> None:
    head = folders[0] / "rulebook.yaml"
    good = head.read_text(encoding="utf-8")
    with own.client() as client:
        head.write_text(good + "\nno_such_key: 1\n", encoding="utf-8")
        wait_for(lambda: client.get("/ready").json()["status"] == "stale")
        told = Ready.model_validate(client.get("/ready").json())
        if told.problems:  # the other process may not have looked yet
            assert "no_such_key" in told.problems["rulebook"]
        assert post(client, "/v1/determine", CASE).status_code == 200
        head.write_text(good, encoding="utf-8")
        wait_for(lambda: {client.get("/ready").json()["status"] for _ in range(20)} == {"ok"})


def test_a_ledger_is_taken_in_whole_and_its_bad_rows_are_named(own: Server) -> None:
    rows = SAMPLE.read_text(encoding="utf-8-sig").splitlines()[:40]
    text = "\n".join([*rows, "沪嘉〔2023〕1号"])  # the last row has nothing but a number
    with own.client() as client:
        headers = {"content-type": "text/csv"}
        first = client.post("/v1/ingest", content=text.encode(), headers=headers)
        assert first.status_code == 200, first.text
        again = client.post("/v1/ingest", content=text.encode(), headers=headers).json()
        assert (again["added"], again["updated"]) == (0, 0)
        assert again["version"] == first.json()["version"]
        assert again["rejected"] == len(again["rejects"]) == 1
        broken = client.post("/v1/ingest", content=b"\x00\x01\x02", headers=headers)
        assert broken.status_code in (400, 409)
        assert "/tmp" not in broken.text
        xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        bad = client.post("/v1/ingest", content=b"PK", headers={"content-type": xlsx})
        assert bad.status_code in (400, 409)


def test_the_signal_to_end_lets_requests_be_finished(
    folders: tuple[Path, Path], tmp_path: Path
) -> None:
    with running(tmp_path, "--rulebook", str(folders[0])) as server:
        line = json.dumps(CASE, ensure_ascii=False).encode() + b"\n"
        halfway = threading.Event()

        def lines() -> Iterator[bytes]:
            yield line * 50
            halfway.set()
            time.sleep(1)
            yield line * 50

        found: list[httpx.Response] = []

        def ask() -> None:
            with server.client() as client:
                headers = {"content-type": "application/x-ndjson"}
                found.append(client.post("/v1/determine:batch", content=lines(), headers=headers))

        asker = threading.Thread(target=ask)
        asker.start()
        halfway.wait(30)
        time.sleep(0.2)
        assert server.stop() == 0
        asker.join()
        last = json.loads(found[0].content.splitlines()[-1])
        assert last["summary"] == {"lines": 100, "ok": 100, "refused": 0}
        events = [json.loads(e) for e in server.log.read_text(encoding="utf-8").splitlines()]
        assert not [e for e in events if e["level"] not in ("info",)]


def test_several_processes_end_in_order_too(own: Server) -> None:
    assert own.stop() == 0


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="no terminals that hang up")
@pytest.mark.parametrize("options", [(), ("--workers", "2")], ids=["one", "several"])
def test_it_ends_in_order_with_its_terminal(tmp_path: Path, options: tuple[str, ...]) -> None:
    with running(tmp_path, *options) as server:
        server.process.send_signal(signal.SIGHUP)
        assert server.process.wait(60) == 0


def test_a_snapshot_stays_what_it_was(folders: tuple[Path, Path]) -> None:
    rules, cases = folders
    state = State(Settings(rulebook=str(rules), corpus=str(cases)))
    before = state.current
    assert not state.reload()
    touch(rules, "snapshot")
    assert state.reload()
    assert before.rulebook != state.current.rulebook
    assert before.corpus is not None
    assert before.corpus_version == state.current.corpus_version
    # Rules that are broken do not keep new cases out.
    (rules / "rulebook.yaml").write_text("title: [", encoding="utf-8")
    book = d.load_rulebook(NAME)
    ingest(d.open_corpus("sample", book).cases[200:210], cases, book)
    assert state.reload()
    assert "rulebook" in state.problems
    assert state.current.corpus_version != before.corpus_version


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--corpus", "no-such-folder"), "no-such-folder"),
        (("--corpus", "no-such-folder", "--workers", "2"), "no-such-folder"),
        (("--rulebook", "no-such-book"), "no-such-book"),
        (("--host", "0.0.0.0"), "令牌"),
        (("--token-file", "no-such-file"), "no-such-file"),
        (("--token-file", sys.executable), "不是 UTF-8 文本"),
        (("--host", "no.such.host.example", "--token-file", "TOKEN"), "no.such.host.example"),
    ],
)
def test_what_it_cannot_start_with_is_told(
    tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    (tmp_path / "token").write_text("x" * 20, encoding="utf-8")
    options = tuple(str(tmp_path / "token") if o == "TOKEN" else o for o in options)
    with running(tmp_path, *options, ready=False) as server:
        assert server.process.wait(120) == 2
        text = server.log.read_text(encoding="utf-8")
        assert said in text
        assert "Traceback" not in text
