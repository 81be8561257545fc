"""``discretion audit``."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from discretion.cli.arguments import Parser, UsageError, add_output, add_rulebook
from discretion.cli.printing import print_json, show, steps
from discretion.cli.status import DEVIATION, OK
from discretion.cli.writing import new

if TYPE_CHECKING:
    from discretion.corpus import Corpus
    from discretion.report.audit.words import AuditWords
    from discretion.report.words import Words

SUMMARY = "审计整个案例库：差异明显的案件、同案不同罚、单位之间的差异、做法变化"
_SUFFIXES = {"out": (".html", ".htm"), "xlsx": (".xlsx",)}
_EXAMPLES = {"out": "report.html", "xlsx": "list.xlsx"}


def arguments(parser: Parser) -> None:
    """Take the corpus, the files to write, and how false alarms are controlled."""
    parser.positions.add_argument(
        "corpus", metavar="CORPUS", help="案例库文件夹、台账，或者随附的合成案例 sample"
    )
    add = parser.options.add_argument
    add("--out", metavar="FILE", help="写一份 HTML 报告（以 .html 结尾）")
    add("--xlsx", metavar="FILE", help="写一份 Excel 名单（以 .xlsx 结尾）")
    add(
        "--report",
        action="append",
        type=report,
        default=[],
        metavar="NAME=FILE",
        help="用报告格式插件 NAME 写成文件，可以写几次；有哪些见 discretion plugins",
    )
    add("--rate", type=rate, default=0.1, metavar="SHARE", help="错误发现率，0 至 1（默认 0.1）")
    add(
        "--method",
        choices=("bh", "by"),
        default="bh",
        metavar="bh|by",
        help="控制错误发现率的方法：bh（默认），或者对任何相关性都成立的 by",
    )
    add("--unmask", action="store_true", help="显示姓名、名称和经办人（默认遮盖）")
    add_rulebook(parser)
    add_output(parser, names=False)


def rate(text: str) -> float:
    """Return a false discovery rate of an argument: above 0 and below 1."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 1:
        raise argparse.ArgumentTypeError(f"“{text}”须是大于 0、小于 1 的数，如 0.1")
    return value


def report(text: str) -> tuple[str, Path]:
    """Return the renderer and the file of an argument, written NAME=FILE."""
    name, mark, path = text.partition("=")
    if not (name and mark and path):
        raise argparse.ArgumentTypeError(f"“{text}”须写成 名称=文件，如 json=audit.json")
    return name, Path(path)


def run(options: argparse.Namespace) -> int:
    """Audit all cases; 0 if nothing is found, 1 if something is."""
    from discretion.cli.comparing import opened
    from discretion.consistency.audit import audit
    from discretion.corpus.errors import CorpusError
    from discretion.corpus.source import SAMPLE
    from discretion.engine.book import load_rulebook
    from discretion.report.audit.words import AuditWords, Setting
    from discretion.report.masking import Mask
    from discretion.report.words import Words

    words = Words(options.lang)
    out, xlsx = _checked(options, words)
    book = load_rulebook(options.rulebook)
    corpus = opened(options.corpus, book, words)
    if not len(corpus):
        raise CorpusError(words("audit.empty", name=options.corpus))
    with steps(lambda step: words(f"audit.progress.{step}")) as tick:
        found = audit(
            corpus,
            book,
            rate=options.rate,
            method=options.method,
            workers=os.cpu_count() or 1,
            progress=tick,
        )
    name = Path(options.corpus).resolve().name
    synthetic = options.corpus == SAMPLE and not Path(SAMPLE).exists()
    said = AuditWords(found, Setting(book, name, synthetic, Mask(shown=options.unmask)), words)
    if out is not None:
        _write_page(out, said, corpus)
    if xlsx is not None:
        from discretion.files.whole import write_whole
        from discretion.report.audit.workbook import audit_workbook

        write_whole(xlsx, audit_workbook(said))
    for name, path in options.report:
        from discretion.files.whole import write_whole
        from discretion.report.audit.renderers import rendered

        write_whole(path, rendered(name, said, corpus))
    if options.json:
        from discretion.report.audit.data import audit_json

        print_json(audit_json(said))
    else:
        from discretion.report.audit.terminal import audit_view

        show(audit_view(said))
        for path in filter(None, (out, xlsx, *(path for _, path in options.report))):
            print(words("audit.written", path=path))
    return DEVIATION if said.found() else OK


def _write_page(path: Path, said: AuditWords, corpus: Corpus) -> None:
    from discretion.consistency.dossier import dossiers
    from discretion.report.audit.page import audit_page, shown_cases
    from discretion.report.page import write_page

    flagged, paired = shown_cases(said.audit)
    with steps(lambda step: said.words(f"audit.progress.{step}")) as tick:
        found = list(
            dossiers(
                corpus,
                said.setting.book,
                flagged,
                None if tick is None else lambda n: tick("dossiers", n, len(flagged)),
            )
        )
    write_page(path, audit_page(said, found, {i: corpus.case(i) for i in paired}))


def _checked(options: argparse.Namespace, words: Words) -> tuple[Path | None, Path | None]:
    """Refuse files that cannot be written before any work is done."""
    found: list[Path | None] = []
    for name, suffixes in _SUFFIXES.items():
        text = getattr(options, name)
        option = f"--{name}"
        if text is None:
            found.append(None)
            continue
        path = Path(text)
        if path.is_dir():
            example = _EXAMPLES[name]
            raise UsageError(words("audit.folder", option=option, path=text, example=example))
        if path.suffix.lower() not in suffixes:
            raise UsageError(words("audit.path", option=option, path=text, suffix=suffixes[0]))
        if not path.absolute().parent.is_dir():
            parent = path.absolute().parent
            raise UsageError(words("audit.parent", option=option, parent=parent))
        found.append(new(path, words))
    for _, path in options.report:
        new(path, words)
    return found[0], found[1]
