"""The sheets of statutes: items, their versions, penal clauses and benchmark rows."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from discretion.rulebook.errors import did_you_mean
from discretion.rulebook.exchange import sheets
from discretion.rulebook.exchange.columns import Way
from discretion.rulebook.exchange.grids import GridRow, Grids
from discretion.rulebook.exchange.parts import Part, is_plain_name
from discretion.rulebook.exchange.reading import Reading
from discretion.rulebook.exchange.sheets import USED
from discretion.rulebook.exchange.values import NUMBER

_OF_ITEM = {
    c.key: c.steps
    for c in sheets.VERSIONS.columns
    if c.key in sheets.OF_ITEM and c.key not in ("file", "order")
}
_OF_VERSION = {c.key: c.steps for c in sheets.VERSIONS.columns[4:] if c.key not in sheets.OF_ITEM}
_VERSION_WAYS: Mapping[str, Way] = {
    sheets.CLAUSE: ("penalties",),
    sheets.ROW: ("benchmark", "rows"),
}


@dataclass(slots=True)
class Version:
    """A version to be: its number, and the rows that belong to it."""

    number: int
    part: Part
    children: dict[Way, list[Part]] = field(default_factory=dict)


@dataclass(slots=True)
class Item:
    """An item to be: where it is written, and its versions by number."""

    code: str
    part: Part
    file: str = ""
    order: float = math.inf
    versions: dict[int, Version] = field(default_factory=dict)


class Statutes:
    """Puts the rows of the statutes' sheets together."""

    def __init__(self, reading: Reading, grids: Grids) -> None:
        self.reading, self.grids = reading, grids
        self.items: dict[str, Item] = {}
        self.deleted: set[str] = set()
        self.deleted_versions: set[tuple[str, int]] = set()

    def run(self) -> None:
        """Read all items, then all versions, then what belongs to them, wherever it stands."""
        versions = self.grids.rows(sheets.VERSIONS)
        for rows in self.grids.statutes:
            self.deleted |= {r.code for r in rows if r.deleted and r.kind == sheets.ITEM}
        self.deleted_versions |= {(r.code, r.version) for r in versions if r.deleted and r.version}
        for rows in self.grids.statutes:
            self._items_of(rows)
        self._versions_of(versions)
        for rows in self.grids.statutes:
            self._rows_of(rows)
        for item in self.items.values():
            if not item.versions:
                message = f"“{sheets.VERSIONS.title}”表没有这个案由的行；请补一行"
                self.reading.fault(item.part.place, message, item.code)

    def gone(self, row: GridRow) -> bool:
        """Whether the row is marked as deleted, by itself or with its item or version."""
        return (
            row.deleted
            or row.code in self.deleted
            or bool(row.version and (row.code, row.version) in self.deleted_versions)
        )

    def _items_of(self, rows: list[GridRow]) -> None:
        for row in rows:
            if row.kind != sheets.ITEM or self.gone(row):
                continue
            if not row.code:
                self.reading.fault(row.place("code"), "缺少案由代码；请写上，如 SH-RD-42")
                continue
            if row.code in self.items:
                first = self.items[row.code].part.place
                self.reading.fault(
                    row.place("code"), f"案由代码重复，已在 {first}；请改用别的代码", row.code
                )
                continue
            part = self.reading.part(row, "code")
            part.put(("code",), row.code, row.place("code"))
            self.reading.fill(part, row, sheets.STATUTE, USED[sheets.ITEM])
            self.items[row.code] = Item(row.code, part)

    def _versions_of(self, rows: list[GridRow]) -> None:
        for row in rows:
            if self.gone(row):
                continue
            item = self.item(row)
            if item is None:
                continue
            number = row.version or len(item.versions) + 1
            if number in item.versions:
                first = item.versions[number].part.place
                self.reading.fault(
                    row.place("version"), f"版本重复，已在 {first}；请改版本号", str(number)
                )
                continue
            if item.versions:
                self.reading.only_first(row, sheets.OF_ITEM)
            else:
                self._of_item(item, row)
            part = self.reading.part(row, "version")
            self.reading.fill(part, row, sheets.VERSIONS, _OF_VERSION)
            item.versions[number] = Version(number, part)

    def _of_item(self, item: Item, row: GridRow) -> None:
        self.reading.fill(item.part, row, sheets.VERSIONS, _OF_ITEM)
        order = self.reading.read(row, "order", NUMBER)
        item.order = math.inf if order is None else float(order)
        name = row.cells.get("file", "").strip()
        item.file = f"items/{name}"
        if not is_plain_name(name):
            message = "写文件名，以 .yaml 结尾，不含斜杠，如 dogs.yaml"
            self.reading.fault(row.place("file"), message, name or None)

    def _rows_of(self, rows: list[GridRow]) -> None:
        above: Part | None = None
        for row in rows:
            if row.kind == sheets.ITEM:
                above = None
            elif row.kind == sheets.OR:
                self._alternative(row, above)
            elif self.gone(row):
                above = None
            else:
                above = self._row(row)

    def _row(self, row: GridRow) -> Part:
        part = self.reading.part(row, "row" if row.kind == sheets.ROW else "kind")
        self.reading.fill(part, row, sheets.STATUTE, USED[row.kind])
        part.cells.setdefault(("when",), row.place("when"))
        if row.tests and "when" in row.cells:
            message = "条件既写在各列又写在“条件（文字）”；请只留一种"
            self.reading.fault(row.place("when"), message, row.cells["when"])
        elif row.tests or (row.kind == sheets.ROW and "when" not in part.data):
            part.data["when"] = []
            self._box(part, row)
        version = self.version(row)
        if version is not None:
            version.children.setdefault(_VERSION_WAYS[row.kind], []).append(part)
        return part

    @staticmethod
    def _box(part: Part, row: GridRow) -> None:
        boxes = part.data["when"]
        at = len(boxes)
        boxes.append(dict(row.tests))
        part.cells["when", at] = row.place("kind")
        for name in row.tests:
            part.cells["when", at, name] = row.place(name)
            if not at:  # one box stands in a rule file without a list around it
                part.cells["when", name] = row.place(name)

    def _alternative(self, row: GridRow, above: Part | None) -> None:
        if self.gone(row) or row.under_deleted:
            return
        if above is None:
            message = "“或”行接在罚则行或者裁量行的下面；请移到它的下面，或者删去"
            self.reading.fault(row.place("kind"), message)
            return
        widened = row.cells.get("row", "").strip()
        if widened and widened != str(above.data.get("row", "")):
            message = (
                f"这是序号 {widened} 的“或”行，而上面不是序号 {widened}；那一行若已删去，"
                "请把它的“或”行也删去，若移走或者改了序号，请让这一行跟着"
            )
            self.reading.fault(row.place("row"), message, widened)
            return
        if not isinstance(above.data.get("when"), list) or ("when", 0) not in above.cells:
            message = "上一行没有写条件（或者写在“条件（文字）”里），不能再接“或”行"
            self.reading.fault(row.place("kind"), message)
            return
        self._box(above, row)
        if row.comment:
            above.comment = "\n".join(filter(None, [above.comment, row.comment]))

    def item(self, row: GridRow, key: str = "code") -> Item | None:
        """Return the item that the row belongs to; that there is none is kept as a fault."""
        item = self.items.get(row.code)
        if item is None:
            near = did_you_mean(row.code, self.items) if row.code else None
            message = "没有这个案由的“案由”行；请补上，或者把它的各行都删去"
            self.reading.fault(row.place(key), message, row.code or None, near)
        return item

    def version(self, row: GridRow) -> Version | None:
        """Return the version that the row belongs to, by default the last of its item."""
        item = self.item(row)
        if item is None:
            return None
        number = row.version or (max(item.versions) if item.versions else 1)
        if number not in item.versions:
            message = f"{row.code} 没有版本 {number} 的“版本”行；请补上，或者改版本号"
            self.reading.fault(row.place("version"), message, str(number))
            return None
        return item.versions[number]
