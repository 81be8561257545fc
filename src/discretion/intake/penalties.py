"""Penalties from a ledger's prose: every kind of article 9, and the fine in exact money."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from discretion.model.money import Money
from discretion.model.penalty import Penalty, PenaltyKind
from discretion.rulebook.prose.kinds import kinds_in
from discretion.rulebook.prose.numerals import AMOUNT_CHARACTERS, fold, parse_amount
from discretion.rulebook.prose.unreadable import UnreadableError

_REMEDY = "请改写成如“一、警告；二、罚款500元”，或另设“罚款金额(元)”一列"
_NO_ZERO = "没有罚款的，请删去罚款；没有处罚的，请写明“不予处罚”"

_NONE = re.compile(r"不予(行政)?处罚|免予(行政)?处罚|免于(行政)?处罚|不(作|做|给予)行?政?处罚|免罚")
_NO_FINE = re.compile(r"(不予|免予|免于|免除|不再|暂不|未)(给予|处以|并处|处)?罚款")
_SURCHARGE = re.compile(
    r"加处|每日按|按日[^;。]{0,12}(百分之|%)|滞纳金|(逾期|到期|期满|期限)[^;。]{0,12}(缴|履行)"
)
_ORDER = re.compile(r"责令|改正|教育|限期|拆除|恢复原状")
_OTHER_PARTY = re.compile(r"负责人|主管人员|法定代表人|责任人员|直接责任|另一当事人|经营者个人")
_TOTAL = re.compile(r"(合计|共计|总计|合并|总额)")
_MARK = re.compile(
    r"(?:^|(?<=[\s;。:,]))(?:[一二三四五六七八九十]{1,2}、|[(][一二三四五六七八九十\d]{1,2}[)]|\d{1,2}(?:、|\.(?!\d)))"
)
_COMMA = re.compile(r",(?!\d{3}(?!\d))|(?<!\d),")
_FILLER = re.compile(r"(?:\s|人民币|金额|数额|大写|小写|[为计共合总:(¥]|RMB)*")
_FINE_AFTER = re.compile(r"\s*元?整?\s*[)]?\s*的?(?:行政)?罚款")
_INEXACT = re.compile(
    r"\s*(?:[-~—–至到]\s*(?:人民币|¥)?[\d一二三四五六七八九十百千万两壹贰叁肆伍陆柒捌玖]"
    r"|以上|以下|以内|左右|上下|起|余|多|/|每)"
)
"""After an amount: it is an end of a range, a price for each unit, or a rough figure."""
_PER_UNIT = re.compile(r"每[^,;。]{1,8}$")
_EMPTY = frozenset({"", "无", "-", "--", "/", "—", "——", "暂无", "未作出", "待定"})


@dataclass(frozen=True, slots=True)
class PenaltyReading:
    """What a text says: a penalty, or None if it says nothing; ``notes`` are for the reader."""

    penalty: Penalty | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Fine:
    amount: Money
    segment: int
    total: bool


@lru_cache(maxsize=8192)
def read_penalty(text: str, kinds: str = "", fine: Money | None = None) -> PenaltyReading:
    """Read a penalty from *text* (处罚结果), the column of *kinds* (处罚种类) and that of the fine.

    Several fines are added only if each stands in its own numbered clause, or if the text gives
    their total. A surcharge for late payment (加处罚款) is never part of the fine.

    Raises:
        ValueError: the words name a fine that cannot be read for certain, contradict the fine
            column or themselves, or name no penalty at all; the words are in the message.
    """
    folded = "" if fold(text) in _EMPTY else fold(text)
    listed = "" if fold(kinds) in _EMPTY else fold(kinds)
    if fine is not None and not fine.fen:
        fine = None
    if not folded and not listed and fine is None:
        return PenaltyReading(None)
    segments = _segments(folded)
    clauses = [(i, c) for i, (_, s) in enumerate(segments) for c in _clauses(s)]
    found = {kind for _, c in clauses for kind in kinds_in(c)} | set(kinds_in(listed))
    notes: list[str] = []
    amount = _agreed(_fine(segments, clauses, text, fine), fine, text)
    exempt = any(_NONE.search(c) for _, c in clauses) or bool(_NONE.search(listed))
    if amount is not None and not amount.fen:
        if not exempt:
            raise UnreadableError("罚款金额为 0", text, _NO_ZERO)
        amount = None
    named = "罚款" in _NO_FINE.sub("", listed)
    if amount is None and named and not exempt:
        raise UnreadableError("处罚种类有罚款，但没有写明金额", kinds, _REMEDY)
    if exempt and (amount is not None or found):
        raise UnreadableError("既写不予处罚又写了处罚", text or kinds, _REMEDY)
    if amount is not None:
        found.add(PenaltyKind.FINE)
    if not found and not exempt:
        if not _ORDER.search(folded + listed):
            raise UnreadableError("看不出作了何种处罚", text or kinds, _REMEDY)
        notes.append("处罚结果只有责令改正等措施，没有行政处罚")
    return PenaltyReading(
        Penalty(
            kinds=tuple(k for k in PenaltyKind if k in found),
            fine=amount,
            confiscated_gains=_gains(clauses),
            text=text.strip() or None,
        ),
        tuple(notes),
    )


# --- clauses ----------------------------------------------------------------------------------


def _segments(text: str) -> list[tuple[bool, str]]:
    """Split into numbered or plain parts; True marks a part that begins with a number."""
    parts: list[tuple[bool, str]] = []
    starts = [m.span() for m in _MARK.finditer(text)]
    first = starts[0][0] if starts else len(text)
    for sentence in re.split(r"[;。\n]", text[:first]):
        parts.append((False, sentence))
    for i, (_, end) in enumerate(starts):
        stop = starts[i + 1][0] if i + 1 < len(starts) else len(text)
        # A numbered part ends with its line: what follows is no longer numbered.
        head, *rest = re.split(r"[。\n]", text[end:stop].strip())
        parts.append((True, head))
        parts.extend((False, r) for r in rest)
    return [(numbered, part.strip()) for numbered, part in parts if part.strip()]


def _clauses(segment: str) -> Iterator[str]:
    """Yield the parts of a segment that are not about late payment."""
    for sentence in segment.split(";"):
        late = False
        for clause in _COMMA.split(sentence):
            if _SURCHARGE.search(clause):
                late = True
            elif not (late and "罚款数额" in clause) and clause.strip():
                yield clause.strip()


def _gains(clauses: list[tuple[int, str]]) -> Money | None:
    """Return the gains confiscated, if exactly one amount follows 没收违法所得."""
    amounts = []
    for _, clause in clauses:
        for match in re.finditer(r"没收(?:违法|非法)(?:所得|收入)", clause):
            found = _amount_at(clause, match.end())
            if found:
                amounts.append(found[0])
    return amounts[0] if len(amounts) == 1 else None


# --- the fine ---------------------------------------------------------------------------------


def _amount_at(text: str, start: int) -> tuple[Money, int] | None:
    """Read the amount that begins at *start*, after such words as 人民币 or 金额为."""
    filler = _FILLER.match(text, start)
    first = filler.end() if filler else start
    end = first
    while end < len(text) and (text[end] in AMOUNT_CHARACTERS):
        end += 1
    run = text[first:end].rstrip(",.")
    if not run:
        return None
    return parse_amount(run), first + len(run)


def _fine(
    segments: list[tuple[bool, str]],
    clauses: list[tuple[int, str]],
    text: str,
    column: Money | None,
) -> Money | None:
    fines: list[_Fine] = []
    bare = False
    for segment, clause in clauses:
        try:
            found = list(_fines_in(clause))
        except UnreadableError as error:
            raise UnreadableError(f"罚款金额无法识别（{error.value}）", text, _REMEDY) from None
        negated = bool(_NO_FINE.search(clause))
        if negated and found:
            raise UnreadableError("不能判断是否罚款", text, _REMEDY)
        fines.extend(_Fine(a, segment, bool(_TOTAL.search(clause))) for a in found)
        bare = bare or (not found and not negated and "罚款" in clause)
    single = [f for f in fines if not f.total]
    totals = {f.amount for f in fines if f.total}
    if not fines:
        if bare and column is None:
            raise UnreadableError("写有罚款而没有写明确定的金额", text, _REMEDY)
        return None
    if len(fines) == 1:
        return fines[0].amount
    if any(_OTHER_PARTY.search(c) for _, c in clauses):
        raise UnreadableError("罚款涉及不止一个当事人", text, "请每个当事人各列一行")
    added = Money(sum(f.amount.fen for f in single))
    if totals:
        if len(totals) > 1 or (len(single) > 1 and added not in totals):
            raise UnreadableError("各项罚款与合计不符", text, _REMEDY)
        return totals.pop()
    places = [f.segment for f in single]
    if len(set(places)) == len(places) and all(segments[i][0] for i in places):
        return added
    raise UnreadableError(f"有 {len(single)} 处罚款金额，不能确定是否相加", text, _REMEDY)


def _fines_in(clause: str) -> Iterator[Money]:
    """Yield the fines of a clause; a range or a price for each unit is no fine yet."""
    position = 0
    while (at := clause.find("罚款", position)) >= 0:
        position = at + 2
        found = _amount_at(clause, position)
        if found:
            amount, position = found
            position = _repeated(clause, position, amount)
            if not _INEXACT.match(clause, position) and not _PER_UNIT.search(clause[:at]):
                yield amount
        elif before := _amount_before(clause, at):
            yield before


def _repeated(clause: str, position: int, amount: Money) -> int:
    """Pass over the same amount said again in brackets, 伍佰元整（￥500.00）."""
    bracket = re.match(r"\s*[(]([^()]*)[)]", clause[position:])
    if not bracket:
        return position
    inner = _FILLER.sub("", bracket[1], count=1)
    if inner and all(c in AMOUNT_CHARACTERS for c in inner):
        if parse_amount(inner) != amount:
            raise UnreadableError("大小写金额不一致", clause, _REMEDY)
        return position + bracket.end()
    return position


def _amount_before(clause: str, at: int) -> Money | None:
    """Read 处五百元罚款, 处以人民币500元的罚款."""
    for match in re.finditer(r"处(?:以|人民币|¥|\s)*", clause[:at]):
        found = _amount_at(clause, match.end())
        if found:
            amount, end = found
            end = _repeated(clause, end, amount)
            after = _FINE_AFTER.match(clause, end)
            if after and after.end() == at + 2:
                return amount
    return None


def _agreed(said: Money | None, column: Money | None, text: str) -> Money | None:
    if said is not None and column is not None and said != column:
        raise UnreadableError(
            f"处罚结果写罚款 {said} 元，罚款金额列为 {column} 元，两者不一致",
            text,
            "请核对金额及其单位（元或万元）",
        )
    return column if said is None else said
