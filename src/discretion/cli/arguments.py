"""The arguments of every command, in Chinese, with suggestions for what was misspelt."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NoReturn

DEFAULT_RULEBOOK = "shanghai-urban-management"
COMMANDS = ("demo", "determine", "similar", "check", "rules", "ingest")
SCHEMA_NAMES = ("case", "rulebook", "sources", "facts", "general", "items")
OPTIONS, ARGUMENTS = "选项", "参数"


class UsageError(ValueError):
    """Arguments that cannot be used; the message says how to mend them."""


class _Formatter(argparse.HelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=26, width=96)

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks Chinese; mistakes are raised as :class:`UsageError`."""

    def __init__(self, **options: Any) -> None:
        fixed = {"add_help": False, "allow_abbrev": False, "formatter_class": _Formatter}
        super().__init__(**{**options, **fixed})
        self.positions = self.add_argument_group(ARGUMENTS)
        self.options = self.add_argument_group(OPTIONS)
        self.options.add_argument("-h", "--help", action="help", help="显示本说明")
        self._children: dict[str, Parser] = {}
        self._chosen = ""

    def add_children(self, name: str, label: str, required: bool) -> None:
        """Expect a command; its word becomes the option *name*."""
        self._chosen = name
        self._commands = self.add_subparsers(
            dest=name, metavar=label, title=label, parser_class=Parser, required=required
        )

    def child(self, name: str, summary: str) -> Parser:
        """Add a command and return its parser."""
        made: Parser = self._commands.add_parser(name, help=summary, description=f"{summary}。")
        self._children[name] = made
        return made

    def used(self, options: argparse.Namespace) -> Parser:
        """Return the parser of the command that *options* name."""
        chosen = self._children.get(getattr(options, self._chosen, None) or "")
        return chosen.used(options) if chosen else self

    def known_options(self) -> list[str]:
        """Return the options that this parser takes."""
        return re.findall(r"(?<![\w-])--?[a-z][\w-]*", self.format_help())

    def error(self, message: str) -> NoReturn:
        """Raise the mistake that *message*, written by argparse in English, describes."""
        raise UsageError(f"{_translated(message)}（用法见 {self.prog} -h）")

    def format_help(self) -> str:
        """Return the help text, its headings with the Chinese colon."""
        return re.sub(r"^(\w+):$", r"\1：", super().format_help(), flags=re.MULTILINE)


def _translated(message: str) -> str:
    if found := re.match(r"the following arguments are required: (.+)", message):
        return f"缺少参数：{found[1].replace(', ', '、')}"
    if found := re.match(r"argument ([^:]+): invalid choice: (.+) \(choose from (.+)\)", message):
        return _no_choice(found[1], found[2].strip("'\""), re.findall(r"[\w-]+", found[3]))
    if found := re.match(r"argument ([^:]+): expected (?:one|at least one) argument", message):
        return f"{found[1]} 后面须写一个值"
    if found := re.match(r"argument ([^:]+): ignored explicit argument (.+)", message):
        return f"{found[1]} 不带值，不能写成“{found[1]}={found[2].strip(chr(39))}”"
    if found := re.match(r"argument ([^:]+): (.+)", message):
        return f"{found[1]}：{found[2]}"
    return message


def _unknown(words: Sequence[str], options: Sequence[str]) -> str:
    from rapidfuzz import fuzz, process

    text = f"不认得的参数：{' '.join(words)}"
    first = next((word for word in words if word.startswith("-")), None)
    if first is None:
        return text
    # Compared without the dashes, which all options share.
    bare = {option: option.strip("-") for option in options}
    meant = first.split("=")[0].strip("-")
    near = process.extractOne(meant, bare, scorer=fuzz.ratio, score_cutoff=70)
    return f"{text}。是不是 {near[2]}？" if near else text


def _no_choice(where: str, word: str, choices: Sequence[str]) -> str:
    from discretion.rulebook.errors import did_you_mean

    near = did_you_mean(word, choices)
    hint = f"是不是 {near}？" if near else f"可以是：{'、'.join(choices)}"
    return (
        f"没有这个{where}：{word}。{hint}"
        if where in ("命令", "动作")
        else (f"{where} 不能是“{word}”。{hint}")
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，须写成如 2026-08-15") from None


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < len(text) <= 7 or int(text) == 0:
        raise argparse.ArgumentTypeError(f"“{text}”须是 1 至 9999999 的整数")
    return int(text)


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
        raise UsageError(f"{_unknown(rest, used.known_options())}（用法见 {used.prog} -h）")
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
    _output(demo)
    determine = top.child("determine", "认定法定幅度、裁量阶次和程序义务")
    _source(determine)
    determine.options.add_argument(
        "--as-of", type=_day, metavar="DATE", help="作出决定的日期（案件没有写明时）"
    )
    similar = top.child("similar", "查找与一个案件最相似的过往案件")
    check = top.child("check", "核查一个案件，或者整本台账")
    for command in (similar, check):
        _source(command)
        _corpus(command)
    rules = top.child("rules", "查看裁量基准库")
    _rules(rules)
    ingest = top.child("ingest", "把台账导入案例库文件夹")
    ingest.positions.add_argument(
        "file", metavar="LEDGER", help="台账：xlsx、csv、jsonl 或 parquet 文件"
    )
    ingest.options.add_argument("--out", required=True, metavar="FOLDER", help="案例库文件夹")
    for command in (determine, similar, check, ingest):
        _book(command)
        _output(command)
    return top


def _rules(rules: Parser) -> None:
    rules.add_children("action", "动作", required=True)
    listing = rules.child("list", "列出案由")
    listing.positions.add_argument("word", nargs="?", metavar="WORD", help="只列出含有这个词的案由")
    show = rules.child("show", "显示一个案由的依据、罚则和裁量表")
    show.positions.add_argument("code", metavar="CODE", help="案由代码，如 SH-HW-57-2")
    for action in (listing, show):
        _book(action)
        _output(action, names=False)
    schema = rules.child("schema", "输出案件或者规则文件的 JSON Schema")
    names = "、".join(SCHEMA_NAMES)
    schema.positions.add_argument(
        "name", nargs="?", metavar="NAME", help=f"{names}；不写则列出名称"
    )


def _book(command: Parser) -> None:
    command.options.add_argument(
        "--rulebook",
        default=DEFAULT_RULEBOOK,
        metavar="NAME",
        help=f"裁量基准库的名称或者文件夹（默认 {DEFAULT_RULEBOOK}）",
    )


def _output(command: Parser, names: bool = True) -> None:
    add = command.options.add_argument
    add("--json", action="store_true", help="输出 JSON")
    add("--lang", choices=("zh", "en"), default="zh", metavar="zh|en", help="语言（默认 zh）")
    if names:
        add("--names", action="store_true", help="显示姓名、名称和证件号码（默认遮盖）")


def _source(command: Parser) -> None:
    command.positions.add_argument(
        "file",
        nargs="?",
        default="-",
        metavar="FILE",
        help="案件 JSON，或者台账（xlsx、csv、jsonl、parquet）；- 或不写表示从标准输入读 JSON",
    )
    add = command.options.add_argument
    add("--row", type=_count, metavar="N", help="只看台账的这一行（打开文件时看到的行号）")
    add("--case-no", metavar="NO", help="只看这个处罚决定书文号的案件")
    add("--mapping", metavar="FILE", help="列映射文件（YAML），说明各列的含义")
    add("--sheet", metavar="NAME", help="工作表名称（默认第一张有列名的）")


def _corpus(command: Parser) -> None:
    command.options.add_argument(
        "--corpus",
        metavar="PATH",
        help="案例库文件夹或者台账（默认：台账的其余各行；单个案件则为随附的合成案例 sample）",
    )
    command.options.add_argument(
        "--k", type=_count, default=5, metavar="N", help="列出几件类案（默认 5）"
    )
