"""One case in, one answer out: determine, similar, check."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from discretion.model.case import Case
from discretion.report.jsonable import matches_json
from discretion.report.masking import Mask
from discretion.service.again import Queries
from discretion.service.answers import answer, mask_for, names_of
from discretion.service.bodies import BODY, JSON, case_of, require
from discretion.service.contract import takes
from discretion.service.models import (
    BriefDetermination,
    BriefReview,
    Determination,
    Review,
    Similar,
)
from discretion.service.problems import RefusedError, language_of
from discretion.service.queries import AsOf, Exclude, Few, Lang, Look, Names, Shown, shown
from discretion.service.settings import Settings
from discretion.service.state import Loaded, State
from discretion.service.views import Checking, Determining, Work

SHORT = 1 << 15
"""A body of so many bytes is worked on at once; a longer one must not keep others waiting."""

_COMPUTING = ThreadPoolExecutor(2, "computing")
"""Few: threads that compute take turns with the loop that answers everybody else. A request that
is given up leaves the queue, or keeps its thread until it is done: there are never more of them."""


def routes(state: State, settings: Settings, queries: Queries) -> APIRouter:
    """Return the routes of this module."""
    router = APIRouter(tags=["案件"])

    @router.post(
        "/v1/determine",
        response_model=Determination | BriefDetermination,
        openapi_extra=takes("Case"),
    )
    async def determine(
        request: Request, lang: Lang = None, view: Look = "full", as_of: AsOf = None
    ) -> Response:
        """认定：适用的案由、法定幅度、裁量阶次、裁量幅度、程序义务和理由。"""

        async def ask(request: Request) -> Response:
            loaded = state.current
            work = Determining(loaded, language_of(request.scope), view, as_of)
            return await _answered(request, loaded, work)

        return await queries.remember(request, ask)(request)

    @router.post("/v1/similar", response_model=Similar, openapi_extra=takes("Case"))
    async def similar(
        request: Request, lang: Lang = None, k: Few = 10, names: Names = False
    ) -> Response:
        """类案：案例库中与本案最相似的过往案件，以及相似之处。"""
        mask = mask_for(names, settings)

        async def ask(request: Request) -> Response:
            loaded = state.current
            return await _answered(request, loaded, lambda case: _similar(case, loaded, mask, k))

        return await queries.remember(request, ask)(request)

    @router.post("/v1/check", response_model=Review | BriefReview, openapi_extra=takes("Case"))
    async def check(
        request: Request,
        lang: Lang = None,
        view: Look = "full",
        k: Shown = None,
        exclude: Exclude = [],  # noqa: B006
        names: Names = False,
    ) -> Response:
        """核查：认定、类案，以及拟处罚或者已作处罚是否合法、合基准、与可比案例一致。"""
        mask, most, without = mask_for(names, settings), shown(k, view), tuple(exclude)

        async def ask(request: Request) -> Response:
            loaded, language = state.current, language_of(request.scope)
            work = Checking(loaded, language, view, mask, most, without)
            return await _answered(request, loaded, work)

        return await queries.remember(request, ask)(request)

    return router


async def _answered(request: Request, loaded: Loaded, work: Work) -> Response:
    require(request, JSON)
    body = await request.body()

    def respond() -> Response:
        return answer(work(case_of(body, BODY)), loaded)

    if len(body) <= SHORT:
        return respond()
    return await asyncio.get_running_loop().run_in_executor(_COMPUTING, respond)


def _similar(case: Case, loaded: Loaded, mask: Mask, k: int) -> dict[str, object]:
    corpus = loaded.corpus
    if corpus is None:
        raise RefusedError(409, "no_corpus")
    item = next((code for code in case.items if code in loaded.book.items), None)
    matches = corpus.similar(case, k, item=item, party=case.party.kind)
    found = matches_json(matches, mask.of(case), names_of(corpus, matches))
    return {"case_id": case.id, "matches": found, "corpus_version": corpus.version}
