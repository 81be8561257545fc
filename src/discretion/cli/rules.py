"""``discretion rules list | show | schema``."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from discretion.cli.arguments import UsageError
from discretion.cli.printing import print_json, show
from discretion.cli.status import OK
from discretion.engine.book import load_rulebook
from discretion.report.words import Words
from discretion.rulebook.errors import did_you_mean

if TYPE_CHECKING:
    from discretion.rulebook.book import Rulebook
    from discretion.rulebook.schema import Item

NEAREST = 5
"""Items whose titles are offered when a code is not known."""


def list_items(options: argparse.Namespace) -> int:
    """List the items of a rulebook, or with ``--json`` the essentials of each."""
    book, words = load_rulebook(options.rulebook), Words(options.lang)
    items = [item for item in book.items.values() if _has(item, options.word)]
    if not items:
        raise UsageError(words("rules.none", word=options.word))
    from discretion.report.rules import item_json, items_view

    if options.json:
        for item in items:
            print_json(item_json(book, item, words))
        return OK
    show(items_view(book, items, words))
    return OK


def show_item(options: argparse.Namespace) -> int:
    """Show one item: its versions, penalties and benchmark table."""
    book, words = load_rulebook(options.rulebook), Words(options.lang)
    item = book.items.get(options.code) or book.items.get(options.code.upper())
    if item is None:
        raise UsageError(_not_found(book, options.code))
    if options.json:
        print_json(item.model_dump(mode="json", by_alias=True, exclude_none=True))
        return OK
    from discretion.report.rules import item_view

    show(item_view(book, item, words))
    return OK


def print_schema(options: argparse.Namespace) -> int:
    """Print the JSON Schema of a file kind, or list the kinds."""
    from discretion.schemas import SCHEMAS, schema_text

    if options.name is None:
        print("\n".join(SCHEMAS))
        return OK
    if options.name not in SCHEMAS:
        near = did_you_mean(options.name, SCHEMAS)
        hint = f"是不是 {near}？" if near else f"可以是：{'、'.join(SCHEMAS)}"
        raise UsageError(f"没有名为 {options.name} 的 JSON Schema。{hint}")
    print(schema_text(options.name), end="")
    return OK


ACTIONS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "list": list_items,
    "show": show_item,
    "schema": print_schema,
}


def _has(item: Item, word: str | None) -> bool:
    said: Iterable[str] = (item.code, item.title, item.domain, *item.aliases)
    return word is None or any(word.lower() in text.lower() for text in said)


def _not_found(book: Rulebook, code: str) -> str:
    """Say that there is no such item, and which are near by code or by title."""
    near = did_you_mean(code.upper(), book.items)
    if near:
        return f"{book.head.title}没有案由 {code}，是不是 {near}（{book.items[near].title}）？"
    from rapidfuzz import fuzz, process

    titles = {item.code: item.title for item in book.items.values()}
    found = process.extract(code, titles, scorer=fuzz.partial_ratio, score_cutoff=75, limit=NEAREST)
    if found:
        named = "；".join(f"{key} {title}" for title, _, key in found)
        return f"{book.head.title}没有代码为 {code} 的案由。名称相近的有：{named}"
    return f"{book.head.title}没有案由 {code}。用 discretion rules list 查看全部案由"
