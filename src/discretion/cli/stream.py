"""``discretion stream``: events of cases in, reminders and warnings out."""

from __future__ import annotations

import argparse
import os
import select
import stat
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from discretion.cli.arguments import Parser, UsageError, add_output, add_rulebook, day
from discretion.cli.printing import print_json
from discretion.cli.signals import Stop
from discretion.cli.status import DEVIATION, OK, UNUSABLE
from discretion.intake.errors import IntakeError
from discretion.report.words import Words, clean

if TYPE_CHECKING:
    from discretion.stream.watch import Line, Refused, Watch

SUMMARY = "读取办案事件，发出法制工作提示和预警"
CHUNK = 1 << 18
"""Bytes that are read, and events that are made safe on the disk, at a time."""
IDLE = 60
"""Seconds without an event after which time goes on to today."""


def arguments(parser: Parser) -> None:
    """Take the events, the state, the rules and the day."""
    parser.positions.add_argument(
        "file",
        nargs="?",
        default="-",
        metavar="FILE",
        help="事件：一行一个 JSON（JSON Lines，UTF-8）；- 或不写表示标准输入",
    )
    add = parser.options.add_argument
    add("--state", metavar="DIR", help="保存状态的文件夹，下次接着用（默认不保存）")
    add("--rules", metavar="FILE", help="提示规则（默认随附的 reminders.yaml）")
    add("--today", type=day, metavar="DATE", help="今天的日期（默认本机日期）；更晚的事件拒收")
    add_rulebook(parser)
    add_output(parser)


def run(options: argparse.Namespace) -> int:
    """Take every event; 0 if no warning stands at the end, 1 if one does, 2 if none was usable."""
    from discretion.engine.book import load_rulebook
    from discretion.stream.ruleset import load_reminders
    from discretion.stream.watch import Watch

    words, book = Words(options.lang), load_rulebook(options.rulebook)
    rules = load_reminders(book, Path(options.rules) if options.rules else None)
    given: date | None = options.today
    folder = Path(options.state) if options.state else None
    descriptor = _open(options.file)
    try:
        watch = Watch(
            book,
            folder,
            rules=rules,
            today=lambda: given or date.today(),
            words=words,
            names=options.names,
        )
    except ModuleNotFoundError:
        raise UsageError(words("stream.missing")) from None
    with watch:
        _take_all(watch, words, descriptor, options.json)
        return _end(watch, words, options.json)


def _open(file: str) -> int:
    if file == "-":
        if sys.stdin is None or sys.stdin.isatty():
            raise UsageError("没有给出文件。请写事件文件的路径，或者从标准输入送入事件")
        return sys.stdin.fileno()
    if Path(file).is_dir():
        raise IntakeError("这是文件夹，不是文件", where=file, remedy="请给出文件的路径。")
    return os.open(file, os.O_RDONLY)


def _take_all(watch: Watch, words: Words, descriptor: int, as_json: bool) -> None:
    number = 1
    with Stop() as stop:
        for lines in _chunks(descriptor, stop):
            fed = watch.feed(lines, number)
            number += len(lines)
            for refused in fed.refused:
                _refuse(refused, words, as_json)
            _print(watch, fed.said if lines else watch.catch_up(), as_json)
    if not stop.asked:
        _print(watch, watch.catch_up(), as_json)


def _chunks(descriptor: int, stop: Stop) -> Iterator[list[bytes]]:
    """Yield whole lines as they come until *stop*, and nothing at all where none came for a while.

    A line that is too long is cut, so that it is refused without being held.
    """
    from discretion.stream.events import MAX_BYTES

    waits = not stat.S_ISREG(os.fstat(descriptor).st_mode) and os.name == "posix"
    rest, cut = b"", False
    while not stop.asked:
        if waits and not stop.wait(lambda: select.select([descriptor], [], [], IDLE)[0]):
            if not stop.asked:
                yield []
            continue
        data = stop.wait(lambda: os.read(descriptor, CHUNK))
        if data is None:
            return
        *lines, rest = (rest + data).split(b"\n")
        if cut and lines:
            lines, cut = lines[1:], False
        if len(rest) > MAX_BYTES:
            if not cut:
                lines.append(rest[: MAX_BYTES + 1])
            rest, cut = b"", True
        if not data:
            if rest and not cut:
                lines.append(rest)
            if lines:
                yield lines
            return
        if lines:
            yield lines


def _refuse(refused: Refused, words: Words, as_json: bool) -> None:
    from discretion.report.refusals import told

    reason = clean(told(refused.error, words.language).detail)
    if as_json:
        print_json({"state": "refused", "line": refused.line, "reason": reason})
    else:
        print(reason, file=sys.stderr)


def _print(watch: Watch, said: list[Line], as_json: bool) -> None:
    for line in said:
        if as_json:
            print_json(line)
        else:
            print(watch.sentence(line))
    sys.stdout.flush()


def _end(watch: Watch, words: Words, as_json: bool) -> int:
    found = Counter(reminder.get("severity") for reminder in watch.standing())
    counts = watch.counts
    numbers = {
        "events": counts.events,
        "repeated": counts.repeated,
        "refused": counts.refused,
        "today": watch.today.isoformat(),
        "reminders": found["reminder"],
        "warnings": found["warning"],
    }
    if as_json:
        print_json({"summary": numbers})
    else:
        print(words("stream.done", **numbers))
    if counts.refused and not counts.events and not counts.repeated:
        return UNUSABLE
    return DEVIATION if found["warning"] else OK
