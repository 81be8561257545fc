"""The rulebook that answers: as a whole, its items, one item, its fingerprint."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict
from starlette.requests import Request
from starlette.responses import Response

from discretion.engine.book import Book
from discretion.report.rules import item_json
from discretion.report.words import Words
from discretion.rulebook.errors import did_you_mean
from discretion.rulebook.schema import (
    FactDeclaration,
    GeneralRule,
    Item,
    Policy,
    RulebookFile,
    Source,
)
from discretion.service.answers import answer, encoded, heads
from discretion.service.bodies import JSON
from discretion.service.kept import Fingerprint, ItemSummary
from discretion.service.problems import RefusedError, language_of
from discretion.service.queries import Lang
from discretion.service.state import State

Word = Annotated[str | None, Query(max_length=100, description="只列出含有这个词的案由")]


class WholeRulebook(BaseModel):
    """Everything that a rulebook says, with what it extends merged in."""

    model_config = ConfigDict(extra="forbid")

    name: str
    fingerprint: str
    head: RulebookFile
    policy: Policy
    sources: list[Source]
    facts: dict[str, FactDeclaration]
    rules: list[GeneralRule]
    items: list[Item]


def routes(state: State) -> APIRouter:
    """Return the routes of this module."""
    router = APIRouter(tags=["裁量基准库"])
    kept: dict[str, bytes] = {}

    @router.get("/v1/rulebook", response_model=WholeRulebook)
    async def whole(request: Request) -> Response:
        """整个裁量基准库。ETag 是它的指纹；没有变化时答 304。"""
        loaded = state.current
        tag = {**heads(loaded), "etag": f'"{loaded.rulebook}"'}
        if tag["etag"] in request.headers.get("if-none-match", ""):
            return Response(None, 304, tag)
        if loaded.rulebook not in kept:
            kept.clear()
            kept[loaded.rulebook] = _whole(loaded.book)
        return Response(kept[loaded.rulebook], 200, tag, JSON)

    @router.get("/v1/rulebook/fingerprint", response_model=Fingerprint)
    async def fingerprint() -> Response:
        """裁量基准库的名称和指纹。"""
        loaded = state.current
        return answer({"name": loaded.book.name, "fingerprint": loaded.rulebook}, loaded)

    @router.get("/v1/rulebook/items", response_model=list[ItemSummary])
    async def items(request: Request, lang: Lang = None, word: Word = None) -> Response:
        """全部案由，或者含有一个词的案由。"""
        loaded, words = state.current, Words(language_of(request.scope))
        book = loaded.book
        found = [i for i in book.items.values() if word is None or _has(i, word.lower())]
        return answer([item_json(book, item, words) for item in found], loaded)

    @router.get("/v1/rulebook/items/{code}", response_model=Item)
    async def item(request: Request, code: str) -> Response:
        """一个案由：依据、罚则、裁量表。"""
        loaded = state.current
        found = loaded.book.items.get(code) or loaded.book.items.get(code.upper())
        if found is None:
            raise _no_item(loaded.book, code, Words(language_of(request.scope)))
        return answer(_plain(found), loaded)

    return router


def _has(item: Item, word: str) -> bool:
    said = (item.code, item.title, item.title_en or "", item.domain, *item.aliases)
    return any(word in text.lower() for text in said)


def _no_item(book: Book, code: str, words: Words) -> RefusedError:
    near = did_you_mean(code.upper(), book.items)
    hint = words("service.no_item.near", code=near) if near else ""
    return RefusedError(404, "no_item", value=code[:100], near=hint)


def _plain(model: BaseModel) -> dict[str, Any]:
    return model.model_dump(mode="json", by_alias=True, exclude_none=True)


def _whole(book: Book) -> bytes:
    return encoded(
        {
            "name": book.name,
            "fingerprint": book.fingerprint,
            "head": _plain(book.head),
            "policy": _plain(book.policy),
            "sources": [_plain(source) for source in book.sources.values()],
            "facts": {name: _plain(fact) for name, fact in book.facts.items()},
            "rules": [_plain(rule) for rule in book.rules],
            "items": [_plain(item) for item in book.items.values()],
        }
    )
