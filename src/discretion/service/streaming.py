"""Answers that are sent while the body of their request still arrives, line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from discretion.report.texts import Language
from discretion.service.answers import encoded, heads
from discretion.service.bodies import NDJSON
from discretion.service.lines import Lines, Numbered
from discretion.service.metrics import Metrics
from discretion.service.problems import (
    KNOWN,
    Known,
    RefusedError,
    language_of,
    of_storage,
    problem_of,
)
from discretion.service.state import Loaded

Answers = list[dict[str, Any]]
Worker = Callable[[Numbered], Awaitable[Answers]]


class LineByLine(Response):
    """Reads lines, answers them a few at a time, and ends with a summary of what became of them.

    An answer with a ``problem`` counts as refused, any other with a ``line`` as ok.
    """

    media_type = NDJSON

    def __init__(
        self,
        request: Request,
        work: Worker,
        loaded: Loaded,
        size: int,
        limit: int,
        metrics: Metrics,
    ) -> None:
        """Answer the lines of *request*, each up to *limit* bytes, *size* at a time, by *work*."""
        super().__init__(None, 200, heads(loaded))
        del self.headers["content-length"]
        self._request, self._work, self._size = request, work, size
        self._language = language_of(request.scope)
        self._lines, self._metrics, self._counts = Lines(limit), metrics, Counter[str]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read, answer, sum up."""
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(start)
        try:
            async for chunk in self._request.stream():
                await self._give(self._lines.feed(chunk), send)
            await self._give(self._lines.end(), send)
        except ClientDisconnect:
            return
        except RefusedError as error:  # too long or too slow as a whole: the rest is not read
            await self._put([refused(self._lines.number + 1, error, self._language)], send)
        ok, bad = self._counts["ok"], self._counts["refused"]
        summary = {"summary": {"lines": ok + bad, "ok": ok, "refused": bad}}
        await send({"type": "http.response.body", "body": encoded(summary) + b"\n"})

    async def _give(self, lines: Numbered, send: Send) -> None:
        for start in range(0, len(lines), self._size):
            some = lines[start : start + self._size]
            try:
                answers = await self._work(some)
            except (*KNOWN, OSError) as error:  # none of them was taken
                answers = [refused(n, _known(error), self._language) for n, _ in some]
            await self._put(answers, send)

    async def _put(self, answers: Answers, send: Send) -> None:
        for answer in answers:
            if "line" in answer:
                what = "refused" if "problem" in answer else "ok"
                self._counts[what] += 1
                self._metrics.lines[self._request.url.path, what] += 1
        body = b"".join(encoded(answer) + b"\n" for answer in answers)
        await send({"type": "http.response.body", "body": body, "more_body": True})


def refused(number: int, error: Known, language: Language) -> dict[str, Any]:
    """Return the answer to a line that cannot be used."""
    problem = problem_of(error, language, number)
    return {"line": number, "problem": problem.model_dump(exclude_none=True)}


def _known(error: Known | OSError) -> Known:
    return of_storage(error) if isinstance(error, OSError) else error


def held(line: bytes | None, where: str, limit: int) -> bytes:
    """Return the content of a line.

    Raises:
        RefusedError: it was too long to be held, 413.
    """
    if line is None:
        raise RefusedError(413, "too_large", where, limit=f"{limit:,}")
    return line


def place_of_line(number: int, language: Language) -> str:
    """Return how a line is called."""
    return f"第 {number} 行" if language == "zh" else f"line {number}"
