"""A real browser at a real desk: what it may not do is noted, whatever else a test looks for."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI

CHROMIUM = Path("/usr/bin/chromium")
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Serve *app* on a port of the loopback that is free; yield its address."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        deadline = time.monotonic() + 60
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.02)
        try:
            yield f"{'http'}://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join()


@dataclass
class Visit:
    """One window: its page, and everything that should not have happened in it."""

    page: Any
    home: str
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        page = self.page
        page.on("console", lambda m: self._note(m.type in ("error", "warning"), m.text))
        page.on("pageerror", lambda e: self._note(True, str(e)))
        page.on("dialog", lambda d: (self._note(True, f"dialog {d.message}"), d.dismiss()))
        page.on("request", lambda r: self._note(self._outside(r.url), f"request {r.url}"))
        page.on("requestfailed", lambda r: self._note("ABORT" not in str(r.failure), r.url))

    def _outside(self, url: str) -> bool:
        return not url.startswith((self.home, "data:", "blob:" + self.home))

    def _note(self, bad: bool, text: str) -> None:
        if bad:
            self.faults.append(text)

    def open(self, path: str) -> None:
        """Open a page of the desk."""
        self.page.goto(self.home + path)

    def tab_to(self, selector: str, most: int = 120) -> Any:
        """Press Tab until what *selector* finds has the focus, and return it."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            found = self.page.locator(f":focus:is({selector})")
            if found.count():
                return found
        raise AssertionError(f"{selector} cannot be reached by the keyboard")


@contextmanager
def visit(browser: Any, home: str, size: dict[str, int], **options: Any) -> Iterator[Visit]:
    """Open a window; in the end nothing may have gone wrong in it."""
    context = browser.new_context(viewport=size, accept_downloads=True, **options)
    context.set_default_timeout(20_000)
    try:
        made = Visit(context.new_page(), home)
        yield made
        assert not made.faults
    finally:
        context.close()
