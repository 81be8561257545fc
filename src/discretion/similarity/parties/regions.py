"""Divisions of GB/T 2260 by the words at the head of a name, from the table that stdnum carries."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_LINE = re.compile(r'^\s*(\d+) (?:province|county)="([^"]+)"')
_ENDS = ("维吾尔自治区", "壮族自治区", "回族自治区", "特别行政区", "自治区", "自治州", "自治县")
_SHORT_ENDS = ("新区", "省", "市", "区", "县", "旗", "盟")
_NO_NAMES = ("市辖区", "县", "省直辖县级行政区划")
_NOT_AFTER = tuple("镇乡街路道村")
LONGEST = 12
MUNICIPALITIES = ("11", "12", "31", "50")


@cache
def full_names() -> dict[str, tuple[str, ...]]:
    """Return the codes (2, 4 or 6 digits, ascending) of each division of today by its name."""
    found: dict[str, set[str]] = {}
    province = ""
    text = files("stdnum.cn").joinpath("loc.dat").read_text(encoding="utf-8")
    for line in text.splitlines():
        match = _LINE.match(line)
        if match is None:
            continue
        if len(match[1]) == 2:
            province = match[1]
        elif match[1] == "0000":
            continue
        name = _today(match[2])
        if name and name not in _NO_NAMES:
            code = province if len(match[1]) == 2 else province + match[1]
            found.setdefault(name, set()).add(code[:4] if code.endswith("00") else code)
    return {name: tuple(sorted(codes)) for name, codes in found.items()}


@cache
def bare_names() -> dict[str, tuple[str, ...]]:
    """Return the codes by the name without its last word: 上海, 嘉定."""
    found: dict[str, set[str]] = {}
    for name, codes in full_names().items():
        end = next((e for e in (*_ENDS, *_SHORT_ENDS) if name.endswith(e)), "")
        bare = name.removesuffix(end)
        if end and len(bare) >= 2:
            found.setdefault(bare, set()).update(codes)
    return {name: tuple(sorted(codes)) for name, codes in found.items()}


def leading(text: str, near: str) -> tuple[int, str]:
    """Return the length and code of the division that *text* begins with; (0, "") if none.

    *near* is the code of what is known of the place. A bare name (嘉定) counts only for a province
    or within the province of *near*, since many a firm is called 光明 or 平安.
    """
    for size in range(min(LONGEST, len(text)), 1, -1):
        word = text[:size]
        if codes := full_names().get(word):
            code = choose(codes, near)
            if code:
                return size, code
        if text[size : size + 1] not in _NOT_AFTER and (codes := bare_names().get(word)):
            here = tuple(c for c in codes if len(c) == 2 or (near and c[:2] == near[:2]))
            if here:
                return size, choose(here, near) or here[0]
    return 0, ""


def whole(text: str, near: str) -> str:
    """Return the code of the division that *text* as a whole names, "" if it names none."""
    length, code = leading(text, near)
    if length == len(text):
        return code
    if length:
        inner = whole(text[length:], code)
        return inner if inner.startswith(code) else ""
    return choose(bare_names().get(text, ()), near)


def choose(codes: tuple[str, ...], near: str) -> str:
    """Return the code that lies within *near*'s division or province, or the only one."""
    for known in (near, near[:4], near[:2]):
        inside = [c for c in codes if known and c.startswith(known)]
        if inside:
            return inside[0]
    return codes[0] if len(codes) == 1 else ""


def _today(dated: str) -> str:
    for part in dated.split(","):
        match = re.match(r"(?:\[(\d*)-(\d*)\])?(.+)", part)
        if match and not match[2]:
            return match[3]
    return ""
