"""The tree of commands and their arguments."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from discretion.cli import (
    audit,
    desk,
    duplicates,
    explain,
    indicating,
    outliers,
    plugins,
    sampling,
    serve,
    stream,
)
from discretion.cli.arguments import (
    Parser,
    UsageError,
    add_output,
    add_rulebook,
    count,
    day,
    unknown_words,
)
from discretion.cli.corpus import ACTIONS as CORPUS_ACTIONS
from discretion.cli.proposing import add_proposing
from discretion.cli.publicity import ACTIONS as PUBLICITY_ACTIONS
from discretion.cli.record import ACTIONS as RECORD_ACTIONS
from discretion.cli.rules import ACTIONS

COMMANDS = (
    "demo",
    "determine",
    "similar",
    "check",
    "audit",
    "rules",
    "ingest",
    "corpus",
    "publicity",
    "record",
    "indicators",
    "duplicates",
    "sample",
    "outliers",
    "stream",
    "explain",
    "plugins",
    "serve",
    "desk",
)


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Return the options of *arguments*.

    Raises:
        UsageError: what is wrong, and what was probably meant.
        SystemExit: help was asked for, and has been printed.
    """
    top = parser()
    options, rest = top.parse_known_args(arguments)
    if rest:
        used = top.used(options)
        raise UsageError(f"{unknown_words(rest, used.known_options())}（用法见 {used.prog} -h）")
    return options


def parser() -> Parser:
    """Return the parser of the whole command line."""
    top = Parser(
        prog="discretion",
        description="行政处罚裁量：依裁量基准认定，检索类案，核查同案同罚。",
        epilog="退出码：0 一致或者完成，1 发现偏离（违法、偏离基准、异常），2 输入或者参数不能用。"
        "以“discretion 命令 -h”看各命令的用法。",
    )
    top.options.add_argument("-V", "--version", action="store_true", help="显示版本")
    top.add_children("command", "命令", required=False)
    demo = top.child("demo", "用随附的合成台账演示全过程")
    add_output(demo)
    determine = top.child("determine", "认定法定幅度、裁量阶次和程序义务")
    _source(determine)
    determine.options.add_argument(
        "--what-if", action="store_true", help="另列出改变哪一项事实会改变结论，以及最近的界限"
    )
    determine.options.add_argument(
        "--as-of", type=day, metavar="DATE", help="作出决定的日期（案件没有写明时）"
    )
    similar = top.child("similar", "查找与一个案件最相似的过往案件")
    check = top.child("check", "核查一个案件，或者整本台账")
    for command in (similar, check):
        _source(command)
        _corpus(command)
    check.options.add_argument(
        "--exclude",
        action="append",
        default=[],
        metavar="NO",
        help="不作为可比案例的过往案件文号，可以写几次；去掉之后重新比较",
    )
    audit.arguments(top.child("audit", audit.SUMMARY))
    rules = top.child("rules", "查看裁量基准库")
    rules.add_children("action", "动作", required=True)
    for name, module in ACTIONS.items():
        module.arguments(rules.child(name, module.SUMMARY))
    ingest = top.child("ingest", "把台账或者数据库查询的结果导入案例库文件夹")
    ingest.positions.add_argument(
        "file", nargs="?", metavar="LEDGER", help="台账：xlsx、csv、jsonl 或 parquet 文件"
    )
    ingest.options.add_argument(
        "--database",
        metavar="VARIABLE",
        help="改为从数据库导入：写有数据库地址（SQLAlchemy 格式）的环境变量名，口令不会显示",
    )
    ingest.options.add_argument(
        "--query", metavar="SQL", help="从数据库取台账各列的一条 SELECT，或者写有它的 .sql 文件"
    )
    ingest.options.add_argument("--out", required=True, metavar="FOLDER", help="案例库文件夹")
    _table(ingest)
    corpus = top.child("corpus", "照看案例库文件夹：核对、合并、删除、退回")
    corpus.add_children("action", "动作", required=True)
    for name, module in CORPUS_ACTIONS.items():
        module.arguments(corpus.child(name, module.SUMMARY))
    publicity = top.child("publicity", "双公示行政处罚记录：核对、导入、导出")
    publicity.add_children("action", "动作", required=True)
    for name, module in PUBLICITY_ACTIONS.items():
        module.arguments(publicity.child(name, module.SUMMARY))
    record = top.child("record", "决定记录：追加、核对、重新认定")
    record.add_children("action", "动作", required=True)
    for name, module in RECORD_ACTIONS.items():
        module.arguments(record.child(name, module.SUMMARY))
    indicating.arguments(top.child("indicators", indicating.SUMMARY))
    duplicates.arguments(top.child("duplicates", duplicates.SUMMARY))
    sampling.arguments(top.child("sample", sampling.SUMMARY))
    outliers.arguments(top.child("outliers", outliers.SUMMARY))
    stream.arguments(top.child("stream", stream.SUMMARY))
    reasoned = top.child("explain", explain.SUMMARY)
    _source(reasoned)
    _corpus(reasoned)
    explain.arguments(reasoned)
    plugins.arguments(top.child("plugins", plugins.SUMMARY))
    serve.arguments(top.child("serve", serve.SUMMARY))
    desk.arguments(top.child("desk", desk.SUMMARY))
    for command in (determine, check, reasoned):
        add_proposing(command)
    for command in (determine, similar, check, ingest, reasoned):
        add_rulebook(command)
        add_output(command)
    return top


def _source(command: Parser) -> None:
    command.positions.add_argument(
        "file",
        nargs="?",
        default="-",
        metavar="FILE",
        help="案件 JSON，或者台账（xlsx、csv、jsonl、parquet）；- 或不写表示从标准输入读 JSON",
    )
    add = command.options.add_argument
    add("--row", type=count, metavar="N", help="只看台账的这一行（打开文件时看到的行号）")
    add("--case-no", metavar="NO", help="只看这个处罚决定书文号的案件")
    _table(command)


def _table(command: Parser) -> None:
    add = command.options.add_argument
    add("--mapping", metavar="FILE", help="列映射文件（YAML），说明各列的含义")
    add("--format", metavar="NAME", help="读台账的插件名称（默认按后缀），见 discretion plugins")
    add("--sheet", metavar="NAME", help="工作表名称（默认第一张有列名的）")


def _corpus(command: Parser) -> None:
    command.options.add_argument(
        "--corpus",
        metavar="PATH",
        help="案例库文件夹或者台账（默认：台账的其余各行；单个案件则为随附的合成案例 sample）",
    )
    command.options.add_argument(
        "--k", type=count, default=5, metavar="N", help="列出几件类案（默认 5）"
    )
