"""An orderly stop: what is being done is done to its end, and waiting ends at once."""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import suppress
from threading import current_thread, main_thread
from types import FrameType
from typing import Any, Self, TypeVar

_T = TypeVar("_T")
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class _HeardError(Exception):
    """A signal came while waiting."""


class Stop:
    """Hears Ctrl-C and SIGTERM; the second time they do what they did before."""

    def __init__(self) -> None:
        self.asked = False
        self._waiting = False
        self._before: list[tuple[signal.Signals, Any]] = []

    def __enter__(self) -> Self:
        if current_thread() is main_thread():  # no other may hear signals
            self._before = [(each, signal.signal(each, self._hear)) for each in _SIGNALS]
        return self

    def __exit__(self, *exception: object) -> None:
        self._restore()

    def _restore(self) -> None:
        for each, before in self._before:
            signal.signal(each, before)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self.asked = True
        self._restore()
        if self._waiting:
            raise _HeardError

    def wait(self, call: Callable[[], _T]) -> _T | None:
        """Return what *call* does, or None as soon as a signal has come."""
        with suppress(_HeardError):
            try:
                self._waiting = True
                return None if self.asked else call()
            finally:
                self._waiting = False
        return None
