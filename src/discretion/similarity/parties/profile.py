"""What a case says of its party's identity: name, number, telephone, address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from stdnum.cn import ric, uscc

from discretion.model.case import Case
from discretion.similarity.normal import normalise
from discretion.similarity.parties.names import PartyName, parse_name
from discretion.similarity.parties.regions import MUNICIPALITIES, leading

_PHONE_COLUMN = re.compile("电话|手机|联系方式")
_ADDRESS_COLUMN = re.compile("住址|住所|当事人地址|经营场所|经营地址|户籍")
_NUMBER_COLUMN = re.compile("信用代码|身份证|证件号|注册号")
_OPERATOR_COLUMN = re.compile("^(经营者|业主)(姓名)?$")
_PHONE = re.compile(r"(?<![0-9])(?:1[3-9][0-9]{9}|(?:0[0-9]{2,3}-?)?[2-9][0-9]{6,7})(?![0-9])")
_HOUSE = re.compile(
    r"([\u4e00-\u9fff0-9]{1,12}?(?:公路|大道|路|街|道|巷|村|里|苑|园|新村|坊))"
    r"((?:[0-9]+(?:支弄|弄|号楼|号|幢|栋|单元|室|楼|层|铺|-)?)+)"
)
_TOWN = re.compile(r"^[\u4e00-\u9fff]{2,5}?(?:镇街道|街道|镇|乡|新区|工业区|开发区)")


@dataclass(frozen=True, slots=True)
class Profile:
    """What identifies a party; an empty text is what is not known."""

    name: PartyName | None = None
    citizen: str = ""
    """Identity number of a citizen."""
    credit: str = ""
    """Unified social credit code."""
    phone: str = ""
    address: str = ""
    """``division|road and house number``: where the party lives or trades, else where it acted."""
    home: str = ""
    """Of a unit: the code of the division in which its name is its own."""
    operator: str = ""


def profile_of(case: Case) -> Profile:
    """Return what *case* says of its party.

    Telephones and addresses are read from the ledger columns kept in ``extra``; without an address
    the place of the act stands for it, where it is a house number.
    """
    party, place = case.party, case.place
    district = (place.district if place else None) or ""
    named = named_profile(party.name, party.number, district, case.extra)
    found = _PHONE.search(normalise(_column(case.extra, _PHONE_COLUMN)))
    address = house(_column(case.extra, _ADDRESS_COLUMN), district)
    if not address and place and place.address:
        address = house(place.address, district)
    return replace(named, phone=found[0].replace("-", "") if found else "", address=address)


def named_profile(
    name: str | None, number: str | None, district: str, extra: Mapping[str, str]
) -> Profile:
    """Return what names a party: its profile without telephone and address."""
    parsed = parse_name(name, district[:6]) if name else None
    citizen, credit = _numbers(number or _column(extra, _NUMBER_COLUMN))
    operator = parsed.operator if parsed else ""
    if parsed and not parsed.person and not operator:
        run_by = parse_name(_column(extra, _OPERATOR_COLUMN), district)
        operator = run_by.core if run_by and run_by.person else ""
    return Profile(parsed, citizen, credit, home=_home(parsed, district), operator=operator)


@lru_cache(maxsize=1 << 14)
def house(text: str, district: str) -> str:
    """Return the division, road and house number of an address, "" where it has no number.

    >>> house("上海市嘉定区江桥镇金园一路941弄116号（近路口）", "")
    '310114|金园一路941弄116号'
    """
    address, code = normalise(text), district
    for _ in range(3):
        length, found = leading(address, code)
        if not length or (code and not (found.startswith(code) or code.startswith(found))):
            break
        code, address = max(code, found, key=len), address[length:]
    town = _TOWN.match(address)
    if town and _HOUSE.match(address, town.end()):
        address = address[town.end() :]
    match = _HOUSE.search(address)
    return f"{code}|{match[1]}{match[2]}" if match else ""


def _home(name: PartyName | None, district: str) -> str:
    if name is None or name.person:
        return ""
    region = name.region
    if name.shop:
        return region if len(region) == 6 else district or ""
    known = region or district
    if known[:2] in MUNICIPALITIES:
        return known[:2]
    return region[:4]


def _numbers(text: str) -> tuple[str, str]:
    """Return an identity number and a credit code: one of them, or neither."""
    number = normalise(text).upper()
    if len(number) != 18 or not number.isascii() or not number.isalnum():
        return "", ""
    if number[:17].isdigit() and ric.calc_check_digit(number) == number[17]:
        return number, ""
    return ("", number) if uscc.is_valid(number) else ("", "")


def _column(extra: Mapping[str, str], pattern: re.Pattern[str]) -> str:
    return next((v for k, v in sorted(extra.items()) if pattern.search(k) and v), "")
