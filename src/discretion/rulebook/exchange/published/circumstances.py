"""Circumstances that benchmark tables name, and the tests of shared facts that they mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from discretion.rulebook.exchange.published.bounds import Bounds, bounds_in
from discretion.rulebook.prose.numerals import parse_number
from discretion.rulebook.prose.units import factor
from discretion.rulebook.schema import Box
from discretion.rulebook.unary import Cell, Interval, Literal, render

_PHRASES: tuple[tuple[str, Box], ...] = (
    (
        r"(?:经责令(?:限期)?(?:改正|整改)(?:后|的)?,?)?(?:仍)?(?:逾期(?:仍)?(?:不|未|拒不)(?:予)?(?:改正|整改)(?:或者?拒不(?:改正|整改))?"
        r"|拒不(?:按要求)?(?:改正|整改)(?:或者?逾期(?:不|未)改正)?|(?:不|未)(?:按期|按照?要求|按时|在规定期限内|在责令期限内)改正)",
        {"refused_correction": "true"},
    ),
    (
        r"(?:能够?|已经?)?(?:在责令(?:限期)?改正(?:的)?期限内|在规定(?:的)?期限内|在期限内|限期内|按期|按时|如期)"
        r"(?:予以|进行|自行)?(?:改正|整改)(?:到位|完毕)?(?:违法行为)?",
        {"refused_correction": "false"},
    ),
    (r"(?:未|没有)(?:能)?(?:及时|立即)(?:予以)?(?:改正|整改|纠正)", {"corrected": "false"}),
    (
        r"(?:能够?|已经?)?(?:主动|按照?要求)?(?:及时|立即|当场|主动)(?:予以|进行|自行)?(?:改正|整改|纠正)(?:到位|完毕)?(?:违法行为)?",
        {"corrected": "true"},
    ),
    (
        r"(?:未|没有|无|尚未)(?:造成)?(?:任何|实际|明显|社会)?(?:危害|不良)?(?:后果|影响后果)",
        {"harm": '"none"'},
    ),
    (r"(?:未|没有|尚未)造成严重(?:危害)?后果", {"harm": 'not("grave")'}),
    (r"(?:造成)?(?:危害)?后果(?:轻微|较轻)|造成轻微(?:危害)?后果", {"harm": '"slight"'}),
    (r"(?:造成|有)(?:一定|一般)(?:的)?(?:危害)?后果|(?:危害)?后果一般", {"harm": '"ordinary"'}),
    (
        r"(?:造成|有|产生)(?:了)?(?:其他)?(?:特别)?严重(?:的)?(?:危害)?后果|(?:造成)?(?:危害)?后果(?:特别)?严重",
        {"harm": '"grave"'},
    ),
    (
        r"(?:使用|以|采取|采用)?(?:暴力|威胁)(?:、(?:暴力|威胁))?(?:等)?(?:手段|方式|方法)?(?:抗法|抗拒(?:执法|检查|查处)|(?:阻碍|阻挠|妨碍)"
        r"(?:行政)?(?:执法|执行公务|检查)(?:人员)?(?:执法|执行职务|依法执行职务)?)"
        r"|(?:威胁|辱骂|殴打)(?:(?:、|或者?)(?:威胁|辱骂|殴打))*(?:行政)?执法人员|扰乱(?:公共|社会|办公|执法)?秩序"
        r"|(?:阻碍|阻挠)(?:行政)?(?:执法|执行公务)(?:人员(?:依法)?(?:执法|执行职务))?",
        {"obstructs": "true"},
    ),
    (
        r"(?:造成|产生)(?:其他)?(?:严重|恶劣)(?:的)?(?:社会)?影响|(?:社会)?影响(?:恶劣|严重)",
        {"grave_effect": "true"},
    ),
    (r"(?:违法)?(?:行为|情节)轻微|轻微违法", {"minor_violation": "true"}),
    (r"造成(?:城市|市政|公共|道路|路面|设施)*(?:损坏|损毁|破损)", {"damage": "true"}),
    (r"(?:未|没有)造成(?:城市|市政|公共|道路|路面|设施)*(?:损坏|损毁|破损)", {"damage": "false"}),
    (r"情节严重", {"serious": "true"}),
    (
        r"(?:积极|主动)配合(?:执法|调查|查处|检查)(?:人员)?(?:调查|查处|检查|工作)?",
        {"cooperative": "true"},
    ),
    (
        r"主动(?:消除|减轻)(?:或者?(?:消除|减轻))?(?:违法行为)?(?:的)?危害后果",
        {"removed_harm": "true"},
    ),
    (r"受(?:他人)?(?:胁迫|诱骗)(?:或者?(?:胁迫|诱骗))?(?:实施违法行为)?", {"coerced": "true"}),
    (r"主动供述(?:行政机关)?尚未掌握的违法行为", {"confessed": "true"}),
    (r"配合(?:行政机关)?查处(?:违法行为)?有立功表现", {"meritorious": "true"}),
    (
        r"(?:隐匿|销毁)(?:(?:、|或者?)(?:隐匿|销毁))*(?:违法)?(?:行为)?证据",
        {"conceals_evidence": "true"},
    ),
    (r"(?:有证据)?(?:足以)?证明(?:其)?没有主观过错", {"no_fault_proved": "true"}),
    (r"(?:无|没有)违法所得", {"illegal_gains": "0"}),
    (r"有违法所得", {"illegal_gains": "> 0"}),
)
_WINDOW = (
    r"(?P<window>(?:在)?(?:[一二两三12345]个?(?:自然)?年度?之?内|同?一年度内?"
    r"|[0-9一二三六十]+个月内|当年度?内?),?)?"
)
_DONE = (
    r"(?:因)?(?:同一|同类|相同|本|该)?(?:种)?(?:违法行为)?(?:被|受到|受)?(?:行政|依法)?"
    r"(?P<done>处罚|查处|查获|发现|实施|违法|违反|发生|被查)?"
    r"(?:(?:同一|同类|相同|该|本|此)(?:类|种)?)?(?:违法|违规)?(?:行为)?(?:处罚)?"
)
_NTH = re.compile(
    rf"{_WINDOW}(?:(?:当事人|行为人|因同类违法行为|同类违法行为|该行为|实施同类违法行为|实施违法行为)?(?:被)?(?:是|属|系|为)?)?"
    rf"(?:第(?P<number>[0-9一二三四五六七八九十两]+)次(?P<more>(?:及|或|或者)?以上)?|(?P<first>首次|初次|初犯))"
    rf"{_DONE}(?P<more2>(?:及|或)?以上)?"
)
_COUNTED = re.compile(
    rf"{_WINDOW}(?:曾|已|曾经|已经)(?:因)?(?:同一|同类|相同)?(?:违法行为)?(?:被|受到|受过|受)?(?:行政)?"
    r"(?:处罚)?(?P<number>[0-9一二三四五六七八九十两]+)次(?P<more>(?:及)?以上)?(?:行政处罚|处罚)?(?:过)?"
)
_MANY = re.compile(
    rf"{_WINDOW}(?:被|受到)?(?:处罚|查处|查获|发现|实施|违法)?"
    r"(?:[0-9一二三四五六七八九十两]+次(?:及?以上)?|再次|多次|屡次)(?:被)?(?:处罚|查处|发现|违法)?(?:行为)?"
)
_MONEY = (
    ("违法所得|非法所得|非法获利|获利", "illegal_gains"),
    ("货值金额|货值", "goods_value"),
    ("(?:建设)?工程(?:总)?造价", "construction_cost"),
    ("(?:工程)?合同(?:价款|价格|金额|总价)", "contract_price"),
    ("修复费用?", "repair_cost"),
    ("(?:挪用|侵占)(?:的)?(?:数额|金额)", "misused_amount"),
)
_ADJECTIVE = (
    r"(?P<{0}>(?:占用|占地|占道|涉案|违法|违法占用|违法建设|堆放|污染|损坏|破坏|毁坏|搭建|经营|广告|设置|"
    r"擅自占用|擅自|建筑|绿地|裸露|张贴|涂写|刻画|倾倒|处置|排放|抛撒|遗撒|砍伐|涉及|违规|受损|清运|抛洒|道路|人行道|户外|广告牌|小广告|宣传品|运输|销售|储存|建筑垃圾|工程渣土|渣土|泥浆|生活垃圾|垃圾|污水|燃气)*)"
)


def _adjective(name: str) -> str:
    return _ADJECTIVE.replace("{0}", name)


_QUANTITIES: tuple[tuple[re.Pattern[str], str, str | None], ...] = tuple(
    (re.compile(rf"(?:{pattern})的?(?:在|为|达到?|累计)?$"), unit, fact)
    for pattern, unit, fact in (
        (rf"{_adjective('kind')}(?:总|累计)?(?:面积)?", "平方米", "area_m2"),
        (rf"{_adjective('kind')}(?:总)?(?:长度|距离|总长)", "米", "length_m"),
        (rf"{_adjective('kind')}(?:总)?(?:重量|数量|量)?", "吨", "weight_t"),
        (rf"{_adjective('kind')}(?:总)?(?:体积|方量|数量|量)?", "立方米", "volume_m3"),
        (rf"{_adjective('kind')}(?:树木)?(?:数量)?", "株", "trees"),
        (rf"{_adjective('kind')}(?:车辆)?(?:数量)?", "辆", "vehicles"),
        (rf"{_adjective('kind')}设施(?:数量)?", "处", "facilities"),
        (rf"{_adjective('kind')}(?:数量|总数|处数|件数)?", "处", "count"),
        (r"(?P<kind>)(?:逾期|超期|超过(?:规定|批准)?期限)(?:时间|天数)?", "天", "overdue_days"),
        (
            r"(?P<kind>)(?:违法行为)?(?:持续|延续|违法|占用)(?:时间|天数)?|(?:违法行为)?持续(?:时间)?",
            "天",
            "duration_days",
        ),
        *((rf"(?P<kind>)(?:{words})(?:金额|数额)?", "元", fact) for words, fact in _MONEY),
        (r"(?P<kind>)", "天", None),
        (r"(?P<kind>)", "米", None),
        (r"(?P<kind>)", "元", None),
    )
)
_ANIMAL = re.compile(r"(?P<kind>)(?:犬只|犬|宠物|动物|家禽|家畜)(?:数量)?(?:在|为|达到?)?$")


@dataclass(frozen=True, slots=True)
class Atom:
    """One circumstance found in a text: its test, or the code of why it cannot be one.

    ``kind`` names the quantity more closely (占用 in 占用面积); ``window`` is the time that counts
    repeats. ``start`` and ``end`` are offsets.
    """

    start: int
    end: int
    box: Box
    why: str | None = None
    kind: str = ""
    window: str = ""


def atoms_in(text: str) -> list[Atom]:
    """Return the circumstances that *text*, made flat, names, in order and without overlap."""
    found: list[Atom] = []
    for pattern, box in _COMPILED:
        found += [Atom(*m.span(), dict(box)) for m in pattern.finditer(text) if m[0]]
    found += [_nth(m) for m in _NTH.finditer(text)]
    found += [_counted(m) for m in _COUNTED.finditer(text)]
    found += [Atom(*m.span(), {}, "times_doubtful") for m in _MANY.finditer(text)]
    found += [atom for bounds in bounds_in(text) if (atom := _quantity(text, bounds))]
    # The longest of those that overlap; equal ones in the order of the list above.
    kept: list[Atom] = []
    for atom in sorted(found, key=lambda a: a.start - a.end):
        if all(atom.end <= k.start or k.end <= atom.start for k in kept):
            kept.append(atom)
    return sorted(kept, key=lambda a: a.start)


_COMPILED = tuple((re.compile(pattern), box) for pattern, box in _PHRASES)


def _nth(match: re.Match[str]) -> Atom:
    nth = 1 if match["first"] else _whole(match["number"])
    fact = "times_found" if match["done"] == "发现" else "prior_penalties"
    number = nth if fact == "times_found" else nth - 1
    more = bool(match["more"] or match["more2"])
    if nth < 1 or (match["first"] and more):
        return Atom(*match.span(), {}, "times_doubtful")
    test = f">= {number}" if more else str(number)
    return Atom(*match.span(), {fact: test}, window=(match["window"] or "").rstrip(","))


def _counted(match: re.Match[str]) -> Atom:
    number = _whole(match["number"])
    test = f">= {number}" if match["more"] else str(number)
    return Atom(
        *match.span(), {"prior_penalties": test}, window=(match["window"] or "").rstrip(",")
    )


def _whole(numeral: str) -> int:
    try:
        return int(parse_number(numeral))
    except ValueError:
        return 0


def _quantity(text: str, bounds: Bounds) -> Atom | None:
    if bounds.unit in ("%", "倍"):
        return None
    before = text[: bounds.start]
    if bounds.unit in ("只", "头") and (match := _ANIMAL.search(before)):
        return _tested(match, bounds, "animals", Fraction(1))
    for pattern, unit, fact in _QUANTITIES:
        scale = factor(bounds.unit, unit)
        if scale is None or (bounds.unit == "元") != (unit == "元"):
            continue
        if not _same_measure(bounds.unit, unit):
            continue
        match = pattern.search(before)
        if match is None:
            continue
        if fact is None:
            return Atom(match.start(), bounds.end, {}, "quantity_unnamed")
        return _tested(match, bounds, fact, scale)
    return None


_COUNTED_UNITS = {"株": ("株", "棵"), "辆": ("辆",)}
_OF_COUNT = (
    "处",
    "个",
    "件",
    "块",
    "条",
    "幅",
    "张",
    "盏",
    "面",
    "套",
    "根",
    "台",
    "座",
    "间",
    "户",
    "份",
)


def _same_measure(written: str, unit: str) -> bool:
    """Measure words count one thing, but 株 and 辆 have facts of their own."""
    if unit in _COUNTED_UNITS:
        return written in _COUNTED_UNITS[unit]
    if unit == "处":
        return written in _OF_COUNT
    return True


def _tested(match: re.Match[str], bounds: Bounds, fact: str, scale: Fraction) -> Atom:
    span = (match.start(), bounds.end)
    low, high = (_scaled(end, scale) for end in (bounds.low, bounds.high))
    exact = (low is None) == (bounds.low is None) and (high is None) == (bounds.high is None)
    if bounds.doubt or not exact:
        return Atom(*span, {}, bounds.doubt or "unit_inexact")
    test: Interval | Literal
    if low is not None and low == high:
        test = Literal(low)
    else:
        low_open, high_open = low is None or bounds.low_open, high is None or bounds.high_open
        test = Interval(low, high, low_open, high_open)
    return Atom(*span, {fact: render(Cell((test,)))}, kind=match["kind"] or "")


def _scaled(number: Decimal | None, scale: Fraction) -> Decimal | None:
    """Return number times scale, or None if no decimal is exact."""
    if number is None:
        return None
    product = Fraction(number) * scale
    exact = Decimal(product.numerator) / Decimal(product.denominator)
    return exact if Fraction(exact) == product else None
