"""``discretion rules test``."""

from __future__ import annotations

import argparse

from discretion.cli.arguments import Parser, add_output, add_rulebook
from discretion.cli.printing import print_json, show
from discretion.cli.status import DEVIATION, OK

SUMMARY = "试算裁量基准库自带的案例，并列出没有案例用到的行"


def arguments(parser: Parser) -> None:
    """Take an item, and the rulebook."""
    parser.positions.add_argument(
        "code", nargs="?", metavar="CODE", help="只试算这个案由（默认全部）"
    )
    add_rulebook(parser)
    add_output(parser, names=False)


def run(options: argparse.Namespace) -> int:
    """Try the cases; 0 if all come out as expected, 1 if some do not."""
    from discretion.cli.rules.showing import item_of
    from discretion.engine.book import load_rulebook
    from discretion.engine.trials import run_trials
    from discretion.report.trials import trials_json, trials_view
    from discretion.report.words import Words
    from discretion.rulebook.casefiles import read_rule_cases
    from discretion.rulebook.load import folder_of

    words, book = Words(options.lang), load_rulebook(options.rulebook)
    only = item_of(book, options.code).code if options.code is not None else None
    cases = read_rule_cases(folder_of(options.rulebook))
    done = run_trials(book, cases, only)
    if options.json:
        print_json(trials_json(done, words))
    elif not cases:
        print(words("trials.none"))
    else:
        show(trials_view(done, words))
    return DEVIATION if done.failed else OK
