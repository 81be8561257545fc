"""One row of a ledger to one case: every cell is read, or it is said why it cannot be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from discretion.intake.cells import (
    done,
    fact_value,
    text_of,
)
from discretion.intake.columns import ColumnMapping, ColumnMatch, plain
from discretion.intake.grid import Row
from discretion.intake.items import ItemFinder, ItemFinding
from discretion.intake.objects import reasons_of
from discretion.intake.parties import told_kind, written_kind
from discretion.intake.penalties import read_penalty
from discretion.intake.rowcells import FIELD_OF, RowCells, RowProblem, UnusableRowError
from discretion.model.case import Act, Case, Channel, FactValue, Party, PartyKind, Place, Procedure
from discretion.model.penalty import Penalty
from discretion.rulebook.book import Rulebook
from discretion.rulebook.errors import did_you_mean
from discretion.rulebook.prose.numerals import fold, parse_number
from discretion.rulebook.prose.unreadable import UnreadableError
from discretion.rulebook.schema import FactDeclaration, FactType

MOST_STATED = 200
"""Characters that are kept of an item that is not recognised."""
MOST_KNOWN = 100_000
"""Cells of facts whose reading is remembered."""


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A case, how its item was found, and remarks that do not stop its use."""

    case: Case
    item: ItemFinding
    notes: tuple[RowProblem, ...]


_DATES = ("act_start", "act_end", "discovered", "filed", "decided")
_PROCEDURE = (
    "informed",
    "hearing_offered",
    "hearing_held",
    "legal_review_done",
    "collective_discussion_done",
    "reasoned_document",
    "on_the_spot",
)
_CHANNELS = (
    (Channel.OFF_SITE, ("非现场", "视频", "监控", "抓拍", "off_site")),
    (Channel.COMPLAINT, ("投诉", "举报", "热线", "信访", "complaint")),
    (Channel.TRANSFERRED, ("移送", "移交", "抄告", "transferred")),
    (Channel.ASSIGNED, ("交办", "指定", "督办", "assigned")),
    (Channel.ON_SITE, ("现场", "巡查", "检查", "on_site")),
)
_TOTALS = frozenset({"合计", "总计", "小计", "共计"})
_LIST = re.compile(r"[、;；,，\n|]+")
_NAMES = re.compile(r"[、;；,，\s|/]+")
_TOLD_BY = ("party_name", "party_number", "party_credit_code")
PARTY_FIELDS = ("party_kind", *_TOLD_BY)
"""What tells the kind of the party, as columns."""
_NO_PROCEDURE = Procedure()


class RowReader:
    """Reads rows of one table. ``finder`` may be shared among tables of one rulebook."""

    def __init__(
        self, book: Rulebook, columns: ColumnMapping, finder: ItemFinder | None = None
    ) -> None:
        self.book, self.columns = book, columns
        self.finder = finder or ItemFinder(book)
        self.facts = book.every_fact()
        self.findings = {
            plain(word): name
            for name, fact in self.facts.items()
            if fact.type is FactType.BOOL
            for word in (name, fact.label, *fact.aliases)
        }
        self.named = {m.column for m in columns.matches}
        self.field_columns = {m.name: m for m in columns.matches if m.kind == "field"}
        self.fact_columns = [m for m in columns.matches if m.kind == "fact"]
        self.kept = [m.column for m in columns.matches if m.kind == "extra"]
        self.nameless = not any(f in self.field_columns for f in _TOLD_BY)
        self.known_facts: dict[tuple[int, str | None, str], FactValue] = {}
        self._own_facts: dict[str | None, Mapping[str, FactDeclaration]] = {None: self.facts}

    def read(self, row: Row) -> ReadRow:
        """Return the case of *row*.

        Raises:
            UnusableRowError: with every problem of the row.
        """
        return _OneRow(self, row).result()

    def penalised(self, codes: tuple[str, ...]) -> frozenset[PartyKind]:
        """Return the kinds of party that any version of the items *codes* penalises."""
        items = [self.book.items[code] for code in codes if code in self.book.items]
        clauses = [c.party for item in items for v in item.versions for c in v.penalties]
        return frozenset(
            k for k in PartyKind if any(scope in ("any", k.value) for scope in clauses)
        )

    def declarations(self, code: str | None) -> Mapping[str, FactDeclaration]:
        """Return the facts as the item *code* declares them, and all others."""
        found = self._own_facts.get(code)
        if found is None:
            item = self.book.items.get(code or "")
            found = self._own_facts[code] = {**self.facts, **(item.facts if item else {})}
        return found


class _OneRow(RowCells):
    def __init__(self, reader: RowReader, row: Row) -> None:
        super().__init__(row, reader.field_columns)
        self.reader = reader
        self.guessed = False
        """Whether neither a column, nor name and number, tell the kind of the party."""

    def result(self) -> ReadRow:
        self._check_shape()
        dates = {name: self.day(name) for name in _DATES if name in self.cells}
        penalty = self._penalty()
        party = self._party()
        finding, items = self._item(dates)
        party = self._settled(party, finding.codes)
        facts, circumstances = self._facts(finding.code), self._circumstances()
        for name in [c for c in circumstances if not self.reader.facts[c].circumstance]:
            self._as_fact(name, facts)
        found = tuple(c for c in circumstances if self.reader.facts[c].circumstance)
        case = self._case(dates, penalty, party, items, facts, found)
        fatal = tuple(p for p in self.problems if p.fatal)
        if fatal or case is None:
            raise UnusableRowError(fatal)
        return ReadRow(case, finding, tuple(self.problems))

    def _case(
        self,
        dates: dict[str, date | None],
        penalty: Penalty | None,
        party: Party | None,
        items: tuple[str, ...],
        facts: dict[str, FactValue],
        circumstances: tuple[str, ...],
    ) -> Case | None:
        if party is None or any(p.fatal for p in self.problems):
            return None
        text = self.text("text") or self.text("item_title") or self.text("title") or ""
        try:
            case = Case(
                id=self.text("id") or f"第{self.row.number}行",
                items=items,
                party=party,
                act=Act(
                    start=dates.get("act_start"),
                    end=dates.get("act_end"),
                    discovered=dates.get("discovered"),
                ),
                filed=dates.get("filed"),
                decided=dates.get("decided"),
                place=self._place(),
                text=text,
                basis=self.text("basis"),
                facts=facts,
                circumstances=circumstances,
                channel=_channel(self.text("channel")),
                body=self.text("body"),
                team=self.text("team"),
                officers=tuple(n for n in _NAMES.split(self.text("officers") or "") if n),
                penalty=penalty,
                procedure=self._procedure(),
                extra=self._extra(),
            )
        except ValidationError as error:
            for path, value, message in reasons_of(error):
                self.problem(self.column(path) if path else "", value, message, "请核对该行")
            return None
        return case if "id" in self.cells else self._numbered(case)

    def _numbered(self, case: Case) -> Case:
        """Give a case without a number its row and a mark of its content.

        With the row alone, the first rows of two ledgers would be one and the same case.
        """
        mark = case.digest[:8]
        if "id" in self.columns:
            self.note("id", "", "没有文号，以行号和内容标识代替", "请补上文号")
        return case.model_copy(update={"id": f"{case.id}-{mark}"})

    # --- shape ---------------------------------------------------------------------------------

    def _check_shape(self) -> None:
        row = self.row
        if row.broken is not None:
            broken = row.broken
            self.problem("", broken.value or "", broken.what, broken.remedy)
        elif row.surplus:
            self.problem("", "、".join(row.surplus), "单元格比列名多", "请核对该行的引号和分隔符")
        elif row.lacking:
            self.problem(
                "",
                "",
                f"单元格比列名少 {row.lacking} 个",
                "请核对该行是否断成了两行，或者补齐分隔符",
            )
        elif what := self._no_case():
            self.problem("", "", what, "如不是案件，可以删去这一行")
        if self.problems:
            raise UnusableRowError(tuple(self.problems))

    def _no_case(self) -> str | None:
        """Say why the row is none of a case's: a total, a repeated header, a remark below."""
        cells = self.cells
        if any(name in cells for name in ("items", "item_title", "basis", "text", "title")):
            columns = self.columns
            same = sum(cell == columns[name].column for name, cell in cells.items())
            return "这一行重复了列名" if same >= 2 else None
        words = {plain(str(c)) for c in self.row.cells.values() if isinstance(c, str)}
        if words & _TOTALS:
            return "这一行是合计，不是案件"
        return "这一行没有案由、依据和案情，不像案件"

    # --- penalty, party, place -----------------------------------------------------------------

    def _penalty(self) -> Penalty | None:
        cells = self.cells
        if not any(n in cells for n in ("result", "kinds", "fine", "confiscated_gains")):
            return None
        result, kinds = self.text("result") or "", self.text("kinds") or ""
        fine, gains = self.money("fine"), self.money("confiscated_gains")
        try:
            penalty = read_penalty(result, kinds, fine).penalty
        except UnreadableError as error:
            column = self.column("result" if result else "kinds" if kinds else "fine")
            self.problem(column, error.value, error.what, error.remedy)
            return None
        if penalty is None or gains is None or not gains.fen or penalty.confiscated_gains == gains:
            return penalty
        if penalty.confiscated_gains is not None:
            what = f"处罚结果写没收违法所得 {penalty.confiscated_gains} 元，此列为 {gains} 元"
            self.problem(self.column("confiscated_gains"), str(gains), what, "请核对金额及其单位")
        return penalty.model_copy(update={"confiscated_gains": gains})

    def _party(self) -> Party | None:
        name = self.text("party_name")
        number = self.text("party_number") or self.text("party_credit_code")
        if number and ("*" in number or "＊" in number or "×" in number):
            number = None
        if "party_kind" in self.cells:
            kind = self.read("party_kind", lambda c: written_kind(text_of(c)))
            if kind is None:
                return None
        else:
            kind, sure = told_kind(name, number)
            self.guessed = not sure
        age = self.read("party_age", _age)
        try:
            return Party(kind=kind, name=name, number=number, age=age)
        except ValidationError as error:
            faults = {path: message for path, _, message in reasons_of(error)}
        if "number" in faults:
            # A slip in an identity number has no bearing on the penalty; the number is left out.
            self.note("party_number", "", faults.pop("number"), "已略去，请核对")
        for path, message in faults.items():
            cell = text_of(self.cells.get(FIELD_OF.get(path, path), ""))
            self.problem(self.column(path), cell, message, "请核对或者留空")
        return None if faults else Party(kind=kind, name=name, age=age)

    def _settled(self, party: Party | None, codes: tuple[str, ...]) -> Party | None:
        """Return the party with its kind by the item, where nothing else told it.

        Where the item penalises only organisations, or only individuals, the party is of that kind.
        """
        if party is None or not self.guessed:
            return party
        kinds = self.reader.penalised(codes)
        if len(kinds) == 1:
            return party.model_copy(update={"kind": next(iter(kinds))})
        if not self.reader.nameless:
            said = "不能从名称判断当事人是个人还是单位，按个人处理"
            self.note("party_kind", party.name or "", said, "请写明当事人类型")
        return party

    def _place(self) -> Place | None:
        district = self.text("district")
        if district is not None:
            digits = fold(district)
            if digits.isascii() and digits.isdigit() and len(digits) in (6, 9, 12):
                district = digits[:6]
            else:
                column = self.column("district")
                self.raw[column] = district
                self.note("district", district, "不是 6 位区划代码，已略去", "请写如 310114")
                district = None
        street, address = self.text("street"), self.text("address")
        if district or street or address:
            return Place(district=district, street=street, address=address)
        return None

    def _procedure(self) -> Procedure:
        marks: dict[str, bool | None] = {
            name: self.read(name, done, fatal=False) for name in _PROCEDURE if name in self.cells
        }
        reason = self.text("deviation_reason")
        if not marks and reason is None:
            return _NO_PROCEDURE
        return Procedure(**marks, deviation_reason=reason)

    # --- item, facts, circumstances ------------------------------------------------------------

    def _item(self, dates: dict[str, date | None]) -> tuple[ItemFinding, tuple[str, ...]]:
        """Return what was found, and the items of the case: where none is known, as written."""
        written = self.text("items")
        title, basis = self.text("item_title"), self.text("basis")
        codes = _codes(written)
        if not codes and any(code in self.reader.book.items for code in _codes(title)):
            codes, title = _codes(title), None
        wording = title or self.text("title")
        days = (dates.get("act_end") or dates.get("act_start"), dates.get("decided"))
        finding = self.reader.finder.find(
            codes, basis, wording, [d for d in days if d], self.text("text")
        )
        if not finding.codes:
            value = wording or basis or written or ""
            self.note("item_title", value, finding.note or "认不出案由", "请补充案由编码")
        elif finding.note:
            self.note(
                "items" if finding.how == "code" else "item_title", "", finding.note, "请核对"
            )
        if written and finding.how != "code":
            self.raw[self.column("items")] = written
        stated = codes or ((title,) if title else ())
        return finding, finding.codes or tuple(word[:MOST_STATED] for word in stated)

    def _facts(self, code: str | None) -> dict[str, FactValue]:
        found: dict[str, FactValue] = {}
        declarations = self.reader.declarations(code)
        cells = self.row.cells
        for match in self.reader.fact_columns:
            cell = cells.get(match.column)
            if cell is None or cell == "":
                continue
            value = self._fact(match, cell, declarations[match.name])
            if value is not None:
                found[match.name] = value
        return found

    def _fact(self, match: ColumnMatch, cell: Any, declaration: FactDeclaration) -> FactValue:
        # The declarations live as long as the reader's rulebook: their identity is a safe key.
        key = (id(declaration), match.unit, cell)
        known = self.reader.known_facts
        if isinstance(cell, str) and key in known:
            return known[key]
        try:
            value = fact_value(cell, declaration, match.unit)
        except UnreadableError as error:
            self.problem(match.column, text_of(cell), error.what, error.remedy)
            return None
        if isinstance(cell, str) and len(known) < MOST_KNOWN:
            known[key] = value
        return value

    def _as_fact(self, name: str, facts: dict[str, FactValue]) -> None:
        """Take a yes/no fact that stands among the circumstances."""
        if facts.get(name) is False:
            label = self.reader.facts[name].label
            self.problem(
                self.column("circumstances"), label, f"与“{label}”一列的“否”矛盾", "请核对"
            )
        facts[name] = True

    def _circumstances(self) -> tuple[str, ...]:
        text = self.text("circumstances")
        if text is None:
            return ()
        found: dict[str, None] = {}
        for word in self._words(text):
            name = self.reader.findings.get(plain(word))
            if name is not None:
                found[name] = None
                continue
            known = [f.label for f in self.reader.facts.values() if f.type is FactType.BOOL]
            near = did_you_mean(word, known)
            hint = f"您是不是要写“{near}”？" if near else "原文已保留"
            self.note("circumstances", word, "认不出这个情节", hint)
            self.raw[self.column("circumstances")] = text
        return tuple(found)

    def _words(self, text: str) -> list[str]:
        """Split a list of circumstances; a label may itself hold a 、."""
        known = self.reader.findings
        found: list[str] = []
        for part in re.split(r"[;；\n|]+", text):
            found += [part] if plain(part) in known else _LIST.split(part)
        return [word.strip() for word in found if word.strip()]

    def _extra(self) -> dict[str, str]:
        cells = self.row.cells
        found = {
            column: text
            for column in self.reader.kept
            if (cell := cells.get(column)) is not None and (text := text_of(cell))
        }
        if len(cells) > len(self.reader.named):
            strange = (c for c in cells if c not in self.reader.named)
            found |= {c: text_of(cells[c]) for c in strange if cells[c] is not None}
        return {**found, **self.raw}


def _codes(text: str | None) -> tuple[str, ...]:
    """Return the parts of a list of codes as codes are written."""
    return tuple(fold(c).strip().upper() for c in _LIST.split(text or "") if c.strip())


@lru_cache(maxsize=1024)
def _channel(text: str | None) -> Channel | None:
    if text is None:
        return None
    word = text.lower()
    return next((c for c, words in _CHANNELS if any(w in word for w in words)), Channel.OTHER)


def _age(cell: Any) -> int:
    number = parse_number(fold(text_of(cell)).removesuffix("岁").removesuffix("周"))
    if number != number.to_integral_value() or number > 130:
        raise UnreadableError("年龄须为 0 至 130 的整数", text_of(cell), "请核对或者留空")
    return int(number)
