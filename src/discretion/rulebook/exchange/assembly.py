"""Rows of a workbook put together into rule files, each value with the cell that says it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from discretion.rulebook.errors import RulebookError, did_you_mean
from discretion.rulebook.exchange import sheets
from discretion.rulebook.exchange.cells import Sheet
from discretion.rulebook.exchange.columns import Layout, Way
from discretion.rulebook.exchange.grids import GridRow, Grids, read_grids
from discretion.rulebook.exchange.head import HEAD_FIELDS
from discretion.rulebook.exchange.parts import (
    Data,
    Draft,
    Part,
    is_plain_name,
    leaves,
    overlap,
    put,
)
from discretion.rulebook.exchange.reading import Reading
from discretion.rulebook.exchange.statutes import Item, Statutes


@dataclass(frozen=True, slots=True)
class Assembled:
    """The rule files that a workbook says, and the texts that it was exported from, by name."""

    drafts: Mapping[str, Draft]
    originals: Mapping[str, str]


def assemble(file: Path, found: list[Sheet]) -> Assembled:
    """Return what the sheets of *file* say.

    Raises:
        RulebookError: sheets, columns or rows are missing, twice or out of place, and cells that
            cannot be read: every one.
    """
    reading = Reading(file)
    grids = read_grids(file, found, reading.problems)
    drafts = {} if grids is None else _Assembly(reading, grids).run()
    if reading.problems:
        raise RulebookError(reading.problems)
    originals: dict[str, str] = {}
    for row in grids.plain.get(sheets.ORIGINALS.title, ()) if grids else ():
        name = row.cells.get("file", "")
        originals[name] = originals.get(name, "") + row.cells.get("text", "")
    return Assembled(drafts, originals)


class _Assembly:
    """Puts the rows together, sheet by sheet."""

    def __init__(self, reading: Reading, grids: Grids) -> None:
        self.reading, self.grids = reading, grids
        self.statutes = Statutes(reading, grids)
        self.drafts: dict[str, Draft] = {}

    def run(self) -> dict[str, Draft]:
        self._files()
        self._head()
        self.statutes.run()
        self._records(sheets.SOURCES, "sources.yaml", "sources")
        self._records(sheets.GENERAL, "general.yaml", "rules")
        self._facts()
        self._derived()
        self._scores()
        self._of_versions(sheets.FLAWS, ("benchmark", "flaws"))
        self._of_versions(sheets.QUESTIONS, ("questions",))
        self._finish_items()
        return self.drafts

    # --- files and head ---------------------------------------------------------------------------

    def _files(self) -> None:
        known = ("rulebook.yaml", "sources.yaml", "facts.yaml", "general.yaml")
        for row in self.grids.rows(sheets.FILES):
            name = row.cells.get("file", "").strip()
            if name not in known and not (
                name.startswith("items/") and is_plain_name(name.removeprefix("items/"))
            ):
                message = f"只能是{'、'.join(known)}，或者 items/名称.yaml"
                self.reading.fault(row.place("file"), message, name, did_you_mean(name, known))
                continue
            if name in self.drafts:
                self.reading.fault(row.place("file"), "文件写了两次；请删去一行", name)
                continue
            draft = self.draft(name)
            draft.cells[()] = row.place("file")
            heading = [row.comment, row.cells.get("heading", "")]
            draft.comments.heading = "\n".join(filter(None, heading))
            draft.comments.footing = row.cells.get("footing", "")

    def draft(self, name: str) -> Draft:
        """Return the file *name*, new if need be."""
        if name not in self.drafts:
            self.drafts[name] = Draft()
            empty: dict[str, Data] = {
                "sources.yaml": {"sources": []},
                "facts.yaml": {"facts": {}},
                "general.yaml": {"rules": []},
                "rulebook.yaml": {},
            }
            self.drafts[name].data = empty.get(name, {"items": []})
        return self.drafts[name]

    def _head(self) -> None:
        by_label = {one.label: one for one in HEAD_FIELDS}
        draft, seen = self.draft("rulebook.yaml"), set()
        draft.cells[()] = f"{sheets.HEAD.title}!A1"
        for row in self.grids.rows(sheets.HEAD):
            label = row.cells.get("label", "").strip()
            one = by_label.get(label)
            if one is None or label in seen:
                near = did_you_mean(label, by_label) if one is None else None
                message = "项目写了两次" if one else "没有这个项目；请不要改“项目”一列"
                self.reading.fault(row.place("label"), message, label or None, near)
                continue
            seen.add(label)
            draft.cells[one.way] = row.place("value")
            value = self.reading.read(row, "value", one.form)
            if one.way == ("*",):
                self._rest_of_head(row, draft, value or {})
            elif value is not None:
                put(draft.data, one.way, value)
            if row.comment:
                draft.comments.add(one.way, row.comment)
        for label in by_label.keys() - seen:
            self.reading.fault(f"{sheets.HEAD.title}!A1", "缺少这个项目；请恢复这一行", label)

    def _rest_of_head(self, row: GridRow, draft: Draft, rest: Data) -> None:
        for way, value in leaves(rest):
            if any(overlap(way, one.way) for one in HEAD_FIELDS):
                message = "这一项有专门的行，不能写在这里；请写到那一行"
                self.reading.fault(row.place("value"), message, ".".join(way))
            else:
                put(draft.data, way, value)

    # --- the other sheets -------------------------------------------------------------------------

    def _rows(self, layout: Layout) -> Iterable[GridRow]:
        return (row for row in self.grids.rows(layout) if not row.deleted)

    def _records(self, layout: Layout, name: str, key: str) -> None:
        ways = {c.key: c.steps for c in layout.columns[1:]}
        parts = []
        for row in self._rows(layout):
            part = self.reading.part(row, layout.columns[1].key)
            self.reading.fill(part, row, layout, ways)
            parts.append(part)
        if parts or name in self.drafts:
            draft = self.draft(name)
            draft.data = {key: [draft.take(part, (key, i)) for i, part in enumerate(parts)]}

    def _facts(self) -> None:
        ways = {c.key: c.steps for c in sheets.FACTS.columns[3:]}
        shared: dict[str, Part] = {}
        for row in self._rows(sheets.FACTS):
            if row.code in self.statutes.deleted:
                continue
            part = self.reading.part(row, "name")
            self.reading.fill(part, row, sheets.FACTS, ways)
            name = row.cells.get("name", "").strip()
            item = self.statutes.item(row) if row.code else None
            if row.code and item is None:
                continue
            into = item.part.named.setdefault(("facts",), {}) if item else shared
            if not name or name in into:
                message = "事实名重复；请删去一行，或者改名" if name else "缺少事实名"
                self.reading.fault(row.place("name"), message, name or None)
            into[name] = part
        if shared or "facts.yaml" in self.drafts:
            draft = self.draft("facts.yaml")
            draft.data = {"facts": {n: draft.take(p, ("facts", n)) for n, p in shared.items()}}

    def _derived(self) -> None:
        columns = {c.key: c.steps for c in sheets.DERIVED.columns[3:]}
        own = {k: w for k, w in columns.items() if k not in sheets.DERIVED_ROW}
        inner = {k: w for k, w in columns.items() if k in sheets.DERIVED_ROW}
        last: tuple[str, str, Part] | None = None
        for row in self._rows(sheets.DERIVED):
            if row.code in self.statutes.deleted:
                continue
            name = row.cells.get("name", "").strip()
            same = last is not None and last[0] == row.code and name in ("", last[1])
            if not same:
                item = self.statutes.item(row)
                part = self.reading.part(row, "name")
                if name:
                    part.put(("name",), name, row.place("name"))
                self.reading.fill(part, row, sheets.DERIVED, own)
                if item is not None:
                    item.part.lists.setdefault(("derived",), []).append(part)
                last = (row.code, name, part)
            assert last is not None
            step = Part(row.place("when"), comment="" if not same else row.comment)
            self.reading.fill(step, row, sheets.DERIVED, inner)
            if same:
                self.reading.only_first(row, own)
            last[2].lists.setdefault(("rows",), []).append(step)

    def _scores(self) -> None:
        factors: dict[tuple[str, int, str], Part] = {}
        for row in self._rows(sheets.SCORES):
            if row.code in self.statutes.deleted or self.statutes.gone(row):
                continue
            version = self.statutes.version(row)
            if version is None:
                continue
            if row.kind == sheets.BENCH:
                self.reading.fill(version.part, row, sheets.SCORES, {"band": ("benchmark", "band")})
                continue
            part = self.reading.part(row, "kind")
            ways = sheets.SCORED[row.kind]
            if row.kind == sheets.CUT:
                self.reading.fill(part, row, sheets.SCORES, ways)
                version.children.setdefault(("benchmark", "grades"), []).append(part)
                continue
            key = (row.code, version.number, row.cells.get("number", ""))
            own = {k: w for k, w in ways.items() if k not in sheets.FACTOR_ROW}
            if key not in factors:
                factors[key] = part
                self.reading.fill(part, row, sheets.SCORES, own)
                version.children.setdefault(("benchmark", "factors"), []).append(part)
            else:
                self.reading.only_first(row, own)
            first = factors[key] is part
            step = Part(row.place("when"), comment="" if first else row.comment)
            inner = {k: w for k, w in ways.items() if k in sheets.FACTOR_ROW}
            self.reading.fill(step, row, sheets.SCORES, inner)
            factors[key].lists.setdefault(("rows",), []).append(step)

    def _of_versions(self, layout: Layout, way: Way) -> None:
        ways = {c.key: c.steps for c in layout.columns[3:]}
        for row in self._rows(layout):
            if self.statutes.gone(row):
                continue
            version = self.statutes.version(row)
            if version is None:
                continue
            part = self.reading.part(row, "text")
            self.reading.fill(part, row, layout, ways)
            version.children.setdefault(way, []).append(part)

    # --- items as files ---------------------------------------------------------------------------

    def _finish_items(self) -> None:
        by_file: dict[str, list[Item]] = {}
        for item in self.statutes.items.values():
            by_file.setdefault(item.file, []).append(item)
            for _, version in sorted(item.versions.items()):
                version.part.lists |= version.children
                item.part.lists.setdefault(("versions",), []).append(version.part)
        for name, items in by_file.items():
            draft = self.draft(name)
            items.sort(key=lambda item: item.order)
            draft.data = {
                "items": [draft.take(item.part, ("items", i)) for i, item in enumerate(items)]
            }
