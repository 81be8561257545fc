"""``discretion duplicates``: cases reported twice, or parties written in several ways."""

from __future__ import annotations

import argparse

from discretion.cli.arguments import Parser, add_output, add_rulebook
from discretion.cli.printing import print_json, progress
from discretion.cli.status import OK

SUMMARY = "找出重复录入的案件，或者同一当事人的不同写法"


def arguments(parser: Parser) -> None:
    """Take the corpus, and what to look for."""
    parser.positions.add_argument("corpus", metavar="CORPUS", help="案例库文件夹或者台账")
    parser.options.add_argument(
        "--parties", action="store_true", help="改为列出在几件案件里出现的当事人及其各种写法"
    )
    add_rulebook(parser)
    add_output(parser)


def run(options: argparse.Namespace) -> int:
    """List what seems to be one."""
    from discretion.corpus import open_corpus
    from discretion.corpus.sameness import find_duplicates, party_groups
    from discretion.engine.book import load_rulebook
    from discretion.report.masking import Mask
    from discretion.report.sameness import (
        duplicate_json,
        duplicates_lines,
        group_json,
        groups_lines,
    )
    from discretion.report.words import Words

    words, mask = Words(options.lang), Mask(shown=options.names)
    corpus = open_corpus(options.corpus, load_rulebook(options.rulebook))
    reads = len(corpus) if options.parties else 2 * len(corpus)
    with progress(words("sameness.reading"), reads) as advance:
        if options.parties:
            groups = party_groups(corpus, advance)
        else:
            found = find_duplicates(corpus, advance)
    if options.json:
        records = (
            (group_json(g, mask) for g in groups)
            if options.parties
            else (duplicate_json(d, words) for d in found)
        )
        for record in records:
            print_json(record)
        return OK
    lines = (
        groups_lines(groups, words, mask)
        if options.parties
        else duplicates_lines(found, words, len(corpus))
    )
    for line in lines:
        print(line)
    return OK
