"""Arguments that speak Chinese, and suggest what was meant by a misspelt one."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NoReturn

DEFAULT_RULEBOOK = "shanghai-urban-management"
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


def unknown_words(words: Sequence[str], options: Sequence[str]) -> str:
    """Say that *words* are not known, and which of *options* was probably meant."""
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


def day(text: str) -> date:
    """Return a day of an argument, written 2026-08-15."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，须写成如 2026-08-15") from None


def count(text: str) -> int:
    """Return a whole number of an argument, from 1 to 9999999."""
    if not text.isascii() or not text.isdigit() or not 0 < len(text) <= 7 or int(text) == 0:
        raise argparse.ArgumentTypeError(f"“{text}”须是 1 至 9999999 的整数")
    return int(text)


def add_rulebook(command: Parser) -> None:
    """Let *command* name its rulebook."""
    command.options.add_argument(
        "--rulebook",
        default=DEFAULT_RULEBOOK,
        metavar="NAME",
        help=f"裁量基准库的名称或者文件夹（默认 {DEFAULT_RULEBOOK}）",
    )


def add_output(command: Parser, names: bool = True) -> None:
    """Let *command* choose JSON or a report, its language, and whether names are masked."""
    add = command.options.add_argument
    add("--json", action="store_true", help="输出 JSON，一行一个对象（JSON Lines）")
    add("--lang", choices=("zh", "en"), default="zh", metavar="zh|en", help="语言（默认 zh）")
    if names:
        add("--names", action="store_true", help="显示姓名、名称和证件号码（默认遮盖）")
