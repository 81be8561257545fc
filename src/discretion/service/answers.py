"""Answers out: results to bytes of JSON, with names masked unless they may be shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import Response

from discretion.corpus import Corpus
from discretion.model.review import Match
from discretion.report.masking import Mask, Names, names_in
from discretion.service.bodies import JSON
from discretion.service.problems import RefusedError
from discretion.service.settings import Settings
from discretion.service.state import Loaded

RULEBOOK_HEADER, CORPUS_HEADER = "discretion-rulebook", "discretion-corpus"


def encoded(data: Any) -> bytes:
    """Return *data* as one line of JSON, in UTF-8."""
    return to_json(data, inf_nan_mode="null")


def answer(data: Any, loaded: Loaded) -> Response:
    """Return the response that carries *data*, and names what it was answered with."""
    return Response(encoded(data), 200, heads(loaded), JSON)


def heads(loaded: Loaded) -> dict[str, str]:
    """Return the headers that name the rulebook and the corpus of an answer."""
    return {RULEBOOK_HEADER: loaded.rulebook, CORPUS_HEADER: loaded.corpus_version}


def mask_for(names: bool, settings: Settings) -> Mask:
    """Return the mask of an answer to a request that asks for *names* or does not.

    Raises:
        RefusedError: it asks, and the service does not allow it.
    """
    if names and not settings.names:
        raise RefusedError(403, "names")
    return Mask(shown=names)


def names_of(corpus: Corpus, matches: Sequence[Match]) -> Names:
    """Return the personal names in past cases, so that they can be starred."""
    return {m.case_id: names_in(corpus.case(m.case_id)) for m in matches}


def state_of(request: Request) -> Loaded:
    """Return the snapshot that *request* is answered with from beginning to end."""
    loaded: Loaded = request.app.state.service.current
    return loaded
