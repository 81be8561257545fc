"""``discretion rules show``."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from discretion.cli.arguments import Parser, UsageError, add_output, add_rulebook
from discretion.cli.printing import print_json, show
from discretion.cli.status import OK

if TYPE_CHECKING:
    from discretion.rulebook.book import Rulebook
    from discretion.rulebook.schema import Item

SUMMARY = "显示一个案由的依据、罚则和裁量表"
NEAREST = 5
"""Items whose titles are offered when a code is not known."""


def arguments(parser: Parser) -> None:
    """Take the code of an item, and the rulebook."""
    parser.positions.add_argument("code", metavar="CODE", help="案由代码，如 SH-HW-57-2")
    add_rulebook(parser)
    add_output(parser, names=False)


def run(options: argparse.Namespace) -> int:
    """Show one item: its versions, penalties and benchmark table."""
    from discretion.engine.book import load_rulebook
    from discretion.report.words import Words

    book, words = load_rulebook(options.rulebook), Words(options.lang)
    item = item_of(book, options.code)
    if options.json:
        print_json(item.model_dump(mode="json", by_alias=True, exclude_none=True))
        return OK
    from discretion.report.rules import item_view

    show(item_view(book, item, words))
    return OK


def item_of(book: Rulebook, code: str) -> Item:
    """Return the item *code* in either case.

    Raises:
        UsageError: there is none; with those that are near by code or by title.
    """
    item = book.items.get(code) or book.items.get(code.upper())
    if item is None:
        raise UsageError(_not_found(book, code))
    return item


def _not_found(book: Rulebook, code: str) -> str:
    """Say that there is no such item, and which are near by code or by title."""
    from rapidfuzz import fuzz, process

    from discretion.rulebook.errors import did_you_mean

    near = did_you_mean(code.upper(), book.items)
    if near:
        return f"{book.head.title}没有案由 {code}，是不是 {near}（{book.items[near].title}）？"
    titles = {item.code: item.title for item in book.items.values()}
    found = process.extract(code, titles, scorer=fuzz.partial_ratio, score_cutoff=75, limit=NEAREST)
    if found:
        named = "；".join(f"{key} {title}" for title, _, key in found)
        return f"{book.head.title}没有代码为 {code} 的案由。名称相近的有：{named}"
    return f"{book.head.title}没有案由 {code}。用 discretion rules list 查看全部案由"
