"""The choices that were studied, and the grid that cross-validation chooses from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.util import find_spec
from itertools import product

import numpy as np

from benchmarks.quality.variants import (
    Analyse,
    Charge,
    Variant,
    any_of,
    jaccard,
    log_rarity,
    ngrams,
    part_of,
    pseudonyms_masked,
    same,
    share,
    smooth_rarity,
    unmasked,
    words,
)
from discretion.similarity.items import ITEM_SHARE
from discretion.similarity.weighting import Weighting

OWN = Variant("**默认**")
ROUND = 10**9
"""So many cases are never reached: a rule that begins there is switched off."""


@dataclass(frozen=True)
class Study:
    """One choice and what could be chosen."""

    title: str
    variants: tuple[Variant, ...]


def _terms() -> Iterator[tuple[str, Analyse]]:
    for sizes in ((1,), (2,), (3,), (1, 2), (2, 3), (1, 2, 3)):
        yield f"字符 {'+'.join(map(str, sizes))}", ngrams(*sizes)
    if find_spec("rjieba"):
        yield "词（rjieba）", words()
        yield "词（rjieba）+ 字符 1+2", words(1, 2)


TERMS = tuple(_terms())

_SATURATIONS = {
    "tf": lambda tf: tf,
    "有无（tf > 0）": np.sign,
    "1 + ln tf": lambda tf: 1 + np.log(tf),
    "√tf": np.sqrt,
    "tf/(tf + 1.2)": lambda tf: tf / (tf + 1.2),
    "tf/(tf + 4)": lambda tf: tf / (tf + 4),
}
_RARITIES = {
    "ln(N/df)": log_rarity,
    "ln((1+N)/(1+df)) + 1（scikit-learn）": smooth_rarity,
    "不设上限比例": Weighting(ceiling=1.0).rarity,
    "上限比例 .1": Weighting(ceiling=0.1).rarity,
    "上限比例 .2": Weighting(ceiling=0.2).rarity,
    "上限比例 .5": Weighting(ceiling=0.5).rarity,
    "不平滑（prior 0）": Weighting(prior=0.0).rarity,
    "prior .01": Weighting(prior=0.01).rarity,
    "prior .1": Weighting(prior=0.1).rarity,
    "独有的词也计": Weighting(lone_from=ROUND).rarity,
}

STUDIES = (
    Study(
        "词项（不用罪名）",
        tuple(Variant(name, analyse, charge=None) for name, analyse in TERMS),
    ),
    Study("词项（连同罪名）", tuple(Variant(name, analyse) for name, analyse in TERMS)),
    Study(
        "掩蔽",
        (
            Variant("什么也不掩蔽", unmasked(1, 2)),
            OWN,
            Variant("连“张某”“李某某”也掩蔽", pseudonyms_masked(1, 2)),
        ),
    ),
    Study(
        "词频饱和",
        (OWN, *(Variant(name, saturate=sat) for name, sat in _SATURATIONS.items())),
    ),
    Study("逆文档频率", (OWN, *(Variant(name, rare=rare) for name, rare in _RARITIES.items()))),
    Study(
        "长度（枢轴归一，斜率 1 即余弦）",
        (OWN, *(Variant(f"斜率 {slope}", slope=slope) for slope in (0.5, 0.75, 0.9))),
    ),
    Study(
        "罪名：怎样算相同",
        tuple(
            Variant(f"{how}，{over}", charge=Charge(agree, combine))
            for how, agree in (("名称相同", same), ("相同或选择性罪名", part_of))
            for over, combine in (("Jaccard", jaccard), ("任一", any_of), ("占本案的份额", share))
        ),
    ),
    Study(
        "罪名：占多大份额",
        (
            Variant("0（不用罪名）", charge=None),
            *(
                Variant(f"{weight:.0%}", charge=Charge(weight=weight))
                for weight in (0.03, 0.05, ITEM_SHARE, 0.08, 0.1, 0.2, 0.5)
            ),
        ),
    ),
)


def _grid() -> Iterator[Variant]:
    rarities = {"ln(N/df)": log_rarity, "上限、平滑": OWN.rare}
    saturations = {"log₂(1 + tf)": OWN.saturate, "tf/(tf + 1.2)": _SATURATIONS["tf/(tf + 1.2)"]}
    for (terms, analyse), (rare, rarity), (sat, saturate), weight in product(
        TERMS, rarities.items(), saturations.items(), (0.03, ITEM_SHARE, 0.1, 0.2)
    ):
        made = Variant("", analyse, saturate, rarity, charge=Charge(weight=weight))
        yield replace(made, name=f"{terms}；{rare}；{sat}；罪名 {weight:.0%}")


GRID = tuple(_grid())
