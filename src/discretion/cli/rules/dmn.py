"""``discretion rules dmn``."""

from __future__ import annotations

import argparse
import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from discretion.cli.arguments import Parser, UsageError, add_output, add_rulebook, day
from discretion.cli.printing import print_json, show
from discretion.cli.status import OK
from discretion.cli.writing import new
from discretion.files.whole import write_whole

if TYPE_CHECKING:
    from discretion.report.words import Words
    from discretion.rulebook.book import Rulebook
    from discretion.rulebook.schema import Item

SUMMARY = "与别的决策引擎交换决策表（DMN 1.5）"
_MOST_FACTS = 1 << 20
"""Bytes of the facts that a table is asked about."""


def arguments(parser: Parser) -> None:
    """Take what to do, and with which file."""
    parser.add_children("exchange", "动作", required=True)
    export = parser.child("export", "把一个案由写成决策表，供别的引擎执行")
    export.positions.add_argument("code", metavar="CODE", help="案由代码，如 SH-HW-57-2")
    add = export.options.add_argument
    add("--out", required=True, metavar="FILE", help="写出的 .dmn 文件")
    add("--on", type=day, metavar="DATE", help="写这一天施行的版本（默认最新的版本）")
    add_rulebook(export)
    read = parser.child("import", "读入决策表；本软件导出的还原为案由")
    read.positions.add_argument("file", metavar="FILE", help="DMN 文件（1.1 至 1.5）")
    read.options.add_argument("--out", metavar="FILE", help="把案由写成这个 .yaml 文件")
    add_rulebook(read)
    evaluate = parser.child("evaluate", "按决策表试算")
    evaluate.positions.add_argument("file", metavar="FILE", help="DMN 文件（1.1 至 1.5）")
    evaluate.positions.add_argument(
        "facts", metavar="FACTS", help="事实：JSON 文件；- 表示从标准输入读"
    )
    for command in (export, read, evaluate):
        add_output(command, names=False)


def run(options: argparse.Namespace) -> int:
    """Export, import or evaluate."""
    from discretion.report.words import Words

    return _DONE[options.exchange](options, Words(options.lang))


def _export(options: argparse.Namespace, words: Words) -> int:
    from discretion.cli.rules.showing import item_of
    from discretion.report.dmn import unseen_lines
    from discretion.rulebook.exchange.dmn.items import export_item
    from discretion.rulebook.load import load

    book = load(options.rulebook)
    item = item_of(book, options.code)
    version = _version(book, item, options, words)
    exported = export_item(book, item, version)
    _write(Path(options.out), exported.text, words)
    begun = book.effective(item.versions[version]).from_
    if options.json:
        unseen = [{"code": u.code, "places": list(u.places)} for u in exported.unseen]
        data = {"out": options.out, "item": item.code, "from": begun.isoformat(), "unseen": unseen}
        print_json(data)
        return OK
    from rich.text import Text

    written = words(
        "dmn.written",
        path=options.out,
        item=item.code,
        from_=begun,
        decisions=exported.decisions,
        rules=exported.rules,
    )
    show(*(Text(line) for line in (written, *unseen_lines(exported.unseen, words))))
    return OK


def _version(book: Rulebook, item: Item, options: argparse.Namespace, words: Words) -> int:
    if options.on is None:
        return len(item.versions) - 1
    for number, version in enumerate(item.versions):
        if book.effective(version).covers(options.on):
            return number
    raise UsageError(words("dmn.no_version", item=item.code, day=options.on))


def _import(options: argparse.Namespace, words: Words) -> int:
    from discretion.report.dmn import decisions_grid
    from discretion.rulebook.exchange.dmn.items import import_item
    from discretion.rulebook.exchange.dmn.read import read_model
    from discretion.rulebook.load import load
    from discretion.rulebook.schema import ItemsFile
    from discretion.rulebook.writing import file_text

    file = Path(options.file)
    model = read_model(file)
    item = import_item(load(options.rulebook), model, file)
    if options.out is not None:
        if item is None:
            raise UsageError(words("dmn.no_item"))
        _write(Path(options.out), file_text(ItemsFile(items=(item,))), words)
    if options.json:
        names = [decision.name for decision in model.decisions]
        print_json({"item": item.code if item else None, "decisions": names, "out": options.out})
        return OK
    from rich.text import Text

    if options.out is not None and item is not None:
        show(Text(words("dmn.item_written", path=options.out, item=item.code)))
    said = words("dmn.foreign") if item is None else words("dmn.own", item=item.code)
    show(Text(said), decisions_grid(model.decisions, words))
    return OK


def _evaluate(options: argparse.Namespace, words: Words) -> int:
    from discretion.engine.tables import TableError, Tables
    from discretion.report.dmn import outcomes_grid, outcomes_json
    from discretion.rulebook.exchange.dmn.read import read_model

    tables = Tables(read_model(Path(options.file)))
    facts = _facts(options.facts, [data.name for data in tables.model.inputs], words)
    try:
        outcomes = tables.decide(facts)
    except TableError as error:
        raise UsageError(str(error)) from None
    if options.json:
        for outcome in outcomes_json(outcomes):
            print_json(outcome)
    else:
        show(outcomes_grid(outcomes, words))
    return OK


def _facts(name: str, inputs: list[str], words: Words) -> dict[str, Any]:
    if name == "-":
        raw = sys.stdin.buffer.read(_MOST_FACTS + 1)
    else:
        with Path(name).open("rb") as stream:
            raw = stream.read(_MOST_FACTS + 1)
    try:
        if len(raw) > _MOST_FACTS:
            raise ValueError(len(raw))
        facts = json.loads(raw.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError):
        facts = None
    if not isinstance(facts, dict):
        example = "{" + ", ".join(f'"{each}": …' for each in inputs[:3]) + "}"
        raise UsageError(words("dmn.facts", path=name, example=example))
    return facts


def _no_number(constant: str) -> NoReturn:
    raise ValueError(constant)


def _write(file: Path, text: str, words: Words) -> None:
    """Write a new file; one that exists is left as it is."""
    write_whole(new(file, words), text.encode())


_DONE = {"export": _export, "import": _import, "evaluate": _evaluate}
