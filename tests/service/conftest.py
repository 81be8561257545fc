"""One real server for all tests of a session, and what they ask it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Server:
    """A running ``discretion serve``."""

    process: subprocess.Popen[str]
    port: int
    log: Path

    @property
    def address(self) -> str:
        return f"http:{'/' * 2}127.0.0.1:{self.port}"

    def client(self, **headers: str) -> httpx.Client:
        return httpx.Client(base_url=self.address, headers=headers, timeout=60)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def running(folder: Path, *options: str, ready: bool = True, port: int = 0) -> Iterator[Server]:
    """Start the command and wait until it answers; end it in any case."""
    port, log = port or free_port(), folder / "serve.log"
    command = [sys.executable, "-m", "discretion.cli", "serve", "--port", str(port), *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with log.open("w") as err, (folder / "serve.out").open("w") as out:
        process = subprocess.Popen(command, stdout=out, stderr=err, text=True, env=environment)
        server = Server(process, port, log)
        try:
            if ready:
                _wait(server)
            yield server
        finally:
            if process.poll() is None:
                process.kill()
            process.wait(30)


def _wait(server: Server) -> None:
    end = time.monotonic() + 240
    while time.monotonic() < end:
        assert server.process.poll() is None, server.log.read_text(encoding="utf-8")
        try:
            httpx.get(f"{server.address}/health", timeout=5)
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the server does not answer")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("service")
    journal = folder / "journal"
    with running(folder, "--corpus", "sample", "--journal", str(journal)) as found:
        yield found


@pytest.fixture(scope="session")
def client(server: Server) -> Iterator[httpx.Client]:
    with server.client() as found:
        yield found


@pytest.fixture(scope="session")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    """A service with a token, that waits no longer than a second."""
    folder = tmp_path_factory.mktemp("strict")
    token = "a-token-of-some-length"
    (folder / "token").write_text(token + "\n", encoding="utf-8")
    options = ("--token-file", str(folder / "token"), "--time-limit", "1")
    with running(folder, *options) as found:
        yield found, token


CASE: dict[str, Any] = {
    "id": "沪嘉华亭城管罚〔2023〕900022号",
    "items": ["CN-CW-22-1"],
    "party": {"kind": "unit", "name": "上海味稔蓝筏餐饮管理有限公司"},
    "act": {"start": "2023-09-23", "discovered": "2023-09-23"},
    "filed": "2023-09-24",
    "decided": "2023-10-01",
    "place": {"district": "310114", "street": "华亭镇"},
    "text": "执法人员发现当事人上海味稔蓝筏餐饮管理有限公司未及时清运施工中产生的建筑垃圾，渣土夹杂"
    "碎石和木板。当事人已自行整改，现场恢复原状。",
    "facts": {"corrected": True},
    "circumstances": ["cooperative"],
    "officers": ["王建国"],
    "penalty": {"kinds": ["warning", "fine"], "fine": "26000"},
}


def post(client: httpx.Client, path: str, body: Any, **options: Any) -> httpx.Response:
    """Post JSON the way an intake system does."""
    content = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    headers = {"content-type": "application/json", **options.pop("headers", {})}
    return client.post(path, content=content, headers=headers, **options)
