"""``discretion rules publish``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from discretion.cli.arguments import Parser, UsageError, add_output, add_rulebook
from discretion.cli.printing import print_json, progress
from discretion.cli.status import OK

if TYPE_CHECKING:
    from discretion.engine.book import Book as Rules
    from discretion.report.book.content import Book
    from discretion.report.book.examples import Authored
    from discretion.report.words import Words

SUMMARY = "编成可以公布的书：网页，或者另加 Word 文档"
DOCUMENT = "book.docx"
"""The Word document, beside the pages."""


def arguments(parser: Parser) -> None:
    """Take the folder of the book, the rulebook, and what else to write."""
    add = parser.options.add_argument
    add("--out", required=True, metavar="FOLDER", help="书的文件夹：新的、空的，或者上次写出的书")
    add("--docx", action="store_true", help="另写一份 Word 文档，放在同一文件夹")
    add("--previous", metavar="OLDRULEBOOK", help="上一版裁量基准库的名称或者文件夹，列出差别")
    add_rulebook(parser)
    add_output(parser, names=False)


def run(options: argparse.Namespace) -> int:
    """Write the book; nothing of it stands in the folder until all of it does."""
    from discretion.engine.book import load_rulebook
    from discretion.report.book.compose import compose
    from discretion.report.book.folder import FolderRefusedError, check
    from discretion.report.words import Words

    words, out = Words(options.lang), Path(options.out)
    try:
        check(out, words)  # before any work, so that a mistake is told at once
        rules = load_rulebook(options.rulebook)
        previous = load_rulebook(options.previous) if options.previous else None
        with progress(words("book.progress"), len(rules.items)) as tell:
            book = compose(rules, words, previous, tell, _authored(options.rulebook, rules))
        _write(book, out, options.docx, words)
    except FolderRefusedError as error:
        raise UsageError(str(error)) from None
    _report(book, out, options, words)
    return OK


def _authored(name: str, rules: Rules) -> dict[str, list[Authored]]:
    """Return the cases that stand beside the rules, by item, each with its reason."""
    from discretion.engine.trials import case_of
    from discretion.rulebook.casefiles import read_rule_cases
    from discretion.rulebook.load import folder_of

    found: dict[str, list[Authored]] = {}
    for placed in read_rule_cases(folder_of(name)):
        authored = (case_of(rules, placed.case), placed.case.because)
        found.setdefault(placed.case.item, []).append(authored)
    return found


def _write(book: Book, out: Path, docx: bool, words: Words) -> None:
    from discretion.report.book.folder import replacing
    from discretion.report.book.site import page_count, write_site

    with (
        replacing(out, words) as folder,
        progress(words("book.progress.pages"), page_count(book)) as tell,
    ):
        document = DOCUMENT if docx else ""
        write_site(book, folder, words, document, tell)
        if document:
            from discretion.report.book.document import write_document

            write_document(book, folder / document, words)


def _report(book: Book, out: Path, options: argparse.Namespace, words: Words) -> None:
    written = sum(path.is_file() for path in out.rglob("*"))
    document = out / DOCUMENT if options.docx else None
    if options.json:
        print_json(
            {
                "out": str(out),
                "index": str(out / "index.html"),
                "docx": str(document) if document else None,
                "items": len(book.items),
                "files": written,
                "official": book.official,
                "samples": book.samples,
                "differences": len(book.differences) if options.previous else None,
                "fingerprint": book.fingerprint,
            }
        )
        return
    index = out / "index.html"
    print(words("book.done", folder=out, items=len(book.items), files=written, index=index))
    if document:
        print(words("book.done.docx", path=document))
    if book.samples:
        print(words("book.samples", n=book.samples))
