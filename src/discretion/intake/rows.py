"""One row of a ledger to one case."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import ValidationError

from discretion.intake.columns import ColumnMapping, ColumnMatch, all_facts, plain
from discretion.intake.dates import parse_date
from discretion.intake.errors import UnreadableError, shorten
from discretion.intake.items import ItemFinder, ItemFinding
from discretion.intake.numerals import fold, parse_amount, parse_number
from discretion.intake.objects import reasons_of
from discretion.intake.penalties import read_penalty
from discretion.intake.tables import Row
from discretion.model.case import Act, Case, Channel, FactValue, Party, PartyKind, Place, Procedure
from discretion.model.money import Money
from discretion.model.penalty import Penalty
from discretion.rulebook.book import Rulebook
from discretion.rulebook.errors import did_you_mean
from discretion.rulebook.schema import FactDeclaration, FactType

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong or doubtful in a row; a ``fatal`` one makes the row unusable."""

    row: int
    column: str
    value: str
    message: str
    remedy: str
    fatal: bool = False

    def __str__(self) -> str:
        column = f"“{self.column}”列" if self.column else ""
        value = f"（{shorten(self.value)}）" if self.value else ""
        return f"第 {self.row} 行{column}{value}：{self.message}；{self.remedy}"


class UnusableRowError(Exception):
    """A row that cannot be made into a case, and every reason why."""

    def __init__(self, problems: tuple[RowProblem, ...]) -> None:
        self.problems = problems
        super().__init__("；".join(map(str, problems)))


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A case, how its item was found, and remarks that do not stop its use."""

    case: Case
    item: ItemFinding
    notes: tuple[RowProblem, ...]


_EMPTY = frozenset({"", "无", "-", "--", "/", "—", "——", "暂无", "不详", "null", "none", "nan"})
_YES = frozenset(
    {
        "是",
        "有",
        "已",
        "真",
        "true",
        "yes",
        "y",
        "1",
        "√",
        "✓",
        "已改正",
        "已告知",
        "已审核",
        "已完成",
    }
)
_NO = frozenset(
    {
        "否",
        "无",
        "未",
        "没有",
        "假",
        "false",
        "no",
        "n",
        "0",
        "×",
        "未改正",
        "未告知",
        "未审核",
        "未完成",
    }
)
_UNIT_WORDS = re.compile(
    r"公司|厂$|商行|商店|超市|酒店|饭店|经营部|工作室|合作社|委员会|中心|学校|医院|银行|事务所|集团|单位|物业|店$|馆$|部$|行$|站$|局$|院$|社$|所$"
)
_CHANNELS = (
    (Channel.OFF_SITE, ("非现场", "视频", "监控", "抓拍", "off_site")),
    (Channel.COMPLAINT, ("投诉", "举报", "热线", "信访", "complaint")),
    (Channel.TRANSFERRED, ("移送", "移交", "抄告", "transferred")),
    (Channel.ASSIGNED, ("交办", "指定", "督办", "assigned")),
    (Channel.ON_SITE, ("现场", "巡查", "检查", "on_site")),
)
_PROCEDURE = (
    "informed",
    "hearing_offered",
    "hearing_held",
    "legal_review_done",
    "collective_discussion_done",
    "reasoned_document",
    "on_the_spot",
)


class RowReader:
    """Reads rows of one table. ``finder`` may be shared among tables of one rulebook."""

    def __init__(
        self, book: Rulebook, columns: ColumnMapping, finder: ItemFinder | None = None
    ) -> None:
        self.book, self.columns = book, columns
        self.finder = finder or ItemFinder(book)
        self.facts = all_facts(book)
        self.findings = {
            plain(word): name
            for name, fact in self.facts.items()
            if fact.type is FactType.BOOL
            for word in (name, fact.label, *fact.aliases)
        }
        self.choices = [m for m in columns.matches if m.kind == "fact"]
        self.kept = [m.column for m in columns.matches if m.kind == "extra"]

    def read(self, row: Row) -> ReadRow:
        """Return the case of *row*.

        Raises:
            UnusableRowError: with every problem of the row.
        """
        return _OneRow(self, row).read()


class _OneRow:
    def __init__(self, reader: RowReader, row: Row) -> None:
        self.reader, self.row = reader, row
        self.problems: list[RowProblem] = []

    def read(self) -> ReadRow:
        if self.row.surplus:
            self._problem(
                "", "、".join(self.row.surplus), "单元格比列名多", "请核对该行的引号和逗号"
            )
        dates = {
            n: self._date(n) for n in ("act_start", "act_end", "discovered", "filed", "decided")
        }
        penalty = self._penalty()
        party = self._party()
        facts = self._facts()
        circumstances = self._circumstances()
        day = dates["act_end"] or dates["act_start"] or dates["decided"]
        title, basis = self._text("item_title"), self._text("basis")
        finding = self.reader.finder.find(
            self._codes(), basis, title or self._text("title") or self._text("text"), day
        )
        if finding.code is None:
            self._problem(
                "案由", title or basis or "", finding.note or "认不出案由", "请补充案由编码", False
            )
        case = self._case(dates, penalty, party, facts, circumstances, finding, basis)
        fatal = tuple(p for p in self.problems if p.fatal)
        if fatal or case is None:
            raise UnusableRowError(fatal)
        return ReadRow(case, finding, tuple(self.problems))

    def _case(
        self,
        dates: dict[str, date | None],
        penalty: Penalty | None,
        party: Party | None,
        facts: dict[str, FactValue],
        circumstances: tuple[str, ...],
        finding: ItemFinding,
        basis: str | None,
    ) -> Case | None:
        if any(p.fatal for p in self.problems):
            return None
        try:
            place = {n: self._text(n) for n in ("district", "street", "address")}
            return Case(
                id=self._text("id") or f"第{self.row.number}行",
                items=(finding.code,) if finding.code else (),
                party=party or Party(kind=PartyKind.INDIVIDUAL),
                act=Act(
                    start=dates["act_start"], end=dates["act_end"], discovered=dates["discovered"]
                ),
                filed=dates["filed"],
                decided=dates["decided"],
                place=Place(**place) if any(place.values()) else None,
                text=self._text("text") or self._text("item_title") or self._text("title") or "",
                basis=basis,
                facts=facts,
                circumstances=circumstances,
                channel=self._channel(),
                body=self._text("body"),
                team=self._text("team"),
                officers=tuple(_split(self._text("officers"))),
                penalty=penalty,
                procedure=Procedure(
                    **{n: self._yes(n) for n in _PROCEDURE},
                    deviation_reason=self._text("deviation_reason"),
                ),
                extra=self._extra(),
            )
        except ValidationError as error:
            for path, value, message in reasons_of(error):
                self._problem(path, value, message, "请核对该行")
            return None

    # --- cells ---------------------------------------------------------------------------------

    def _problem(
        self, column: str, value: str, message: str, remedy: str, fatal: bool = True
    ) -> None:
        self.problems.append(RowProblem(self.row.number, column, value, message, remedy, fatal))

    def _cell(self, field: str) -> tuple[ColumnMatch | None, Any]:
        match = self.reader.columns.of_field(field)
        return match, None if match is None else self.row.cells.get(match.column)

    def _text(self, field: str) -> str | None:
        _, cell = self._cell(field)
        if cell is None or fold(str(cell)).lower() in _EMPTY:
            return None
        return str(cell).strip()

    def _read(self, match: ColumnMatch | None, cell: Any, parse: Callable[[Any], _T]) -> _T | None:
        if (
            match is None
            or cell is None
            or (isinstance(cell, str) and fold(cell).lower() in _EMPTY)
        ):
            return None
        try:
            return parse(cell)
        except UnreadableError as error:
            self._problem(match.column, str(cell), error.what, error.remedy)
        except ValueError as error:
            self._problem(match.column, str(cell), str(error), "请核对")
        return None

    def _date(self, field: str) -> date | None:
        match, cell = self._cell(field)
        return self._read(match, cell, lambda c: parse_date(c if isinstance(c, date) else str(c)))

    def _yes(self, field: str) -> bool | None:
        match, cell = self._cell(field)
        return self._read(match, cell, _truth)

    def _money(self, field: str) -> Money | None:
        match, cell = self._cell(field)
        unit = "万元" if match and match.unit and "万" in match.unit else "元"
        return self._read(match, cell, lambda c: _amount(c, unit))

    def _penalty(self) -> Penalty | None:
        match, _ = self._cell("result")
        result, kinds = self._text("result") or "", self._text("kinds") or ""
        fine, gains = self._money("fine"), self._money("confiscated_gains")
        try:
            penalty = read_penalty(result, kinds, fine).penalty
        except UnreadableError as error:
            self._problem(
                match.column if match else "罚款金额", error.value, error.what, error.remedy
            )
            return None
        if (
            penalty is not None
            and gains is not None
            and gains.fen
            and penalty.confiscated_gains is None
        ):
            penalty = penalty.model_copy(update={"confiscated_gains": gains})
        return penalty

    def _codes(self) -> tuple[str, ...]:
        return tuple(fold(c).upper() for c in _split(self._text("items")))

    def _party(self) -> Party | None:
        name, number = self._text("party_name"), self._text("party_number")
        kind_match, _ = self._cell("party_kind")
        written = self._text("party_kind")
        kind = _party_kind(written, name, number)
        if written and kind is None:
            self._problem(
                kind_match.column if kind_match else "当事人类型",
                written,
                "认不出当事人类型",
                "请写“个人”或“单位”",
            )
            return None
        age_match, age = self._cell("party_age")
        if number and ("*" in number or "＊" in number):
            number = None
        try:
            return Party(
                kind=kind or PartyKind.INDIVIDUAL,
                name=name,
                number=number,
                age=self._read(age_match, age, lambda c: int(parse_number(str(c)))),
            )
        except ValidationError as error:
            columns = {"number": "party_number", "age": "party_age", "name": "party_name"}
            for path, value, message in reasons_of(error):
                match, _ = self._cell(columns.get(path, path))
                self._problem(match.column if match else path, value, message, "请核对或者留空")
            return None

    def _channel(self) -> Channel | None:
        text = self._text("channel")
        if text is None:
            return None
        for channel, words in _CHANNELS:
            if any(word in text.lower() for word in words):
                return channel
        return Channel.OTHER

    def _circumstances(self) -> tuple[str, ...]:
        match, _ = self._cell("circumstances")
        found = []
        for word in self._words(self._text("circumstances")):
            name = self.reader.findings.get(plain(word))
            if name is None:
                known = [f.label for f in self.reader.facts.values() if f.type is FactType.BOOL]
                near = did_you_mean(word, known)
                hint = f"您是不是要写“{near}”？" if near else "原文已保留"
                self._problem(
                    match.column if match else "情节", word, "认不出这个情节", hint, False
                )
            elif name not in found:
                found.append(name)
        return tuple(found)

    def _words(self, text: str | None) -> list[str]:
        """Split a list of circumstances; a label may itself hold a 、."""
        found: list[str] = []
        for part in re.split(r"[;；\n|]+", text or ""):
            found += [part] if plain(part) in self.reader.findings else _split(part)
        return [word.strip() for word in found if word.strip()]

    def _facts(self) -> dict[str, FactValue]:
        found: dict[str, FactValue] = {}
        for match in self.reader.choices:
            declaration = self.reader.facts[match.name]
            value = self._read(
                match, self.row.cells.get(match.column), _FactReader(declaration, match.unit)
            )
            if value is not None:
                found[match.name] = value
        return found

    def _extra(self) -> dict[str, str]:
        found = {}
        for column in self.reader.kept:
            cell = self.row.cells.get(column)
            if cell is not None and str(cell).strip():
                found[column] = str(cell)
        _, circumstances = self._cell("circumstances")
        if any(p.message == "认不出这个情节" for p in self.problems):
            found["情节"] = str(circumstances)
        return found


def _split(text: str | None) -> list[str]:
    return [part for part in re.split(r"[、;；,，\n|]+", text or "") if part.strip()]


def _truth(cell: Any) -> bool:
    if isinstance(cell, bool):
        return cell
    word = fold(str(cell)).lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise UnreadableError("看不出是还是否", str(cell), "请写“是”或“否”")


def _amount(cell: Any, unit: str) -> Money:
    if isinstance(cell, bool | date):
        raise UnreadableError("不是金额", str(cell), "请写成如 500 或 0.05")
    return parse_amount(str(cell), "万元" if unit == "万元" else "元")


@dataclass(frozen=True, slots=True)
class _FactReader:
    """Reads cells of one fact; ``unit`` is the one written in the column's name."""

    declaration: FactDeclaration
    unit: str | None

    def __call__(self, cell: Any) -> FactValue:
        return _fact(cell, self.declaration, self.unit)


def _fact(cell: Any, declaration: FactDeclaration, column_unit: str | None) -> FactValue:
    if declaration.type is FactType.BOOL:
        return _truth(cell)
    if declaration.type is FactType.CHOICE:
        word = fold(str(cell))
        for key, label in declaration.choices.items():
            if word in (key, fold(label)):
                return key
        options = "、".join(declaration.choices.values())
        raise UnreadableError(
            f"“{declaration.label}”没有这个选项", str(cell), f"请写下列之一：{options}"
        )
    if declaration.type is FactType.MONEY:
        unit = "万元" if column_unit and "万" in column_unit else "元"
        yuan = _amount(cell, unit).as_yuan
        return int(yuan) if yuan == yuan.to_integral_value() else yuan
    text = str(cell)
    unit = declaration.unit or ""
    for ending in (unit, column_unit or "", "㎡", "m2", "m²"):
        if ending and fold(text).endswith(fold(ending)):
            text = fold(text)[: -len(fold(ending))]
    number: Decimal = parse_number(text)
    if declaration.type is FactType.INTEGER and number != number.to_integral_value():
        raise UnreadableError(f"“{declaration.label}”须为整数", str(cell), "请核对")
    return int(number) if number == number.to_integral_value() else number


def _party_kind(written: str | None, name: str | None, number: str | None) -> PartyKind | None:
    """Read the kind; without a column it is told from the name and the credit code."""
    if written:
        text = fold(written).lower()
        # 个体工商户 is a citizen in business (民法典 art. 54), not an organisation.
        if any(w in text for w in ("个体", "自然人", "公民", "个人", "individual")):
            return PartyKind.INDIVIDUAL
        if any(w in text for w in ("法人", "单位", "组织", "企业", "公司", "机关", "unit")):
            return PartyKind.UNIT
        return None
    if number and len(number.strip()) == 18 and not number.strip()[:17].isdigit():
        return PartyKind.UNIT
    if name and _UNIT_WORDS.search(name):
        return PartyKind.UNIT
    return PartyKind.INDIVIDUAL
