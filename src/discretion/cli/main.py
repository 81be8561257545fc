"""Arguments in, exit status out: 0 consistent, 1 a deviation was found, 2 unusable input."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import date
from typing import NoReturn

from discretion.rulebook.errors import did_you_mean

OK, DEVIATION, UNUSABLE, INTERRUPTED = 0, 1, 2, 130
DEFAULT_RULEBOOK = "shanghai-urban-management"
COMMANDS = ("demo", "determine", "similar", "check", "rules", "ingest")


class UsageError(ValueError):
    """Arguments that make no sense together, or a value that cannot be used."""


class _Parser(argparse.ArgumentParser):
    """An argument parser that speaks Chinese and suggests."""

    def error(self, message: str) -> NoReturn:
        text = (
            message.replace("the following arguments are required:", "缺少参数：")
            .replace("unrecognized arguments:", "不认得的参数：")
            .replace("expected one argument", "须给一个值")
            .replace("argument ", "参数 ")
        )
        if "invalid choice" in message:
            word = message.split("invalid choice: ")[1].split(" (", maxsplit=1)[0].strip("'\"")
            near = did_you_mean(word, COMMANDS) or did_you_mean(word, ("list", "show", "schema"))
            hint = f"您是不是要写 {near}？" if near else f"可用：{'、'.join(COMMANDS)}"
            text = f"没有“{word}”这个选择。{hint}"
        raise UsageError(f"{text}（用 {self.prog} -h 查看用法）")

    def format_help(self) -> str:
        return (
            super()
            .format_help()
            .replace("usage:", "用法：")
            .replace("positional arguments:", "位置参数：")
            .replace("options:", "选项：")
            .replace("show this help message and exit", "显示本说明")
        )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"日期“{text}”须写成如 2026-08-15") from None


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= 1_000_000:
        raise UsageError(f"“{text}”须为 1 到 1000000 的整数")
    return int(text)


def parser() -> argparse.ArgumentParser:
    """Return the argument parser."""
    top = _Parser(
        prog="discretion",
        description="行政处罚裁量基准、类案参考与同案同罚。退出码 0 一致，1 偏离，2 不能用。",
    )
    top.add_argument("--version", action="store_true", help="显示版本")
    commands = top.add_subparsers(dest="command", metavar="命令", parser_class=_Parser)
    common = _Parser(add_help=False)
    common.add_argument("--rulebook", default=DEFAULT_RULEBOOK, help="裁量基准库的名称或文件夹")
    common.add_argument("--lang", choices=("zh", "en"), default="zh", help="输出语言")
    common.add_argument("--json", action="store_true", help="输出 JSON")
    one = _Parser(add_help=False)
    one.add_argument("file", nargs="?", default="-", help="案件 JSON、台账，或 - 表示标准输入")
    one.add_argument("--row", type=_count, help="台账的行号（Excel 中看到的行号）")
    one.add_argument("--case-no", help="处罚决定书文号")
    one.add_argument("--mapping", help="列映射文件")
    one.add_argument("--sheet", help="工作表名称")
    corpus = _Parser(add_help=False)
    corpus.add_argument("--corpus", help="案例库文件夹、台账，或 sample（随附的合成示例）")
    corpus.add_argument("--k", type=_count, default=5, help="列出几件类案")
    commands.add_parser("demo", parents=[common], help="用随附的合成案例演示全过程")
    determine = commands.add_parser("determine", parents=[common, one], help="认定一个案件的裁量")
    determine.add_argument("--as-of", type=_day, help="决定日期（案件未写时）")
    commands.add_parser("similar", parents=[common, one, corpus], help="查找类案")
    commands.add_parser("check", parents=[common, one, corpus], help="核查一个案件或整本台账")
    rules = commands.add_parser("rules", help="查看裁量基准库")
    actions = rules.add_subparsers(
        dest="action", metavar="动作", parser_class=_Parser, required=True
    )
    actions.add_parser("list", parents=[common], help="列出裁量基准库的案由")
    show = actions.add_parser("show", parents=[common], help="显示一个案由")
    show.add_argument("code", help="案由编码")
    schema = actions.add_parser("schema", help="输出规则文件或案件的 JSON Schema")
    schema.add_argument("name", nargs="?", help="case、rulebook、sources、facts、general、items")
    ingest = commands.add_parser("ingest", parents=[common], help="把台账导入案例库")
    ingest.add_argument("file", help="台账")
    ingest.add_argument("--out", required=True, help="案例库文件夹")
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    try:
        options = parser().parse_args(arguments)
        return _run(options)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone; Python must not complain about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except (ValueError, OSError) as error:
        print(_sentence(error), file=sys.stderr)
        return UNUSABLE


def _run(options: argparse.Namespace) -> int:
    from discretion.cli import commands

    if options.version:
        from discretion import __version__

        print(f"discretion {__version__}")
        return OK
    if options.command is None:
        print(parser().format_help())
        return UNUSABLE
    run = getattr(commands, options.command)
    return int(run(options))


def _sentence(error: Exception) -> str:
    """Return a user's mistake as one paragraph; anything else is a fault of ours and is raised."""
    known = (
        "IntakeError",
        "RulebookError",
        "CaseError",
        "CorpusError",
        "CorpusLockedError",
        "UsageError",
    )
    if type(error).__name__ in known:
        return str(error)
    if isinstance(error, OSError):
        name = f"（{error.filename}）" if error.filename else ""
        return f"文件操作失败{name}：{error.strerror or error}。请核对路径、权限和磁盘空间。"
    raise error
