"""A desk as the tests sit at it: the real application, a small corpus, and a reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from discretion.corpus import Corpus, open_corpus
from discretion.desk import Settings, mount
from discretion.engine.book import Book, load_rulebook
from tests.desk.browsing import CHROMIUM


@dataclass(frozen=True)
class Held:
    """What a desk is given by the service."""

    book: Book
    corpus: Corpus | None


@dataclass(frozen=True)
class Holding:
    current: Held


class Reader:
    """One person at the desk; forms carry the token of the page that was read last."""

    def __init__(self, app: Starlette) -> None:
        self.client = TestClient(app, follow_redirects=True)
        self.token = ""

    def get(self, path: str, status: int = 200) -> str:
        found = self.client.get(path)
        assert found.status_code == status, found.text
        token = re.search(r'name="token" value="([^"]+)"', found.text)
        self.token = token[1] if token else self.token
        return found.text

    def post(self, path: str, status: int = 200, **fields: object) -> str:
        if not self.token:
            self.get("/desk/")
        files = {n: fields.pop(n) for n in list(fields) if isinstance(fields[n], tuple)}
        data = {"token": self.token, **fields}
        found = self.client.post(path, data=data, files=files or None)  # type: ignore[arg-type]
        assert found.status_code == status, found.text
        return found.text


@pytest.fixture(scope="session")
def holding() -> Holding:
    book = load_rulebook("shanghai-urban-management")
    return Holding(Held(book, open_corpus("sample", book)))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        record=tmp_path / "record.jsonl",
        unlocking=tmp_path / "unlocking.jsonl",
        hosts=("testserver",),
    )


@pytest.fixture
def app(holding: Holding, settings: Settings) -> Iterator[Starlette]:
    made = Starlette()
    mount(made, holding, settings)
    yield made
    made.routes[-1].app.state.desk.sessions.close()  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A real browser; tests that ask for it are skipped where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="没有安装 playwright")
    if not CHROMIUM.exists():
        pytest.skip(f"没有 {CHROMIUM}")
    with playwright.sync_playwright() as driver:
        made = driver.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture
def reader(app: Starlette) -> Reader:
    return Reader(app)
