"""Many cases in one request: JSON Lines in, JSON Lines out, while they arrive.

A line that cannot be used is answered by its problem and counted; the others go on. Every line of
a batch is answered with the same rulebook and corpus, whatever is loaded meanwhile.
"""

from __future__ import annotations

from typing import Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from discretion.report.texts import Language
from discretion.service.answers import mask_for
from discretion.service.bodies import NDJSON, case_of, require
from discretion.service.contract import lines_of
from discretion.service.lines import Numbered
from discretion.service.metrics import Metrics
from discretion.service.models import CheckedLine, DeterminedLine
from discretion.service.problems import KNOWN, language_of
from discretion.service.queries import AsOf, Exclude, Lang, Look, Names, Shown, shown
from discretion.service.settings import Settings
from discretion.service.state import Loaded, State
from discretion.service.streaming import LineByLine, held, place_of_line, refused
from discretion.service.views import Checking, Determining, Work

DETERMINED_AT_A_TIME, CHECKED_AT_A_TIME = 64, 8
"""Lines that one thread works on before it hands its answers over: a few milliseconds' worth."""


def routes(state: State, settings: Settings, metrics: Metrics) -> APIRouter:
    """Return the routes of this module."""
    router = APIRouter(tags=["批量"])
    # Threads that compute do so in turn anyway: more of them only push one another aside.
    one = CapacityLimiter(1)

    def batch(request: Request, loaded: Loaded, work: Work, size: int) -> Response:
        require(request, NDJSON)
        reader = _Reader(work, language_of(request.scope), settings.max_body, one)
        return LineByLine(request, reader, loaded, size, settings.max_body, metrics)

    @router.post("/v1/determine:batch", **lines_of("Case", DeterminedLine))
    async def determine(
        request: Request, lang: Lang = None, view: Look = "brief", as_of: AsOf = None
    ) -> Response:
        """逐行认定：一行一个案件，一行一个结果，末行为合计。"""
        loaded = state.current
        work = Determining(loaded, language_of(request.scope), view, as_of)
        return batch(request, loaded, work, DETERMINED_AT_A_TIME)

    @router.post("/v1/check:batch", **lines_of("Case", CheckedLine))
    async def check(
        request: Request,
        lang: Lang = None,
        view: Look = "brief",
        k: Shown = None,
        exclude: Exclude = [],  # noqa: B006
        names: Names = False,
    ) -> Response:
        """逐行核查：一行一个案件，一行一个结果，末行为合计。"""
        mask, loaded = mask_for(names, settings), state.current
        language = language_of(request.scope)
        work = Checking(loaded, language, view, mask, shown(k, view), tuple(exclude))
        return batch(request, loaded, work, CHECKED_AT_A_TIME)

    return router


class _Reader:
    """Turns lines into answers, in a thread."""

    def __init__(self, work: Work, language: Language, limit: int, one: CapacityLimiter) -> None:
        self.work, self.language, self.limit, self.one = work, language, limit, one

    async def __call__(self, lines: Numbered) -> list[dict[str, Any]]:
        return await to_thread.run_sync(self._answers, lines, limiter=self.one)

    def _answers(self, lines: Numbered) -> list[dict[str, Any]]:
        return [self._answer(number, line) for number, line in lines]

    def _answer(self, number: int, line: bytes | None) -> dict[str, Any]:
        where = place_of_line(number, self.language)
        try:
            return {
                "line": number,
                "result": self.work(case_of(held(line, where, self.limit), where)),
            }
        except KNOWN as error:
            return refused(number, error, self.language)
