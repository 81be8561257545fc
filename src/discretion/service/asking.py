"""One case in, one answer out: determine, similar, check."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from anyio import to_thread
from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from discretion.consistency.check import check as check_case
from discretion.model.case import Case
from discretion.report.jsonable import determination_json, matches_json, review_json
from discretion.service.answers import answer, mask_for, names_of
from discretion.service.bodies import BODY, JSON, case_of, require
from discretion.service.contract import takes
from discretion.service.models import Determination, Review, Similar
from discretion.service.problems import RefusedError, language_of
from discretion.service.settings import Settings
from discretion.service.state import Loaded, State

_T = TypeVar("_T")
SHORT = 1 << 15
"""A body of so many bytes is worked on at once; a longer one must not keep others waiting."""

Lang = Annotated[Literal["zh", "en"] | None, Query(description="语言；否则按 Accept-Language")]
Names = Annotated[bool, Query(description="显示姓名和证件号码（服务须允许）")]
Count = Annotated[int, Query(ge=0, le=100, description="列出几件类案")]
AsOf = Annotated[date | None, Query(description="作出决定的日期（案件没有写明时）")]
Exclude = Annotated[list[str], Query(max_length=100, description="不作为可比案例的文号")]


async def worked(body: bytes, work: Callable[[bytes], _T]) -> _T:
    """Return what *work* makes of *body*, in a thread where it may take long."""
    if len(body) <= SHORT:
        return work(body)
    return await to_thread.run_sync(work, body, abandon_on_cancel=True)


def routes(state: State, settings: Settings) -> APIRouter:
    """Return the routes of this module."""
    router = APIRouter(tags=["案件"])

    @router.post("/v1/determine", response_model=Determination, openapi_extra=takes("Case"))
    async def determine(request: Request, lang: Lang = None, as_of: AsOf = None) -> Response:
        """认定：适用的案由、法定幅度、裁量阶次、裁量幅度、程序义务和理由。"""
        require(request, JSON)
        loaded, language = state.current, language_of(request.scope)

        def work(body: bytes) -> Response:
            found = loaded.book.determine(case_of(body, BODY), as_of)
            return answer(determination_json(found, language), loaded)

        return await worked(await request.body(), work)

    @router.post("/v1/similar", response_model=Similar, openapi_extra=takes("Case"))
    async def similar(
        request: Request, lang: Lang = None, k: Count = 10, names: Names = False
    ) -> Response:
        """类案：案例库中与本案最相似的过往案件，以及相似之处。"""
        require(request, JSON)
        mask, loaded = mask_for(names, settings), state.current

        def work(body: bytes) -> Response:
            case, corpus = case_of(body, BODY), loaded.corpus
            if corpus is None:
                raise RefusedError(409, "no_corpus")
            item = next((code for code in case.items if code in loaded.book.items), None)
            matches = corpus.similar(case, k, item=item, party=case.party.kind)
            found = matches_json(matches, mask.of(case), names_of(corpus, matches))
            data = {"case_id": case.id, "matches": found, "corpus_version": corpus.version}
            return answer(data, loaded)

        return await worked(await request.body(), work)

    @router.post("/v1/check", response_model=Review, openapi_extra=takes("Case"))
    async def check(
        request: Request,
        lang: Lang = None,
        k: Count = 5,
        exclude: Exclude = [],  # noqa: B006
        names: Names = False,
    ) -> Response:
        """核查：认定、类案，以及拟处罚或者已作处罚是否合法、合基准、与可比案例一致。"""
        require(request, JSON)
        mask, loaded, language = (
            mask_for(names, settings),
            state.current,
            language_of(request.scope),
        )

        def work(body: bytes) -> Response:
            case = case_of(body, BODY)
            return answer(checked(case, loaded, language, mask, k, exclude), loaded)

        return await worked(await request.body(), work)

    return router


def checked(
    case: Case, loaded: Loaded, language: Any, mask: Any, k: int, exclude: list[str]
) -> dict[str, Any]:
    """Return the review of *case* as JSON data."""
    review = check_case(case, loaded.book, loaded.corpus, k=k, exclude=exclude)
    names = names_of(loaded.corpus, review.matches) if loaded.corpus is not None else {}
    return review_json(review, language, mask=mask, names=names)
