"""Clients that want to hold the service, fill it or mislead it."""

from __future__ import annotations

import asyncio
import gzip
import json
import shutil
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

import discretion as d
from discretion.corpus import ingest
from discretion.service.frugal import FrugalProtocol
from discretion.service.settings import Settings
from discretion.service.state import State
from tests.service.conftest import CASE, Server, post
from tests.service.test_hostile import refused

LINE = json.dumps(CASE, ensure_ascii=False).encode() + b"\n"
HEAD = "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {type}\r\n{more}\r\n"


def head(path: str, kind: str = "application/json", more: str = "") -> bytes:
    return HEAD.format(path=path, type=kind, more=more).encode()


def gauge(client: httpx.Client, name: str) -> float:
    found = client.get("/metrics").text
    return float(
        next(line for line in found.splitlines() if line.startswith(name + " ")).split()[1]
    )


def raw(server: Server, *parts: bytes) -> bytes:
    """Send *parts* and return what comes back until the connection ends."""
    found = b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as link:
        with suppress(ConnectionError):
            for part in parts:
                link.sendall(part)
        with suppress(ConnectionError):
            while chunk := link.recv(1 << 16):
                found += chunk
    return found


@pytest.mark.parametrize(
    "flood",
    [
        b"GET /health HTTP/1.1\r\nHost: localhost\r\nX: ",
        b"GET /health HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 100,
        head("/v1/check", more="Transfer-Encoding: chunked\r\n") + b"2\r\n{}\r\n0\r\nX: ",
        head("/v1/check", more="Transfer-Encoding: chunked\r\n") + b"2;",
    ],
    ids=["long", "many", "trailer", "chunk"],
)
def test_headers_without_end_are_cut_off(server: Server, flood: bytes) -> None:
    filler = b"X: y\r\n" * 100_000 if flood.endswith(b"\n") else b"a" * 600_000
    began = time.monotonic()
    found = raw(server, flood, filler, filler)
    assert not found or b" 431 " in found or b" 400 " in found
    assert time.monotonic() - began < 15  # the patience of this server is 30 seconds


def test_requests_in_a_queue_are_read_as_they_are_answered() -> None:
    request = head("/", more="Content-Length: 1\r\n") + b"x"
    number, longest = 8_000, 0

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal longest
        await receive()
        longest = max(longest, len(protocol.pipeline))
        headers = [(b"content-length", b"0")]
        await send({"type": "http.response.start", "status": 204, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    def send(link: socket.socket) -> None:
        for _ in range(number // 1000):
            link.sendall(request * 1000)

    async def run() -> int:
        nonlocal protocol
        config = uvicorn.Config(app, log_config=None, lifespan="off")
        config.load()
        protocol = FrugalProtocol(config, ServerState(), {})
        ours, theirs = socket.socketpair()
        await asyncio.get_running_loop().connect_accepted_socket(lambda: protocol, theirs)
        sender = threading.Thread(target=send, args=(ours,))
        sender.start()
        left, read = b"", 0
        while read < number:
            *whole, left = (left + await asyncio.to_thread(ours.recv, 1 << 16)).split(b"\r\n\r\n")
            read += len(whole)
        sender.join()
        ours.close()
        return read

    protocol: FrugalProtocol
    assert asyncio.run(run()) == number
    assert longest <= (1 << 18) // len(request) + 1  # what one reading of the socket can hold


def test_one_who_does_not_read_is_not_waited_for(strict: tuple[Server, str]) -> None:
    server, token = strict
    more = f"Authorization: Bearer {token}\r\nContent-Length: {len(LINE) * 3000}\r\n"
    with server.client(authorization=f"Bearer {token}") as client, socket.socket() as link:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        link.connect(("127.0.0.1", server.port))
        link.sendall(head("/v1/determine:batch?view=full", "application/x-ndjson", more))
        threading.Thread(target=lambda: _try(link, LINE * 3000), daemon=True).start()
        end = time.monotonic() + 20
        while gauge(client, "discretion_requests_running") < 2:
            assert time.monotonic() < end
        while gauge(client, "discretion_requests_running") > 1:
            assert time.monotonic() < end
            time.sleep(0.1)


def _try(link: socket.socket, data: bytes) -> None:
    with suppress(OSError):
        link.sendall(data)


def test_one_who_leaves_is_no_fault_of_the_service(server: Server, client: httpx.Client) -> None:
    for path in ("/v1/check", "/v1/ingest", "/v1/record"):
        kind = "text/csv" if path == "/v1/ingest" else "application/json"
        with socket.create_connection(("127.0.0.1", server.port)) as link:
            link.sendall(head(path, kind, "Content-Length: 500\r\n") + b'{"id"')
    end = time.monotonic() + 20
    while 'route="/v1/check",status="499"' not in client.get("/metrics").text:
        assert time.monotonic() < end
        time.sleep(0.05)
    assert '"event":"fault"' not in server.log.read_text(encoding="utf-8")


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs the threads of Linux")
def test_long_bodies_wait_their_turn(client: httpx.Client, server: Server) -> None:
    many = b'{"id":"x","party":{"kind":"unit"},"facts":{"a":[' + b"[]," * 40_000 + b"[]]}}"
    tasks = Path(f"/proc/{server.process.pid}/task")
    before = len(list(tasks.iterdir()))

    def ask(_: int) -> int:
        with server.client() as own:
            return post(own, "/v1/check", many).status_code

    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(ask, range(16))) == [400] * 16
    # Each thread that computes takes its turn before the loop that answers everybody else.
    assert len(list(tasks.iterdir())) <= before + 3


def test_what_is_packed_or_said_twice_is_refused(client: httpx.Client, server: Server) -> None:
    packed = {"content-encoding": "gzip"}
    found = post(client, "/v1/check", gzip.compress(LINE), headers=packed)
    assert "gzip" in refused(found, 415, "packed").detail
    hosts = b"GET /ready HTTP/1.1\r\nHost: evil\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    assert b" 421 " in raw(server, hosts).partition(b"\r\n")[0]


def test_what_is_allowed_is_said_and_a_wrong_parameter_is_explained(client: httpx.Client) -> None:
    found = client.put("/v1/record")
    assert found.headers["allow"] == "GET, POST"
    assert "GET, POST" in (refused(found, 405, "method").remedy or "")
    for query in ("k=many", "k=-1", "k=101", "lang=fr", "as_of=0", "names=perhaps", "view=long"):
        path = "determine" if query.startswith("as_of") else "check"
        problem = refused(post(client, f"/v1/{path}?{query}", CASE), 400, "parameter")
        why = problem.detail.partition("：")[2]
        assert any("\u4e00" <= char <= "\u9fff" for char in why), problem
        assert "should" not in why
        assert "error" not in why


# --- files that change under the service ----------------------------------------------------------


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A corpus, and the next version of it."""
    folder, book = tmp_path_factory.mktemp("stored"), d.load_rulebook("shanghai-urban-management")
    cases = d.open_corpus("sample", book).cases
    ingest(cases[:60], folder / "cases", book)
    shutil.copytree(folder / "cases", folder / "next")
    ingest(cases[60:80], folder / "next", book)
    return folder / "cases", folder / "next"


def test_a_corpus_that_is_copied_is_taken_up_when_it_is_whole(
    stored: tuple[Path, Path], tmp_path: Path
) -> None:
    cases = tmp_path / "cases"
    shutil.copytree(stored[0], cases)
    state = State(Settings(corpus=str(cases)))
    assert len(state.current.corpus or ()) == 60
    names = [path.relative_to(stored[1]) for path in stored[1].rglob("*") if path.is_file()]
    for name in sorted(names, key=lambda name: name.name != "manifest.json"):
        if not (cases / name).exists() or name.name == "manifest.json":
            (cases / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(stored[1] / name, cases / name)
            state.reload()
    assert not state.problems
    assert len(state.current.corpus or ()) == 80
    assert not state.reload()


def test_a_reload_that_fails_in_an_unforeseen_way_is_told(
    stored: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = tmp_path / "cases"
    shutil.copytree(stored[0], cases)
    state = State(Settings(corpus=str(cases)))

    def fail(*arguments: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr("discretion.service.state.open_corpus", fail)
        (cases / "manifest.json").touch()
        assert not state.reload()
    assert "ZeroDivisionError" in state.problems["corpus"]
    assert len(state.current.corpus or ()) == 60
    (cases / "manifest.json").touch()
    assert state.reload()
    assert not state.problems


def test_no_case_of_an_ingest_is_longer_than_one_elsewhere(
    stored: tuple[Path, Path], tmp_path: Path
) -> None:
    book = d.load_rulebook("shanghai-urban-management")
    ledger, folder = tmp_path / "long.jsonl", tmp_path / "cases"
    good = json.dumps({**CASE, "id": "好"}, ensure_ascii=False)
    long = '{"id":"x","party":{"kind":"unit"},"facts":{"a":[' + "[]," * 400_000 + "1]}}"
    ledger.write_text(f"{good}\n{long}\n{good.replace('好', '二')}\n{long}", encoding="utf-8")
    report = ingest(ledger, folder, book)
    assert (report.read, report.added, report.rejected) == (2, 2, 2)
    assert report.rejects is not None
    rejected = [json.loads(line) for line in report.rejects.read_text("utf-8").splitlines()]
    assert [row["row"] for row in rejected] == [2, 4]
    assert all("过长" in json.dumps(row, ensure_ascii=False) for row in rejected)
