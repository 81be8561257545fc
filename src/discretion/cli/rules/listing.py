"""``discretion rules list``."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import TYPE_CHECKING

from discretion.cli.arguments import Parser, UsageError, add_output, add_rulebook
from discretion.cli.printing import print_json, show
from discretion.cli.status import OK

if TYPE_CHECKING:
    from discretion.rulebook.schema import Item

SUMMARY = "列出案由"


def arguments(parser: Parser) -> None:
    """Take a word to look for, and the rulebook."""
    parser.positions.add_argument("word", nargs="?", metavar="WORD", help="只列出含有这个词的案由")
    add_rulebook(parser)
    add_output(parser, names=False)


def run(options: argparse.Namespace) -> int:
    """List the items of a rulebook, or with ``--json`` the essentials of each."""
    from discretion.engine.book import load_rulebook
    from discretion.report.rules import item_json, items_view
    from discretion.report.words import Words

    book, words = load_rulebook(options.rulebook), Words(options.lang)
    items = [item for item in book.items.values() if _has(item, options.word)]
    if not items:
        raise UsageError(words("rules.none", word=options.word))
    if options.json:
        for item in items:
            print_json(item_json(book, item, words))
        return OK
    show(items_view(book, items, words))
    return OK


def _has(item: Item, word: str | None) -> bool:
    said: Iterable[str] = (item.code, item.title, item.domain, *item.aliases)
    return word is None or any(word.lower() in text.lower() for text in said)
