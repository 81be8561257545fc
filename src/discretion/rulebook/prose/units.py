"""Units of quantities: the names that people write, and the exact factors between them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from discretion.rulebook.prose.numerals import fold

_FAMILIES: tuple[dict[str, Fraction], ...] = (
    {
        "平方米": Fraction(1),
        "平米": Fraction(1),
        "平方": Fraction(1),
        "m2": Fraction(1),
        "平方厘米": Fraction(1, 10_000),
        "cm2": Fraction(1, 10_000),
        "亩": Fraction(2000, 3),
        "公顷": Fraction(10_000),
        "平方公里": Fraction(1_000_000),
        "平方千米": Fraction(1_000_000),
        "km2": Fraction(1_000_000),
    },
    {
        "米": Fraction(1),
        "m": Fraction(1),
        "分米": Fraction(1, 10),
        "厘米": Fraction(1, 100),
        "公分": Fraction(1, 100),
        "cm": Fraction(1, 100),
        "毫米": Fraction(1, 1000),
        "mm": Fraction(1, 1000),
        "公里": Fraction(1000),
        "千米": Fraction(1000),
        "km": Fraction(1000),
    },
    {
        "吨": Fraction(1),
        "t": Fraction(1),
        "公斤": Fraction(1, 1000),
        "千克": Fraction(1, 1000),
        "kg": Fraction(1, 1000),
        "斤": Fraction(1, 2000),
        "克": Fraction(1, 1_000_000),
        "g": Fraction(1, 1_000_000),
    },
    {
        "立方米": Fraction(1),
        "立方": Fraction(1),
        "方": Fraction(1),
        "m3": Fraction(1),
        "升": Fraction(1, 1000),
        "l": Fraction(1, 1000),
    },
    {"天": Fraction(1), "日": Fraction(1)},
    {"%": Fraction(1)},
    {"倍": Fraction(1)},
    # Measure words count one and the same thing: a tree is 一株 or 一棵.
    dict.fromkeys("个只处辆株棵件次户项类名人块条台座间盏套张份头匹家种起根", Fraction(1)),
)
_FAMILY = {name: i for i, family in enumerate(_FAMILIES) for name in family}
_LONGEST_FIRST = sorted(_FAMILY, key=len, reverse=True)
_CENT = Decimal("0.01")


def known_unit(text: str) -> str | None:
    """Return the unit that *text* writes (``㎡`` is ``m2``), or None if it is none."""
    unit = fold(text).lower()
    return unit if unit in _FAMILY else None


def split_unit(text: str) -> tuple[str, str | None]:
    """Split ``20平方米`` into its number and unit; the unit is None if there is none."""
    folded = fold(text).lower()
    for unit in _LONGEST_FIRST:
        if folded.endswith(unit):
            return folded[: -len(unit)], unit
    return folded, None


@lru_cache(maxsize=256)
def factor(unit: str, declared: str) -> Fraction | None:
    """Return by what a number of *unit* is multiplied to be one of *declared*.

    None if they measure different things, or if either is not known and they differ.
    """
    mine, theirs = known_unit(unit), known_unit(declared)
    if mine is None or theirs is None:
        return Fraction(1) if fold(unit) == fold(declared) else None
    if _FAMILY[mine] != _FAMILY[theirs]:
        return None
    family = _FAMILIES[_FAMILY[mine]]
    return family[mine] / family[theirs]


def convert(number: Decimal, by: Fraction) -> Decimal:
    """Multiply exactly; where no decimal is exact (亩), round half to even at two places."""
    if by == 1:
        return number
    product = Fraction(number) * by
    exact = Decimal(product.numerator) / Decimal(product.denominator)
    return exact if Fraction(exact) == product else exact.quantize(_CENT)
