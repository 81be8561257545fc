"""``discretion rules draft``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from discretion.cli.arguments import Parser, UsageError, add_output, day
from discretion.cli.printing import print_json, show
from discretion.cli.status import OK
from discretion.cli.writing import new

if TYPE_CHECKING:
    from rich.table import Table

    from discretion.report.words import Words
    from discretion.rulebook.exchange.published.draft import Draft, Levels

SUMMARY = "由公布的裁量基准表（.xlsx、.docx）起草案由"


def arguments(parser: Parser) -> None:
    """Take a file with tables, and where to write the draft."""
    parser.positions.add_argument("file", metavar="FILE", help="公布的 .xlsx 或 .docx 文件")
    add = parser.options.add_argument
    add(
        "--out",
        required=True,
        metavar="PATH",
        help="写出的文件：以 .yaml 结尾则只写案由，否则写成一个可载入的文件夹",
    )
    add("--sheet", metavar="NAME", help="只读这张工作表")
    add("--since", type=day, metavar="DATE", help="所引法规和基准的施行日期（表里通常没有）")
    add_output(parser, names=False)


def run(options: argparse.Namespace) -> int:
    """Draft, write, and say what a person must look at."""
    from discretion.report.words import Words
    from discretion.rulebook.exchange.published.draft import draft_file

    words = Words(options.lang)
    out = Path(options.out)
    check_free(out, words)
    draft = draft_file(Path(options.file), options.sheet, options.since)
    write(draft, out)
    if options.json:
        print_json(as_json(draft, words))
        return OK
    from rich.text import Text

    said = [words("draft.written", path=str(out))]
    if out.suffix != ".yaml":
        said.append(words("draft.loads"))
    said += [_summary(draft, words), words("draft.status")]
    said += [_levels(levels, words) for levels in draft.levels]
    show(*(Text(line) for line in said))
    if draft.points:
        show(Text(words("draft.points", count=len(draft.points))), _points(draft, words))
    return OK


def check_free(out: Path, words: Words) -> None:
    """Raise UsageError where writing the draft to *out* would overwrite something."""
    if out.suffix == ".yml" or (out.suffix != ".yaml" and out.is_file()):
        raise UsageError(words("draft.out", path=str(out)))
    taken = [out] if out.suffix == ".yaml" else [out / "rulebook.yaml", out / "sources.yaml"]
    if out.suffix != ".yaml":
        taken.append(out / "items" / "draft.yaml")
    for file in taken:
        new(file, words)


def write(draft: Draft, out: Path) -> None:
    """Write the items alone, or a whole folder, which is then loaded to see that it does.

    Raises:
        RulebookError: the folder does not load.
    """
    files = draft.files()
    if out.suffix == ".yaml":
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(files["items/draft.yaml"], encoding="utf-8")
        return
    from discretion.rulebook.load import read

    for name, text in files.items():
        file = out / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    read(out)


def as_json(draft: Draft, words: Words) -> dict[str, object]:
    """Return counts, levels and points as data."""
    return {
        "acts": len(draft.items.items),
        "rows": sum(draft.degrees.values()),
        **dict(draft.degrees.items()),
        "levels": [
            {"acts": one.acts, "steps": [[label, grade.value] for label, grade in one.steps]}
            for one in draft.levels
        ],
        "points": [
            {
                "table": point.place.table,
                "row": point.place.row or None,
                "column": point.place.column or None,
                "item": point.item or None,
                "words": point.doubt.words,
                "code": point.doubt.why,
                "why": words(f"draft.why.{point.doubt.why}"),
            }
            for point in draft.points
        ],
    }


def _summary(draft: Draft, words: Words) -> str:
    rows = sum(draft.degrees.values())
    return words("draft.summary", acts=len(draft.items.items), rows=rows, **draft.degrees)


def _levels(levels: Levels, words: Words) -> str:
    steps = words.joined(
        words(
            "draft.step",
            label=label or words("draft.no_label"),
            grade=words(f"grade.{grade.value}"),
        )
        for label, grade in levels.steps
    )
    return words("draft.levels", acts=levels.acts, steps=steps)


def _points(draft: Draft, words: Words) -> Table:
    from rich.table import Table
    from rich.text import Text

    from discretion.report.words import clean

    table = Table(show_edge=False, pad_edge=False, header_style="bold")
    for name in ("table", "row", "column", "item", "words", "why"):
        table.add_column(words(f"draft.column.{name}"), overflow="fold")
    for point in draft.points:
        place = point.place
        row = str(place.row) if place.row else ""
        cells = [place.table, row, place.column, point.item, point.doubt.words]
        table.add_row(*(Text(clean(c)) for c in cells), words(f"draft.why.{point.doubt.why}"))
    return table
