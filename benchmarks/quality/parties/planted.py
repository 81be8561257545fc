"""Parties written in other ways, and parties that only look alike; all of it invented.

The parties are those of the shipped synthetic corpus. Every way of writing is by hand, so that the
recogniser is not tested on rules of its own.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from stdnum.cn import ric, uscc

from discretion.model.case import Case, Party, PartyKind, Place

CODED = 0.25
"""The share of firms whose first record has a credit code."""
HERE, THERE = "310114", "310106"
ROADS = ("沪宜公路", "博乐路", "清河路", "墨玉路", "昌吉路", "民丰路")
TRADITIONAL = str.maketrans(
    "饮汇鑫业环兰张陈刘杨赵罗谢贸经务运机设备", "飲匯鑫業環蘭張陳劉楊趙羅謝貿經務運機設備"
)
SLIPS = {"汀": "丁", "穗": "惠", "沐": "沭", "澄": "登", "棠": "堂", "帆": "凡", "榆": "愉"}
SLIPS |= {"垚": "尧", "湉": "恬", "筏": "阀", "稔": "念", "亓": "元", "栎": "砾", "澍": "树"}
"""Characters of the invented brands and what they are easily mistyped as."""
OTHERS = ("甫田", "茗远", "曦晨", "骏邦")


@dataclass(frozen=True, slots=True)
class Record:
    """A case of a party: who it truly is, and how it was written."""

    party: int
    way: str
    case: Case


def record(
    party: int,
    way: str,
    name: str,
    address: str,
    *,
    number: str | None = None,
    district: str = HERE,
    phone: str | None = None,
) -> Record:
    """Return a record of a case with nothing but its party."""
    case = Case.model_construct(
        id=way,
        party=Party.model_construct(kind=PartyKind.UNIT, name=name, number=number),
        place=Place.model_construct(district=district, address=address),
        extra={"联系电话": phone} if phone else {},
    )
    return Record(party, way, case)


def planted(names: list[str], seed: int) -> list[Record]:
    """Return records of the parties *names* and of others that look like them."""
    draw = random.Random(seed)
    found: list[Record] = []
    number = 0
    for name in names:
        address = f"{draw.choice(ROADS)}{draw.randint(1, 3999)}号"
        coded = len(name) > 3 and draw.random() < CODED
        found.append(record(number, "原样", name, address, number=_code(draw) if coded else None))
        ways = _person_ways if len(name) <= 3 else _unit_ways
        for made in draw.sample(list(ways(draw, number, name, address)), 3):
            found.append(made())
        others = _other_persons if len(name) <= 3 else _other_units
        other = draw.choice(list(others(draw, name, address)))
        if coded and draw.random() < CODED:
            other = partial(
                record, way="同名而信用代码不同", name=name, address="", number=_code(draw)
            )
        number += 1
        found.append(other(number))
        number += 1
    return found


Made = Callable[[], Record]
Other = Callable[[int], Record]


def _unit_ways(draw: random.Random, who: int, name: str, address: str) -> Iterator[Made]:
    bare = name.removeprefix("上海")
    firm = name.endswith("公司")

    def way(title: str, written: str, where: str = "") -> Made:
        away = f"{draw.choice(ROADS)}{draw.randint(4000, 9000)}号"
        return lambda: record(who, title, written, where or away)

    yield way("省去“上海”", bare)
    yield way("写作上海市", f"上海市{bare}")
    yield way("全角、空格", "　".join(name.replace("(", "（")))
    yield way("繁体字", name.translate(TRADITIONAL))
    if firm:
        yield way("有限责任公司", name.replace("有限公司", "有限责任公司"))
        yield way("区划在括号里", f"{bare[:4]}（上海）{bare[4:]}")
        yield way("省去公司，地址相同", name.removesuffix("有限公司"), address)
    else:
        yield way("区划在后", f"{bare}(嘉定)")
        yield way("写明区、镇", f"上海市嘉定区江桥镇{bare}")
        yield way("注明个体工商户", f"{bare}（个体工商户）")
        yield way("注明经营者", f"{bare}（经营者：{draw.choice('张李王')}伟）")
    slip = next((c for c in bare if c in SLIPS), None)
    if slip:
        yield way("错一字，地址相同", name.replace(slip, SLIPS[slip], 1), address)
        yield way("错一字，地址不同", name.replace(slip, SLIPS[slip], 1))
    yield way("漏一字，地址相同", name[:3] + name[4:], address)


def _other_units(draw: random.Random, name: str, address: str) -> Iterator[Other]:
    away = f"{draw.choice(ROADS)}{draw.randint(5001, 6000)}号"
    bare = name.removeprefix("上海")
    firm = name.endswith("公司")

    def other(title: str, written: str, where: str = away, district: str = HERE) -> Other:
        return lambda who: record(who, title, written, where, district=district)

    yield other("字号差两字", f"上海{draw.choice(OTHERS)}{bare[2:]}", address)
    if firm:
        yield other("外地同名公司", f"北京{bare}")
        yield other("同字号另一行业", f"上海{bare[:4]}投资有限公司")
        yield other("公司与同名商店", f"上海{bare.removesuffix('有限公司')}店")
    else:
        yield other("二店", f"{bare[:-1]}二{bare[-1]}")
        yield other("第三分店", f"{bare}第三分店")
        yield other("别区同名", bare, away, THERE)
        yield other("写明别区", f"静安区{bare}")
        yield other("店与同名公司", f"上海{bare}有限公司")


def _code(draw: random.Random) -> str:
    body = "91310114" + "".join(draw.choices("0123456789ABCDEFGH", k=9))
    return body + uscc.calc_check_digit(body)


def _person_ways(draw: random.Random, who: int, name: str, address: str) -> Iterator[Made]:
    away = f"{draw.choice(ROADS)}{draw.randint(4000, 5000)}号"
    yield lambda: record(who, "同址", name, f"嘉定区江桥镇{address}")
    yield lambda: record(who, "个体工商户，同址", f"个体工商户{name}", address)
    yield lambda: record(who, "繁体，同址", name.translate(TRADITIONAL), address)
    yield lambda: record(who, "只有姓名相同", name, away)


def _other_persons(draw: random.Random, name: str, address: str) -> Iterator[Other]:
    away = f"{draw.choice(ROADS)}{draw.randint(5001, 6000)}号"
    body = f"310114{draw.randint(1950, 2000)}0101{draw.randint(100, 999)}"
    number = body + ric.calc_check_digit(body + "0")
    yield lambda who: record(who, "同名不同址", name, away)
    yield lambda who: record(who, "同名而证件号码不同", name, away, number=number)
    yield lambda who: record(who, "同址另一人", "欧阳" + name[1:], address)
