"""``discretion rules list | show | schema``."""

from __future__ import annotations

import argparse
import json
import sys

from discretion.cli.main import OK, UsageError
from discretion.engine.book import load_rulebook
from discretion.model.determination import Place
from discretion.report.words import Words
from discretion.rulebook.book import Rulebook
from discretion.rulebook.errors import did_you_mean
from discretion.rulebook.schema import Citation, Item, ItemVersion, TableBenchmark


def list(options: argparse.Namespace) -> int:
    """List the items of a rulebook, or with ``--json`` everything about each in short."""
    book, words = load_rulebook(options.rulebook), Words(options.lang)
    if options.json:
        for item in book.items.values():
            print(json.dumps(_short(book, item), ensure_ascii=False))
        return OK
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim")
    for label in ("code", "item", "domain", "basis", "status"):
        table.add_column(words(f"label.{label}"), overflow="fold")
    for item in book.items.values():
        version = item.versions[-1]
        status = version.benchmark.status if version.benchmark else None
        basis = words.place(_place(book, version.penalizes[0]), version=False)
        table.add_row(item.code, item.title, item.domain, basis, words.status(status))
    width = None if sys.stdout.isatty() else 140
    console = Console(width=width, highlight=False, markup=False)
    console.print(table)
    console.print(f"{book.head.title}：{len(book.items)}")
    for warning in book.warnings:
        console.print(str(warning))
    return OK


def show(options: argparse.Namespace) -> int:
    """Show one item: its versions, penalties and benchmark table."""
    book, words = load_rulebook(options.rulebook), Words(options.lang)
    item = book.items.get(options.code.upper())
    if item is None:
        near = did_you_mean(options.code.upper(), book.items)
        hint = f"，您是不是要写 {near}？" if near else "；用 rules list 查看全部案由"
        raise UsageError(f"{book.head.title}没有案由 {options.code}{hint}")
    if options.json:
        print(json.dumps(item.model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=1))
        return OK
    print(f"{item.code}  {item.title}  [{item.domain}]")
    for version in item.versions:
        _show_version(book, item, version, words)
    if item.note:
        print(item.note)
    return OK


def _show_version(book: Rulebook, item: Item, version: ItemVersion, words: Words) -> None:
    from discretion.engine.amounts import is_static, range_of

    period = book.effective(version)
    until = f" — {period.to}" if period.to else ""
    print(f"\n{period.from_}{until or ' —'}")
    for citation in version.penalizes:
        print(f"  {words('label.basis')}：{words.place(_place(book, citation))}")
    if text := words(f"correction.{version.correction}"):
        print(f"  {text}")
    for clause in version.penalties:
        fine = "—"
        if clause.fine is not None:
            fine = (
                words.range(range_of(clause.fine, {}))
                if is_static(clause.fine)
                else clause.fine.form
            )
            if clause.fine.form == "unspecified":
                fine = clause.fine.note
        others = words.joined(words(f"kind.{o.kind.value}") for o in clause.others)
        label = f" {clause.label}" if clause.label else ""
        print(
            f"  {words(f'party.{clause.party}')}{label}：{fine}" + (f"；{others}" if others else "")
        )
    benchmark = version.benchmark
    if isinstance(benchmark, TableBenchmark):
        print(f"  {words('label.benchmark')}（{words.status(benchmark.status)}）")
        facts = book.facts_of(item)
        for row in benchmark.rows:
            tests = "；".join(
                "，".join(
                    f"{facts[n].label} {t}" if n in facts else f"{n} {t}" for n, t in box.items()
                )
                for box in row.when
            )
            fine = words.range(range_of(row.fine, {})) if row.fine and is_static(row.fine) else ""
            print(
                f"    {row.row} {words.grade(row.grade.value)} {row.label or ''}  {tests}  {fine}"
            )
        for flaw in benchmark.flaws:
            print(f"    ! {flaw}")
    if version.note:
        print(f"  {version.note}")


def _place(book: Rulebook, citation: Citation) -> Place:
    source = book.sources[citation.source]
    return Place(
        source.id,
        source.title,
        source.version,
        citation.article,
        citation.paragraph,
        citation.subparagraph,
    )


def _short(book: Rulebook, item: Item) -> dict[str, object]:
    version = item.versions[-1]
    return {
        "code": item.code,
        "title": item.title,
        "domain": item.domain,
        "basis": Words().place(_place(book, version.penalizes[0])),
        "versions": len(item.versions),
        "benchmark": version.benchmark.status if version.benchmark else None,
    }


def schema(options: argparse.Namespace) -> int:
    """Print the JSON Schema of a file kind, or list the kinds."""
    from discretion.schemas import SCHEMAS, schema_text

    if options.name is None:
        print("\n".join(SCHEMAS))
        return OK
    if options.name not in SCHEMAS:
        near = did_you_mean(options.name, SCHEMAS)
        hint = f"您是不是要写 {near}？" if near else f"有：{'、'.join(SCHEMAS)}"
        raise UsageError(f"没有名为 {options.name} 的 Schema。{hint}")
    print(schema_text(options.name), end="")
    return OK
