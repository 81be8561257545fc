"""Penalties as benchmark tables word them, read to the fine forms of rule files.

A text is understood when all of it is accounted for: fines, the other kinds of penalty, orders
to correct, and words that add nothing. Whatever is left over is a doubt, in its own words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from discretion.model.penalty import PenaltyKind
from discretion.rulebook.exchange.published.bounds import flat
from discretion.rulebook.exchange.published.doubts import Doubt
from discretion.rulebook.exchange.published.fines import OR, Fine, Words, fines_in, together
from discretion.rulebook.prose.kinds import kinds_in
from discretion.rulebook.schema import (
    FineForm,
    Mode,
    OtherPenalty,
    PartyScope,
)

_PARTY = re.compile(
    r"(?:^|(?<=[;。,:\n)]))(?:\(?[一二三1-3]\)?[、.]?)?(?:属于|对于|若为|如为|对|属|系|是|为)?(?:违法的?)?"
    r"(?P<who>[^,;。:\n对属系是为]{0,4}单位|法人(?:(?:或者?|和|、)?(?:其他|非法人)组织)?|非法人组织|其他组织|企业|个人|公民|自然人"
    r"|个体工商户|个体经营者|(?:(?:其|单位)?直接负责的?)?主管人员(?:和其他(?:直接)?责任人员)?"
    r"|(?:直接)?责任人员|法定代表人|(?:单位|项目)?负责人)(?:有上述行为|违法|实施|违反规定)?(?:的)?[,:]?"
    r"(?=处|可|并|罚款|给予|予以|警告|通报|[0-9一二三四五六七八九十]|每|按|责令|没收|不予|免)"
)
_SCOPES: dict[str, PartyScope] = {
    "个人": "individual",
    "公民": "individual",
    "自然人": "individual",
}
_NEITHER = re.compile("个体|人员|代表人|负责人")
_EXEMPT = re.compile(r"(?P<may>可以)?(?:依法)?(?:不予|免予|免于|不给予|免除)(?:行政)?处罚|免罚")
_NO_FINE = re.compile(r"(?:不予|免予|免于|不并处|不处|不再)罚款")
_ACTS = (
    r"(?:停止(?:违法|侵害|侵权)?(?:行为)?|改正(?:违法行为)?|整改|拆除|清除|清理|清洗|恢复原状|消除影响"
    r"|补办(?:相关|有关)?手续|采取(?:补救|改正|治理|有效)?措施|补种|补植|修复|重新?分类|改造)"
)
_ORDER = re.compile(
    rf"(?:由[^,;。\n]{{2,20}}?)?(?:依法|予以|当场)?(?:责令|限期|通知)(?:其|当事人)?"
    rf"(?:限期|立即|当场|在?规定期限内|自行)*{_ACTS}(?:(?:、|,|并|或者?|和)?(?:限期|立即)?{_ACTS})*"
    r"|(?:并|给予|予以|进行)?(?:批评)?教育|(?:造成(?:损失|损害|损坏)的,)?(?:依法)?(?:承担赔偿责任|赔偿损失)"
)
_OTHER = re.compile(
    r"(?P<gains>(?:有违法所得|违法所得的?)的,)?(?P<mode>(?:可以|可|并)?(?:并处|并可|并)?)"
    r"(?:依法|给予|予以|处以|处)*"
    r"(?P<what>警告(?!标志|牌)|通报批评|没收(?:其|全部|非法|违法)*所得|没收[^,;。\n]{0,20}?"
    r"(?:财物|物品|工具|器具|产品|设备|实物|设施)(?:和工具|及工具|、工具)?"
    r"|(?:吊销|暂扣)[^,;。\n]{0,20}?(?:许可证|执照|资质证书|资格证书|许可证件|证书)|降低资质等级"
    r"|责令(?:停产停业(?:整顿)?|停业整顿|停业|停产整治|关闭))"
)
_DECISIVE = re.compile("每|[0-9]|情节|逾期|拒不|造成|超过|倍|%|后果")
_NOTHING = frozenset({"", "-", "/", "--", "—", "——", "无", "\\"})


@dataclass(frozen=True, slots=True)
class AmountReading:
    """What a text says for one kind of party; ``doubts`` are the words that are not in it."""

    party: PartyScope = "any"
    fine: FineForm | None = None
    mode: Mode = "must"
    others: tuple[OtherPenalty, ...] = ()
    exempt: bool = False
    no_fine: bool = False
    doubts: tuple[Doubt, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing at all was understood."""
        return not (self.fine or self.others or self.exempt or self.no_fine)


def read_amounts(text: str, context: str = "") -> tuple[AmountReading, ...]:
    """Read a penalty cell: one reading for each kind of party that it tells apart.

    *context* is the name of the act: it says whether 只 and 头 count animals.
    """
    folded = flat(text)
    if folded in _NOTHING:
        return (AmountReading(doubts=(Doubt(text.strip(), "amount_missing"),)),)
    marks = list(_PARTY.finditer(folded))
    if not marks:
        return (_read(folded, "any", context),)
    lead = folded[: marks[0].start()]
    readings = []
    for i, mark in enumerate(marks):
        end = marks[i + 1].start() if i + 1 < len(marks) else len(folded)
        if _NEITHER.search(mark["who"]):
            doubt = Doubt(folded[mark.start() : end], "party_unknown")
            readings.append(AmountReading(doubts=(doubt,)))
        else:
            scope = _SCOPES.get(mark["who"], "unit")
            readings.append(_read(lead + folded[mark.end() : end], scope, context))
    return _merged(_trailing(readings))


def _trailing(readings: list[AmountReading]) -> list[AmountReading]:
    """Doubt penalties beside the fine that only the last party has: they may be meant for all."""
    if len(readings) < 2 or not readings[-1].others:
        return readings
    before = {o.kind for r in readings[:-1] for o in r.others}
    alone = [o for o in readings[-1].others if o.kind not in before]
    if not alone:
        return readings
    doubt = Doubt("、".join(o.object or o.kind.value for o in alone), "party_trailing")
    last = readings[-1]
    return [*readings[:-1], replace(last, doubts=(*last.doubts, doubt))]


def _merged(readings: Sequence[AmountReading]) -> tuple[AmountReading, ...]:
    """One reading a party: a text that names a party twice is told apart by no one."""
    scopes = [r.party for r in readings]
    if len(set(scopes)) == len(scopes):
        return tuple(readings)
    doubts = tuple(d for r in readings for d in r.doubts)
    kept: dict[PartyScope, AmountReading] = {}
    for reading in readings:
        if reading.party != "any" or not reading.empty:
            if reading.party in kept:
                words = " ".join(str(d.words) for d in doubts) or reading.party
                return (AmountReading(doubts=(*doubts, Doubt(words, "amount_several"))),)
            kept[reading.party] = reading
    return tuple(kept.values())


# --- one party ----------------------------------------------------------------------------------


def _read(folded: str, party: PartyScope, context: str) -> AmountReading:
    text = Words(folded)
    doubts: list[Doubt] = []
    exempt = no_fine = False
    for match in _EXEMPT.finditer(folded):
        exempt = True
        text.take(*match.span())
        if match["may"]:
            doubts.append(Doubt(match[0], "exempt_may"))
    for match in _NO_FINE.finditer(folded):
        no_fine = True
        text.take(*match.span())
    for match in _ORDER.finditer(folded):
        text.take(*match.span())
    others = _others(text)
    fines = fines_in(text, context)
    fine, doubt = together(text, fines)
    if doubt:
        doubts.append(Doubt(folded, doubt))
    may = any(f.may for f in fines)
    if fines and fine is None and not doubt:
        doubts.append(Doubt(folded, next(f.doubt for f in fines if f.doubt) or "amount_unread"))
    alternative = _alternatives(text, others, fines)
    if rest := text.rest():
        nothing = not (fines or others or exempt or no_fine)
        why = "amount_unread" if nothing else "amount_left_over"
        if _DECISIVE.search(rest):
            fine = None  # these words say for whom or how often the amount is
        doubts.append(Doubt(folded if nothing else rest, why))
    elif (exempt or no_fine) and fines:
        doubts.append(Doubt(folded, "amount_several"))
    elif not (fines or others or exempt or no_fine):
        doubts.append(Doubt(folded, "amount_missing"))
    return AmountReading(
        party, fine, "may" if may else "must", alternative, exempt, no_fine, tuple(doubts)
    )


_Placed = tuple[OtherPenalty, int, int]


def _others(text: Words) -> list[_Placed]:
    found: list[_Placed] = []
    for match in _OTHER.finditer(text.text):
        if text.taken(*match.span("what")):
            continue
        kinds = list(kinds_in(match["what"]))
        if not kinds and match["what"].startswith("没收"):
            kinds = [PenaltyKind.CONFISCATE_GOODS]
        if len(kinds) != 1:
            continue
        text.take(*match.span())
        gains = match["gains"] is not None
        kind = kinds[0]
        mode: Literal["must", "may"] = "may" if "可" in match["mode"] else "must"
        what = re.sub("^(?:没收|吊销|暂扣)(?:其|全部)?", "", match["what"])
        named = what != match["what"] and kind.value not in ("confiscate_gains",)
        found.append(
            (
                OtherPenalty(
                    kind=kind,
                    mode=mode,
                    object=what if named else None,
                    when=[{"illegal_gains": "> 0"}] if gains else None,
                ),
                match.start(),
                match.end(),
            )
        )
    return found


def _alternatives(
    text: Words, others: Sequence[_Placed], fines: Sequence[Fine]
) -> tuple[OtherPenalty, ...]:
    """Mark a penalty that is joined to the fine with 或者: it may stand in its place."""
    marked = []
    for other, start, end in others:
        instead = False
        for fine in fines:
            first, last = (end, fine.start) if end <= fine.start else (fine.end, start)
            if OR.fullmatch(text.text[first:last]):
                text.take(first, last)
                instead = True
        marked.append(other.model_copy(update={"mode": "alternative"}) if instead else other)
    return tuple(marked)
