"""A rulebook folder laid out as tables: which row of which sheet says what.

Only what the folder itself holds is laid out, not what it inherits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from discretion.rulebook.errors import Problem, RulebookError
from discretion.rulebook.exchange import sheets
from discretion.rulebook.exchange.columns import Column, Layout, Way
from discretion.rulebook.exchange.comments import Comments
from discretion.rulebook.exchange.folders import BookFile, read_folder
from discretion.rulebook.exchange.head import HEAD_FIELDS
from discretion.rulebook.exchange.parts import leaves, put
from discretion.rulebook.exchange.sheets import USED
from discretion.rulebook.plain import format_path
from discretion.rulebook.schema import (
    FactsFile,
    GeneralFile,
    ItemsFile,
    RulebookFile,
    SourcesFile,
)
from discretion.rulebook.writing import plain

Data = dict[str, Any]
_OF_ITEM = tuple(c for c in sheets.VERSIONS.columns if c.key in sheets.OF_ITEM)
_OF_VERSION = tuple(c for c in sheets.VERSIONS.columns[4:] if c.key not in sheets.OF_ITEM)
_BESIDE_ITEM: tuple[Way, ...] = (("code",), ("title",), ("facts",), ("derived",), ("versions",))
_BESIDE_VERSION: tuple[Way, ...] = (
    ("penalties",),
    ("questions",),
    *(("benchmark", key) for key in ("rows", "flaws", "factors", "grades", "band")),
)
"""What other rows say of a part."""


@dataclass(slots=True)
class Line:
    """One row: its cells by column key, the tests by fact name, its comment."""

    cells: dict[str, str]
    comment: str = ""
    tests: dict[str, str] = field(default_factory=dict)
    kind: str = ""


@dataclass(slots=True)
class Tables:
    """A whole rulebook as rows. ``statutes`` is by source id, in the order of first use."""

    head: list[Line] = field(default_factory=list)
    statutes: dict[str, list[Line]] = field(default_factory=dict)
    plain: dict[str, list[Line]] = field(default_factory=dict)
    source_titles: Mapping[str, str] = field(default_factory=dict)
    fact_labels: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    items: int = 0

    @property
    def rows(self) -> int:
        """How many benchmark rows there are."""
        return sum(line.kind == sheets.ROW for lines in self.statutes.values() for line in lines)


def lay_out(folder: Path) -> Tables:
    """Return the tables of the rulebook in *folder*.

    Raises:
        RulebookError: a file cannot be read; every fault of every file.
    """
    found = read_folder(folder)
    tables = Tables(
        plain={layout.title: [] for layout in sheets.PLAIN},
        source_titles=found.source_titles,
        fact_labels=found.fact_labels,
        left_out=found.left_out,
    )
    layer = _Layer(tables, folder)
    layer.run(found.files)
    if layer.problems:
        raise RulebookError(layer.problems)
    tables.plain[sheets.ORIGINALS.title] = [
        Line({"file": name, "text": text[start : start + sheets.PIECE]})
        for name, text in found.originals.items()
        for start in range(0, len(text), sheets.PIECE)
    ]
    return tables


class _Layer:
    """Lays the files out, one after the other."""

    def __init__(self, tables: Tables, folder: Path) -> None:
        self.tables, self.folder = tables, folder
        self.comments, self.file = Comments(), ""
        self.problems: list[Problem] = []

    def run(self, files: Iterable[BookFile]) -> None:
        for file in files:
            self.comments, self.file = file.comments, file.name
            data = plain(file.model)
            cells = {"file": file.name, **_filled(heading=file.comments.heading)}
            cells |= _filled(footing=file.comments.footing)
            self._add(sheets.FILES, Line(cells))
            match file.model:
                case RulebookFile():
                    self._head(data)
                case SourcesFile():
                    self._records(sheets.SOURCES, data["sources"], "sources")
                case GeneralFile():
                    self._records(sheets.GENERAL, data["rules"], "rules")
                case FactsFile():
                    for name, fact in data["facts"].items():
                        self._fact("", name, fact, ("facts", name))
                case ItemsFile():
                    for i, item in enumerate(data["items"]):
                        self._item(item, file.name.removeprefix("items/"), i)

    def _add(self, layout: Layout, line: Line) -> None:
        self.tables.plain[layout.title].append(line)

    def _line(
        self,
        data: Data,
        columns: Iterable[Column],
        path: tuple[Any, ...],
        beside: Iterable[Way] = (),
    ) -> Line:
        cells = {}
        columns = list(columns)
        rest = _rest(data, [*(c.steps for c in columns), *beside])
        if rest and not any(c.steps == ("*",) for c in columns):
            self._lost(rest, path)
        for column in columns:
            text = _cell(rest if column.steps == ("*",) else data, column, column.steps)
            if text:
                cells[column.key] = text
        return Line(cells, self.comments.above.get(path, ""))

    def _lost(self, rest: Data, path: tuple[Any, ...]) -> None:
        """Keep as a fault whatever no column says: nothing may be lost on the way."""
        for way, _ in leaves(rest):
            place = format_path((*path, *way))
            message = "工作簿里没有这个键的列，不能导出；请改用文件编辑"
            file = self.folder / self.file
            self.problems.append(Problem(file, None, place, None, message))

    def _head(self, data: Data) -> None:
        rest = _rest(data, [one.way for one in HEAD_FIELDS])
        for one in HEAD_FIELDS:
            column = Column("value", "", "", 0, one.form, usual=one.usual)
            data = rest if one.way == ("*",) else data
            parent = _get(data, one.way[:-1])
            shown = column if isinstance(parent, dict) else Column("value", "", "", 0, one.form)
            cells = {"label": one.label, **_filled(value=_cell(data, shown, one.way))}
            cells |= _filled(help=one.help)
            self.tables.head.append(Line(cells, self.comments.above.get(one.way, "")))

    def _records(self, layout: Layout, records: list[Data], key: str) -> None:
        for i, record in enumerate(records):
            self._add(layout, self._line(record, layout.columns[1:], (key, i)))

    def _fact(self, code: str, name: str, fact: Data, path: tuple[Any, ...]) -> None:
        line = self._line(fact, sheets.FACTS.columns[3:], path)
        line.cells |= {"name": name, **_filled(code=code)}
        self._add(sheets.FACTS, line)

    # --- items ------------------------------------------------------------------------------------

    def _item(self, item: Data, file: str, index: int) -> None:
        self.tables.items += 1
        path, code = ("items", index), item["code"]
        sheet = self.tables.statutes.setdefault(item["versions"][-1]["penalizes"][0]["source"], [])
        cells = {"kind": sheets.ITEM, "code": code, "name": item["title"]}
        sheet.append(Line(cells, self.comments.above.get(path, ""), kind=sheets.ITEM))
        for name, fact in item.get("facts", {}).items():
            self._fact(code, name, fact, (*path, "facts", name))
        for i, derived in enumerate(item.get("derived", [])):
            self._derived(code, derived, (*path, "derived", i))
        first = self._line(item, _OF_ITEM, path, _BESIDE_ITEM).cells
        first |= {"file": file, "order": str(index + 1), "title": item["title"]}
        for i, version in enumerate(item["versions"]):
            line = self._line(version, _OF_VERSION, (*path, "versions", i), _BESIDE_VERSION)
            line.cells |= {"code": code, "version": str(i + 1), **(first if i == 0 else {})}
            self._add(sheets.VERSIONS, line)
            self._version(sheet, code, version, i + 1, (*path, "versions", i))

    def _kind(self, kind: str, data: Data, path: tuple[Any, ...], code: str, no: int) -> Line:
        columns = {c.key: c for c in sheets.STATUTE.columns}
        used = USED[kind]
        rest = _rest(data, list(used.values()))
        line = Line({}, self.comments.above.get(path, ""), kind=kind)
        for key, way in used.items():
            said = rest if key == "rest" else data
            text = "" if key == "when" else _cell(said, columns[key], way)
            if text:
                line.cells[key] = text
        line.cells |= {"kind": kind, "code": code, "version": str(no)}
        return line

    def _version(
        self, sheet: list[Line], code: str, version: Data, no: int, path: tuple[Any, ...]
    ) -> None:
        for i, clause in enumerate(version["penalties"]):
            line = self._kind(sheets.CLAUSE, clause, (*path, "penalties", i), code, no)
            sheet += _with_condition(line, clause.get("when"))
        for i, question in enumerate(version.get("questions", [])):
            line = self._line(question, sheets.QUESTIONS.columns[3:], (*path, "questions", i))
            line.cells |= {"code": code, "version": str(no)}
            self._add(sheets.QUESTIONS, line)
        benchmark = version.get("benchmark")
        if benchmark is None:
            return
        path = (*path, "benchmark")
        for i, row in enumerate(benchmark["rows"] if benchmark["method"] == "table" else []):
            line = self._kind(sheets.ROW, row, (*path, "rows", i), code, no)
            sheet += _with_condition(line, row["when"])
        if benchmark["method"] == "score":
            self._score(code, no, benchmark, path)
        for i, flaw in enumerate(benchmark.get("flaws", [])):
            line = self._line(flaw, sheets.FLAWS.columns[3:], (*path, "flaws", i))
            line.cells |= {"code": code, "version": str(no)}
            self._add(sheets.FLAWS, line)

    def _derived(self, code: str, derived: Data, path: tuple[Any, ...]) -> None:
        columns = sheets.DERIVED.columns[3:]
        for i, row in enumerate(derived["rows"]):
            data = {**derived, **row} if i == 0 else row
            line = self._line(data, columns, (*path, "rows", i), (("name",), ("rows",)))
            if i == 0:
                above = self.comments.above.get(path, "")
                line.comment = "\n".join(filter(None, [above, line.comment]))
            line.cells |= {"code": code, "name": derived["name"]}
            self._add(sheets.DERIVED, line)

    def _score(self, code: str, no: int, benchmark: Data, path: tuple[Any, ...]) -> None:
        def add(kind: str, data: Data, comment: str, number: int = 0) -> None:
            line = Line({"kind": kind, "code": code, "version": str(no)}, comment)
            columns = {c.key: c for c in sheets.SCORES.columns}
            if kind != sheets.BENCH:
                self._lost(_rest(data, [*sheets.SCORED[kind].values(), ("rows",)]), path)
            for key, way in sheets.SCORED[kind].items():
                line.cells |= _filled(**{key: _cell(data, columns[key], way)})
            if number:
                line.cells["number"] = str(number)
            self._add(sheets.SCORES, line)

        above = self.comments.above
        add(sheets.BENCH, benchmark, "")
        for i, factor in enumerate(benchmark["factors"]):
            for j, row in enumerate(factor["rows"]):
                comments = [above.get((*path, "factors", i, "rows", j), "")]
                if j == 0:
                    comments.insert(0, above.get((*path, "factors", i), ""))
                data = {**factor, **row} if j == 0 else row
                add(sheets.FACTOR, data, "\n".join(filter(None, comments)), i + 1)
        for i, grade in enumerate(benchmark["grades"]):
            add(sheets.CUT, grade, above.get((*path, "grades", i), ""))


def _with_condition(line: Line, when: list[dict[str, str]] | None) -> list[Line]:
    """Return *line* with the tests of its first box, and a row for each further box."""
    if when is None:
        return [line]
    columns = {c.key: c for c in sheets.STATUTE.columns}
    awkward = line.kind == sheets.CLAUSE and not when[0]  # no cell would be no condition at all
    if awkward or any(not cell.strip() for box in when for cell in box.values()):
        line.cells["when"] = columns["when"].form.write(when)
        return [line]
    line.tests = dict(when[0])
    keys: dict[str, str] = {
        key: line.cells[key] for key in ("code", "version", "row") if key in line.cells
    }
    others = [
        Line({"kind": sheets.OR, **keys}, tests=dict(box), kind=sheets.OR) for box in when[1:]
    ]
    return [line, *others]


def _filled(**cells: str) -> dict[str, str]:
    return {key: text for key, text in cells.items() if text}


def _rest(data: Data, ways: list[Way]) -> Data:
    """Return what of *data* is at none of *ways*; one that ends in ``*`` is a whole mapping."""
    known = [way[:-1] if way[-1] == "*" and len(way) > 1 else way for way in ways]
    rest: Data = {}
    for way, value in leaves(data):
        if not any(way[: len(one)] == one for one in known):
            put(rest, way, value)
    return rest


def _get(data: Any, way: Way) -> Any:
    for step in way:
        if not isinstance(data, dict) or step not in data:
            return None
        data = data[step]
    return data


def _cell(data: Data, column: Column, way: Way) -> str:
    """Return the text of one cell; what is left out is shown where its part exists at all."""
    if way == ("*",):
        return column.form.write(data) if data else ""
    if way[-1] == "*":
        return column.form.write({k: v for k, v in _get(data, way[:-1]).items() if k != "kind"})
    value = _get(data, way)
    if value is None:
        whole = _get(data, way[:-1]) if len(way) > 1 else data
        value = column.usual if isinstance(whole, dict) else None
        if column.key == "hit" and isinstance(whole, dict) and whole.get("method") != "table":
            value = None
    return "" if value is None else column.form.write(value)
