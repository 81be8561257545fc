"""What a fine is counted in: bases of multiples, units, days, and the limits of the product."""

from __future__ import annotations

import re

from discretion.rulebook.exchange.published.bounds import Bounds

BASES = {
    "工程合同价款": "contract_price",
    "合同价款": "contract_price",
    "合同价格": "contract_price",
    "合同金额": "contract_price",
    "合同总价": "contract_price",
    "建设工程造价": "construction_cost",
    "工程总造价": "construction_cost",
    "工程造价": "construction_cost",
    "违法所得": "illegal_gains",
    "非法所得": "illegal_gains",
    "货值金额": "goods_value",
    "货值": "goods_value",
    "修复费用": "repair_cost",
    "修复费": "repair_cost",
    "补偿标准": "compensation_standard",
    "绿化补偿标准": "compensation_standard",
    "绿地补偿标准": "compensation_standard",
    "挪用数额": "misused_amount",
    "侵占数额": "misused_amount",
    "预算费用": "budget_cost",
}
"""Amounts of money that the shared facts hold, by the words of the tables."""

_UNITS = {
    "平方米": "area_m2",
    "平米": "area_m2",
    "m2": "area_m2",
    "立方米": "volume_m3",
    "m3": "volume_m3",
    "吨": "weight_t",
    "延米": "length_m",
    "延长米": "length_m",
    "米": "length_m",
    "株": "trees",
    "棵": "trees",
    "辆车": "vehicles",
    "辆": "vehicles",
    "台车": "vehicles",
    "处设施": "facilities",
    "个设施": "facilities",
    "座设施": "facilities",
    "处": "count",
    "个": "count",
    "件": "count",
    "块": "count",
    "幅": "count",
    "张": "count",
    "面": "count",
    "盏": "count",
    "日": "days",
    "天": "days",
}
_ANIMALS = {"只": "animals", "头": "animals", "匹": "animals"}
_ANIMAL = re.compile("犬|狗|猫|宠物|动物|畜|禽|鸡|鸭|鹅|羊|牛|猪|马")
_UNIT_WORDS = "|".join(sorted({*_UNITS, *_ANIMALS}, key=len, reverse=True))
_EACH = re.compile(
    rf"(?P<late>逾期(?:[^,;。每]{{0,6}}的)?[,、]?)?(?:按照?|以|对)?"
    rf"(?P<each>(?:每(?:逾期|延迟|超期)?[一1]?(?:{_UNIT_WORDS}|[^0-9,;。每]{{1,5}}?))+)"
    r"(?:按照?|处以?|罚款|计|,)?$"
)
_ONE = re.compile(r"每(?P<late>逾期|延迟|超期)?[一1]?(?P<unit>[^每]+)")
_PER = re.compile(rf"(?:/|每)(?P<unit>{_UNIT_WORDS})(?:(?:/|每|[·.])?(?P<day>日|天))?")
_BASE = re.compile(
    rf"(?:按照?|以)?(?P<base>{'|'.join(sorted(BASES, key=len, reverse=True))})"
    r"(?:金额|数额|总额|费用)?(?:的)?(?:处以?|罚款)?$"
)
_LIMIT = re.compile(
    r"[,;(]?(?:但|且)?(?:是)?(?:罚款)?(?:总额|金额|数额|总计|累计|合计|最高|最多|最低)*"
    r"(?:罚款)?(?:不得|不应)?(?:超过|低于|少于|高于)?"
)
_LIMIT_WORD = re.compile("但|总额|累计|合计|总计|最高|最多|最低|不得")


def base_at(text: str, span: Bounds) -> tuple[int, str | None]:
    """Return where the base before a multiple or percentage begins, and its fact."""
    match = _BASE.search(text[: span.start])
    if match is None:
        return span.start, None
    return match.start(), BASES[match["base"]]


def quantities_at(text: str, span: Bounds, context: str) -> tuple[int, int, list[str], bool]:
    """Return where the words of an amount for each unit begin and end, its facts, and whether
    a unit is not known. No facts: a plain amount."""
    before = _EACH.search(text[: span.start])
    if before:
        late = bool(before["late"]) or "逾期" in before["each"] or "延迟" in before["each"]
        units = [m["unit"] for m in _ONE.finditer(before["each"])]
        facts = [_fact(unit, context, late) for unit in units]
        known = [f for f in facts if f]
        return before.start(), span.end, known, len(known) < len(facts) or len(known) > 2
    after = _PER.match(text, span.end)
    if after:
        facts = [_fact(u, context, False) for u in (after["unit"], after["day"]) if u]
        known = [f for f in facts if f]
        return span.start, after.end(), known, len(known) < len(facts)
    return span.start, span.end, [], False


def _fact(unit: str, context: str, late: bool) -> str | None:
    if unit in _ANIMALS:
        return _ANIMALS[unit] if _ANIMAL.search(context) else "count"
    fact = _UNITS.get(unit)
    if fact == "days":
        return "overdue_days" if late else "duration_days"
    return fact


def cap_at(text: str, end: int, span: Bounds) -> tuple[str, int] | None:
    """Return ``cap`` or ``floor`` if *span* limits the fine that ended at *end*, and where it
    begins: ``但最高不超过2万元``."""
    if span.unit != "元" or (span.fixed and "最" not in text[end : span.start]):
        return None
    lead = re.sub(r"^(?:的标准|标准)?(?:的)?(?:处以|处)?(?:罚款)?", "", text[end : span.start])
    if not _LIMIT.fullmatch(lead):
        return None
    said = lead + text[span.start : span.end]
    if not _LIMIT_WORD.search(said) and "超过" not in said and "低于" not in said:
        return None
    if span.low is None or (span.fixed and "最高" in lead):
        return "cap", span.start - len(lead)
    if span.high is None:
        return "floor", span.start - len(lead)
    return None
