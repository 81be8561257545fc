"""``discretion outliers``: any table of outcomes, with a severity of its own."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from discretion.cli.arguments import Parser, UsageError, add_output, count
from discretion.cli.printing import print_json, progress, show
from discretion.cli.status import DEVIATION, OK

SUMMARY = "从任一张结果表里找出与同样事实不相称的各行，比较各组"
MOST_PROBLEMS = 10
"""Unreadable rows and cells that are named one by one."""


def arguments(parser: Parser) -> None:
    """Take a table, what its columns mean, and the form of the output."""
    parser.positions.add_argument(
        "file", metavar="FILE", help="表格：parquet、csv、xlsx 或 jsonl 文件，首行为列名"
    )
    add = parser.options.add_argument
    add("--severity", required=True, metavar="COL", help="处罚轻重一列，任何单位的数")
    add("--facts", required=True, type=_names, metavar="COL,…", help="案件事实各列，以逗号分隔")
    add("--codes", type=_names, default=(), metavar="COL,…", help="其中以数字为代号的各列")
    add("--by", type=_names, default=(), metavar="COL,…", help="比较这些列的各组，如地区、办案队")
    add("--group", metavar="COL", help="案件种类一列：不同种类的互不比较")
    add("--id", metavar="COL", help="案件编号一列，用于显示")
    add("--ratio", action="store_true", help="按倍数而不按差额比较（金额、刑期常宜如此）")
    add("--rate", type=_rate, default=0.1, metavar="R", help="错误发现率（默认 0.1）")
    add("--top", type=count, default=20, metavar="N", help="列出最不寻常的几行（默认 20）")
    add("--sheet", metavar="NAME", help="工作表名称（默认第一张有列名的）")
    add_output(parser, names=False)


def run(options: argparse.Namespace) -> int:
    """Audit the table; 1 if any row is found under control of the false discovery rate."""
    from discretion.consistency.tables import audit_table
    from discretion.intake.typed import read_typed
    from discretion.report.outliers import outliers_json, outliers_view
    from discretion.report.words import Words, clean

    words = Words(options.lang)
    names = [options.severity, *options.facts, *options.by]
    names += [name for name in (options.group, options.id) if name is not None]
    if unknown := set(options.codes) - set(options.facts):
        raise UsageError(f"--codes 中的列须也在 --facts 中：{'、'.join(sorted(unknown))}")
    named = {*options.by, options.group, options.id} - {options.severity, *options.facts, None}
    with progress(words("outliers.reading"), None) as advance:
        given = read_typed(
            Path(options.file),
            list(dict.fromkeys(names)),
            codes={*options.codes, *named},
            sheet=options.sheet,
            progress=advance,
        )
    done = audit_table(
        given.columns,
        options.severity,
        options.facts,
        by=options.by,
        group=options.group,
        ratio=options.ratio,
        rate=options.rate,
    )
    ids = None
    if options.id is not None:
        ids = ["" if i is None else str(i) for i in given.columns[options.id].to_pylist()]
    if options.json:
        for each in outliers_json(done, given.rows, ids, options.top):
            print_json(each)
    else:
        show(outliers_view(done, given.rows, ids, options.top, words))
    for problem in given.problems[:MOST_PROBLEMS]:
        print(clean(str(problem)), file=sys.stderr)
    if given.problems:
        print(words("outliers.problems", n=len(given.problems)), file=sys.stderr)
    return DEVIATION if done.found.any() else OK


def _names(text: str) -> tuple[str, ...]:
    found = tuple(name.strip() for name in text.replace("，", ",").split(","))
    if not all(found):
        raise argparse.ArgumentTypeError(f"“{text}”中有空的列名")
    if len(set(found)) < len(found):
        raise argparse.ArgumentTypeError(f"“{text}”中有重复的列名")
    return found


def _rate(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0 < found < 1:
        raise argparse.ArgumentTypeError(f"“{text}”须是 0 与 1 之间的数")
    return found
