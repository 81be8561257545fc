"""Work that takes longer than a page may: done once, in a thread, while pages say how far it is.

Work is kept by what it is about (versions and fingerprints), so that equal questions are answered
by the same work; of more than is kept, what was asked for longest ago is forgotten.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Event, Lock, Thread
from typing import Generic, TypeVar

from discretion.desk.mistakes import MISTAKES

T = TypeVar("T")
Tick = Callable[[str, int, int], None]
"""Told the step, how much of it is done, and of how much (0: not known)."""
MOST_KEPT = 8
_LOG = logging.getLogger(__name__)


class Job(Generic[T]):
    """One piece of work; ``answer`` is there once it is done, ``failure`` if it could not be."""

    def __init__(self, work: Callable[[Tick], T]) -> None:
        self.answer: T | None = None
        self.failure: str | None = None
        """Why there is no answer; empty where the fault is the program's."""
        self.step, self.done, self.total = "", 0, 0
        self._work = work
        self._over = Event()
        Thread(target=self._run, daemon=True).start()

    def wait(self, seconds: float | None = None) -> T | None:
        """Return the answer, waiting up to *seconds* for it; None if it is not there."""
        self._over.wait(seconds)
        return self.answer

    @property
    def share(self) -> int | None:
        """How much of the present step is done, in whole percent; None where nobody knows."""
        return min(100, self.done * 100 // self.total) if self.total else None

    def _run(self) -> None:
        try:
            self.answer = self._work(self._tick)
        except MISTAKES as mistake:
            self.failure = str(mistake)
        except Exception:
            _LOG.exception("background work failed")
            self.failure = ""
        finally:
            self._over.set()

    def _tick(self, step: str, done: int, total: int) -> None:
        self.step, self.done, self.total = step, done, total


class Jobs(Generic[T]):
    """The pieces of work of one kind."""

    def __init__(self) -> None:
        self._held: OrderedDict[Hashable, Job[T]] = OrderedDict()
        self._lock = Lock()

    def of(self, key: Hashable, work: Callable[[Tick], T]) -> Job[T]:
        """Return the job of *key*, begun now if it is not known.

        One that failed is returned once more, so that this can be said, and then forgotten: what
        stood in the way may be mended when it is asked for again.
        """
        with self._lock:
            job = self._held.get(key)
            if job is None:
                job = self._held[key] = Job(work)
            self._held.move_to_end(key)
            if job.failure is not None:
                del self._held[key]
            while len(self._held) > MOST_KEPT:
                self._held.popitem(last=False)
            return job
