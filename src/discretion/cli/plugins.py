"""``discretion plugins``: the plug-ins of installed distributions, and which of them work."""

from __future__ import annotations

import argparse

from discretion.cli.arguments import Parser, add_output
from discretion.cli.printing import print_json
from discretion.cli.status import DEVIATION, OK

SUMMARY = "列出插件：台账格式、事实提取、报告格式，以及是否可用"


def arguments(parser: Parser) -> None:
    """Take nothing but the form of the output."""
    add_output(parser, names=False)


def run(options: argparse.Namespace) -> int:
    """List every plug-in; 1 where one cannot be used."""
    from discretion.plugins.door import GROUPS, plug_ins, usable
    from discretion.report.words import Words, clean

    words, broken = Words(options.lang), False
    for group in GROUPS:
        loaded, wrong = usable(group)
        broken = broken or bool(wrong)
        for found in plug_ins(group):
            state = "usable" if found.name in loaded else "refused"
            if options.json:
                print_json(
                    {
                        "group": group,
                        "name": found.name,
                        "distribution": found.distribution,
                        "version": found.version,
                        "state": state,
                    }
                )
            else:
                print(
                    words(
                        "plugins.line",
                        group=words(f"plugins.{group.rpartition('.')[2]}"),
                        name=clean(found.name),
                        distribution=clean(f"{found.distribution} {found.version}"),
                        state=words(f"plugins.{state}"),
                    )
                )
        for error in wrong:
            if options.json:
                print_json({"group": group, "error": clean(str(error))})
            else:
                print(clean(str(error)))
    return DEVIATION if broken else OK
