"""``discretion rules show``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from discretion.cli.arguments import Parser, UsageError, add_output, add_rulebook
from discretion.cli.printing import print_json, show
from discretion.cli.status import OK

if TYPE_CHECKING:
    from discretion.report.words import Words
    from discretion.rulebook.book import Rulebook
    from discretion.rulebook.schema import GeneralRule, Item

SUMMARY = "显示一个案由的依据、罚则和裁量表，或者一般规则"
GENERAL = "general"
"""What stands for all general rules in place of a code."""
NEAREST = 5
"""Items whose titles are offered when a code is not known."""


def arguments(parser: Parser) -> None:
    """Take the code of an item, and the rulebook."""
    parser.positions.add_argument(
        "code",
        metavar="CODE",
        help="案由代码，如 SH-HW-57-2；一般规则的编号；general 表示全部一般规则",
    )
    add_rulebook(parser)
    add_output(parser, names=False)


def run(options: argparse.Namespace) -> int:
    """Show one item: its versions, penalties and benchmark table; or rules of the general part."""
    from discretion.engine.book import load_rulebook
    from discretion.report.words import Words

    book, words = load_rulebook(options.rulebook), Words(options.lang)
    rules = [rule for rule in book.rules if options.code in (rule.id, GENERAL)]
    if rules:
        _show_general(book, rules, words, options.json)
        return OK
    item = item_of(book, options.code)
    if options.json:
        print_json(item.model_dump(mode="json", by_alias=True, exclude_none=True))
        return OK
    from discretion.report.rules import item_view

    show(item_view(book, item, words))
    return OK


def _show_general(
    book: Rulebook, rules: Sequence[GeneralRule], words: Words, as_json: bool
) -> None:
    if as_json:
        for rule in rules:
            print_json(rule.model_dump(mode="json", by_alias=True, exclude_none=True))
        return
    from discretion.report.rules import general_view

    show(general_view(book, rules, words))


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

    if code.islower() and (near := did_you_mean(code, [rule.id for rule in book.rules])):
        return f"{book.head.title}没有编号为 {code} 的一般规则，是不是 {near}？"
    near = did_you_mean(code.upper(), book.items)
    if near:
        return f"{book.head.title}没有案由 {code}，是不是 {near}（{book.items[near].title}）？"
    titles = {item.code: item.title for item in book.items.values()}
    found = process.extract(code, titles, scorer=fuzz.partial_ratio, score_cutoff=75, limit=NEAREST)
    if found:
        named = "；".join(f"{key} {title}" for title, _, key in found)
        return f"{book.head.title}没有代码为 {code} 的案由。名称相近的有：{named}"
    return f"{book.head.title}没有案由 {code}。用 discretion rules list 查看全部案由"
