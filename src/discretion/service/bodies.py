"""Bodies in: bytes to cases, strictly and exactly as the command line reads them."""

from __future__ import annotations

from starlette.requests import Request

from discretion.intake.errors import IntakeError
from discretion.intake.objects import case_from_object
from discretion.intake.records import parse_json
from discretion.model.case import Case
from discretion.service.problems import RefusedError

JSON, NDJSON = "application/json", "application/x-ndjson"
BODY = "请求"


def require(request: Request, *types: str) -> str:
    """Return the media type of the body, which must be one of *types*.

    A web page cannot send these types to another server without being asked first, which this
    service never agrees to: so no page that is open on this machine can make it write.

    Raises:
        RefusedError: it is another, or the body is compressed, 415.
    """
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given not in types:
        wanted = " / ".join(types)
        raise RefusedError(415, "media_type", value=given or "—", wanted=wanted)
    packed = request.headers.get("content-encoding", "identity").strip().lower()
    if packed != "identity":
        raise RefusedError(415, "packed", value=packed[:20])
    return given


async def read_case(request: Request) -> Case:
    """Return the case in the body.

    Raises:
        RefusedError: not JSON by its media type; not UTF-8.
        IntakeError: not JSON, or no case; every wrong field is named.
    """
    require(request, JSON)
    return case_of(await request.body(), BODY)


def case_of(data: bytes, where: str) -> Case:
    """Return the case that *data* is the JSON of; raises like :func:`read_case`."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RefusedError(400, "not_utf8", where) from None
    if not text.strip():
        raise IntakeError("没有内容", where=where, remedy="请给出一个案件的 JSON 对象。")
    return case_from_object(parse_json(text, where), where)
