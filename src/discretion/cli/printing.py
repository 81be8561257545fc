"""Printing: reports on a console, JSON lines, progress on a terminal's error stream."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

WIDTH_OF_FILES = 110
"""Columns of a report that does not go to a terminal."""
PATIENCE = 2.0
"""So long a reader waits without a word, seconds."""
_UNSAFE = re.compile("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_TRAILING = re.compile(r" +$", re.MULTILINE)

Progress = Callable[[int], None] | None


def show(*parts: RenderableType) -> None:
    """Print reports, in colour only on a terminal."""
    from rich.console import Console

    terminal = sys.stdout.isatty()
    width = None if terminal or "COLUMNS" in os.environ else WIDTH_OF_FILES
    console = Console(
        width=width, highlight=False, markup=False, emoji=False, force_terminal=terminal
    )
    # Captured first: rich would end the program by itself when a reader has gone.
    with console.capture() as captured:
        for part in parts:
            console.print(part)
    text = captured.get()
    sys.stdout.write(text if terminal else _TRAILING.sub("", text))


def print_json(data: Any) -> None:
    """Print *data* as one line of JSON that is safe to show on a terminal."""
    readable = (sys.stdout.encoding or "utf-8").lower().replace("-", "") == "utf8"
    text = json.dumps(data, ensure_ascii=not readable, separators=(",", ":"), allow_nan=False)
    sys.stdout.write(_UNSAFE.sub(lambda c: f"\\u{ord(c[0]):04x}", text) + "\n")


@contextmanager
def patience(why: str) -> Iterator[None]:
    """Say *why* on a terminal once the work has taken ``PATIENCE`` seconds; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield
        return
    told = Timer(PATIENCE, lambda: print(why, file=sys.stderr, flush=True))
    told.daemon = True
    told.start()
    try:
        yield
    finally:
        told.cancel()


Steps = Callable[[str, int, int], None] | None


@contextmanager
def progress(title: str, total: int | None) -> Iterator[Progress]:
    """Show a progress bar on a terminal; nothing at all elsewhere.

    Yields a function that takes the number done so far, or None.
    """
    if not sys.stderr.isatty():
        yield None
        return
    with _bar() as bar:
        task = bar.add_task(title, total=total)
        yield lambda done: bar.update(task, completed=done)


@contextmanager
def steps(title: Callable[[str], str]) -> Iterator[Steps]:
    """Show a progress bar for work in several steps, one bar a step.

    Yields a function that takes the step, how much is done and of what (0: not known), or None.
    *title* says what a step is called.
    """
    if not sys.stderr.isatty():
        yield None
        return
    with _bar() as bar:
        tasks: dict[str, TaskID] = {}

        def update(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(title(step), total=total or None)
            bar.update(tasks[step], completed=done, total=total or None)

        yield update


def _bar() -> Bar:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    return Bar(*columns, console=Console(stderr=True), transient=True)
