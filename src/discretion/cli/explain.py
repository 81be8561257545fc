"""``discretion explain``: the reasoned document about one case."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from discretion.cli.arguments import Parser, UsageError
from discretion.cli.printing import patience, print_json
from discretion.cli.status import OK
from discretion.cli.writing import new

if TYPE_CHECKING:
    from discretion.report.reasoned.document import ReasonedDocument

SUMMARY = "写出一个案件的说理式文书：理由、推演、依据、可比案例"


def arguments(parser: Parser) -> None:
    """Say in which form, and by which template."""
    add = parser.options.add_argument
    add("--docx", metavar="FILE", help="写成 Word 文件（默认输出纯文本，加 --json 则输出 JSON）")
    add("--text", metavar="FILE", help="写成纯文本文件")
    add("--template", metavar="FILE", help="自己的 Word 模板（默认用随附的模板）")
    add("--write-template", metavar="FILE", help="只写出随附的模板，供在 Word 里修改")


def run(options: argparse.Namespace) -> int:
    """Write the document, or the template to edit."""
    for name in (options.docx, options.write_template):
        if name is not None and Path(name).suffix.lower() != ".docx":
            raise UsageError(f"Word 文件的名称须以 .docx 结尾，现为 {name}")
    from discretion.report.words import Words

    for name in filter(None, (options.docx, options.text, options.write_template)):
        new(Path(name), Words(options.lang))
    if options.template is not None and options.docx is None:
        raise UsageError("--template 只用于 Word 文件，请同时写 --docx")
    if options.write_template is not None:
        return _write_template(options)
    template = _template(options)
    document = _document(options)
    if options.docx is not None:
        from discretion.report.reasoned.filling import as_docx

        where = options.template or "模板"
        _write(options, options.docx, as_docx(document, template, where))
    if options.text is not None:
        from discretion.report.reasoned.plain import as_text

        _write(options, options.text, as_text(document).encode())
    if options.docx is None and options.text is None:
        _print(options, document)
    return OK


def _document(options: argparse.Namespace) -> ReasonedDocument:
    from discretion.cli.comparing import corpus_for
    from discretion.cli.proposing import Proposals
    from discretion.cli.reading import read_given
    from discretion.consistency.check import check
    from discretion.engine.book import load_rulebook
    from discretion.report.masking import Mask
    from discretion.report.reasoned.compose import reasoned_document
    from discretion.report.words import Words

    words = Words(options.lang)
    book = load_rulebook(options.rulebook)
    given = read_given(options, book)
    case = given.one
    corpus, synthetic = corpus_for(options, given, book, words)
    with patience(words("corpus.first_search")):
        review = check(case, book, corpus, k=options.k)
    proposals = Proposals(options, book, words, Mask(shown=options.names))
    return reasoned_document(
        review,
        options.lang,
        names=options.names,
        declarations=book.every_fact(),
        synthetic=synthetic,
        remarks=proposals.lines(case),
    )


def _print(options: argparse.Namespace, document: ReasonedDocument) -> None:
    from discretion.report.reasoned.plain import as_json, as_text

    if options.json:
        print_json(as_json(document))
    else:
        print(as_text(document), end="")


def _write_template(options: argparse.Namespace) -> int:
    from discretion.report.reasoned.template import default_template

    _write(options, options.write_template, default_template(options.lang))
    return OK


def _template(options: argparse.Namespace) -> bytes | None:
    """Return the template that was named, read before anything is computed."""
    if options.template is None:
        return None
    from discretion.report.reasoned.errors import TemplateRefusedError
    from discretion.report.reasoned.filling import MOST_BYTES
    from discretion.report.words import Words

    path = Path(options.template)
    if path.exists() and not (path.is_file() or path.is_dir()):  # a pipe may never end
        where = options.template
        raise TemplateRefusedError(Words(options.lang)("reasoned.template.unreadable", where=where))
    with path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        most = {"where": options.template, "most": MOST_BYTES // 1_000_000}
        raise TemplateRefusedError(Words(options.lang)("reasoned.template.large", **most))
    return data


def _write(options: argparse.Namespace, name: str, data: bytes) -> None:
    from discretion.files.whole import write_whole
    from discretion.report.words import Words

    write_whole(Path(name), data)
    if options.json:
        print_json({"written": name})
    else:
        print(Words(options.lang)("reasoned.written", path=name))
