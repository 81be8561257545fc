"""Hypothesis strategies for rulebooks and for cases under them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from discretion.engine.book import Book, load_rulebook
from discretion.model.case import Case
from discretion.rulebook.book import Rulebook
from discretion.rulebook.schema import FactDeclaration, GeneralRule, Item

FACTS: dict[str, FactDeclaration] = {
    "pieces": FactDeclaration.model_validate({"type": "integer", "label": "件", "range": ">= 0"}),
    "metres": FactDeclaration.model_validate({"type": "number", "label": "米", "range": ">= 0"}),
    "gains": FactDeclaration.model_validate({"type": "money", "label": "所得", "range": ">= 0"}),
    "bad": FactDeclaration.model_validate({"type": "bool", "label": "坏"}),
    "kind": FactDeclaration.model_validate(
        {"type": "choice", "label": "类", "choices": {"a": "甲", "b": "乙", "c": "丙"}}
    ),
    "hidden": FactDeclaration.model_validate(
        {"type": "bool", "label": "隐匿", "circumstance": True}
    ),
    "helped": FactDeclaration.model_validate(
        {"type": "bool", "label": "立功", "circumstance": True}
    ),
    "refused_correction": FactDeclaration.model_validate({"type": "bool", "label": "拒不改正"}),
}
NUMBERS = ("pieces", "metres", "gains")
GRADES = st.sampled_from(["exempt", "mitigated", "lighter", "ordinary", "heavier"])
constants = st.sampled_from(["0", "1", "2", "2.5", "5", "10"])
whole = st.sampled_from(["0", "1", "2", "3", "5", "10"])


@st.composite
def cells(draw: st.DrawFn, name: str) -> str:
    if name in ("bad", "hidden", "helped", "refused_correction", "grave"):
        return draw(st.sampled_from(["true", "false", "-"]))
    if name == "kind":
        return draw(st.sampled_from(['"a"', '"a","b"', 'not("c")', "-", '"c"']))
    number = whole if name == "pieces" else constants
    if name == "metres" and draw(st.integers(0, 9)) == 0:
        return "null"
    shape = draw(st.sampled_from(["<", "<=", ">", ">=", "is", "not", "between", "-"]))
    first, second = sorted((draw(number), draw(number)), key=Decimal)
    if shape == "-":
        return "-"
    if shape == "is":
        return first
    if shape == "not":
        return f"not({first})"
    if shape == "between":
        if first == second:
            return f"[{first}..{second}]"
        left, right = draw(st.sampled_from("[(")), draw(st.sampled_from("])"))
        return f"{left}{first}..{second}{right}"
    return f"{shape} {first}"


@st.composite
def conditions(draw: st.DrawFn, names: tuple[str, ...]) -> list[dict[str, str]]:
    boxes = []
    for _ in range(draw(st.integers(1, 2))):
        chosen = draw(st.lists(st.sampled_from(names), unique=True, max_size=3))
        boxes.append({name: draw(cells(name)) for name in chosen})
    return boxes


@st.composite
def simple_fines(draw: st.DrawFn) -> dict[str, Any]:
    form = draw(st.sampled_from(["range", "range", "multiple", "percent", "per_unit", "per_day"]))
    low, high = sorted((draw(st.integers(0, 50)), draw(st.integers(1, 60))))
    fine: dict[str, Any] = {
        "form": form,
        "max": max(1, high),
        "min_open": draw(st.booleans()),
        "max_open": draw(st.booleans()),
    }
    if draw(st.booleans()):
        fine["min"] = low
    if low == high or "min" not in fine:
        fine |= {"min_open": False, "max_open": False}
    if form == "range":
        return fine
    if form in ("multiple", "percent"):
        fine["of"] = "gains"
        fine["max"] = str(fine["max"]) + draw(st.sampled_from(["", ".5"]))
    elif form == "per_unit":
        fine["of"] = draw(st.sampled_from([["pieces"], ["metres"], ["pieces", "metres"]]))
    else:
        fine["of"] = "pieces"
    if draw(st.booleans()):
        fine["floor"] = draw(st.integers(0, 30))
    if draw(st.booleans()):
        fine["cap"] = draw(st.integers(30, 500))
    return fine


@st.composite
def fines(draw: st.DrawFn) -> dict[str, Any]:
    form = draw(st.sampled_from(["simple", "simple", "simple", "higher_of", "either_of"]))
    if form == "simple":
        return draw(simple_fines())
    return {"form": form, "options": [draw(simple_fines()), draw(simple_fines())]}


@st.composite
def other_penalties(draw: st.DrawFn, names: tuple[str, ...]) -> list[dict[str, Any]]:
    kinds = draw(st.lists(st.sampled_from(["warning", "confiscate_gains"]), max_size=1))
    return [{"kind": kind, "when": draw(st.none() | conditions(names))} for kind in kinds]


@st.composite
def books(draw: st.DrawFn) -> tuple[Book, Item]:
    """A rulebook of one item under the real general part and some rules of its own."""
    names = ("pieces", "metres", "gains", "bad", "kind", "hidden", "helped")
    party = st.sampled_from(["any", "any", "individual", "unit"])
    derived = []
    if draw(st.booleans()):
        rows = [
            {"when": draw(conditions(names)), "then": draw(st.sampled_from(["true", "false"]))}
            for _ in range(draw(st.integers(1, 2)))
        ]
        derived = [{"name": "grave", "type": "bool", "label": "严重", "rows": rows}]
        names = (*names, "grave")
    penalties = [
        {
            "party": draw(party),
            "when": draw(st.none() | conditions((*names, "refused_correction"))),
            "mode": draw(st.sampled_from(["must", "may"])),
            "fine": draw(fines()),
            "others": draw(other_penalties(names)),
        }
        for _ in range(draw(st.integers(1, 3)))
    ]
    benchmark: dict[str, Any] | None = None
    method = draw(st.sampled_from(["table", "table", "table", "score", "none"]))
    if method == "table":
        rows = []
        for number in range(1, draw(st.integers(1, 5)) + 1):
            row = {
                "row": number,
                "party": draw(party),
                "when": draw(conditions(names)),
                "grade": draw(GRADES),
                "others": draw(other_penalties(names)),
            }
            amount = draw(st.sampled_from(["fine", "share", "policy"]))
            if amount == "fine":
                row["fine"] = draw(fines())
            elif amount == "share":
                row["share"] = draw(st.sampled_from(["[0..0.3]", "(0.3..0.7)", "0.5", "[0.7..1]"]))
            rows.append(row)
        hit = draw(st.sampled_from(["unique", "first", "max-grade"]))
        benchmark = {"method": "table", "status": "sample", "hit": hit, "rows": rows}
    elif method == "score":
        benchmark = {
            "method": "score",
            "status": "sample",
            "band": draw(st.sampled_from(["0", "0.05"])),
            "factors": [
                {
                    "fact": name,
                    "weight": draw(st.integers(1, 5)),
                    "rows": [
                        {"when": draw(cells(name)), "score": draw(st.integers(0, 100))},
                        {"when": "-", "score": draw(st.integers(0, 100))},
                    ],
                }
                for name in draw(
                    st.lists(st.sampled_from(["pieces", "bad", "kind"]), min_size=1, max_size=3)
                )
            ],
            "grades": [
                {"when": "<= 0.3", "grade": "lighter"},
                {"when": "(0.3..0.7)", "grade": "ordinary"},
                {"when": ">= 0.7", "grade": "heavier"},
            ],
        }
    item = Item.model_validate(
        {
            "code": "X-1",
            "title": "测试案由",
            "domain": "测试",
            "derived": derived,
            "versions": [
                {
                    "effective": {"from": "2000-01-01"},
                    "penalizes": [{"source": "cn-penalty-law-2021", "article": 1}],
                    "correction": draw(st.sampled_from(["none", "concurrent", "precondition"])),
                    "penalties": penalties,
                    "benchmark": benchmark,
                }
            ],
        }
    )
    base: Rulebook = load_rulebook("shanghai-urban-management")
    rules = tuple(r for r in base.rules if not r.sources and draw(st.booleans()))
    for number in range(draw(st.integers(0, 2))):
        rules = (*rules, draw(general_rules(number, names)))
    facts = {**base.facts, **FACTS}
    book = Book(**{**vars(replace(base)), "rules": rules, "facts": facts, "items": {"X-1": item}})
    return book, item


@st.composite
def general_rules(draw: st.DrawFn, number: int, names: tuple[str, ...]) -> GeneralRule:
    effect = draw(
        st.sampled_from(
            [
                {"kind": "exempt", "mode": "must"},
                {"kind": "exempt", "mode": "may"},
                {"kind": "time_bar", "years": 3},
                *(
                    {"kind": "move", "direction": d, "mode": m, "mitigable": o}
                    for d in ("milder", "heavier")
                    for m in ("must", "may")
                    for o in (False, True)
                    if not (d == "heavier" and o)
                ),
            ]
        )
    )
    own = tuple(n for n in names if n != "grave")
    return GeneralRule.model_validate(
        {
            "id": f"own-{number}",
            "citation": {"source": "cn-penalty-law-2021", "article": 5},
            "text": "自拟",
            "text_en": "made up",
            "when": draw(conditions(own)),
            "precedence": draw(st.sampled_from([40, 50, 60])),
            "effect": effect,
        }
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    facts: dict[str, Any] = {}
    values: dict[str, st.SearchStrategy[Any]] = {
        "pieces": st.integers(0, 11),
        "metres": st.sampled_from(
            [Decimal(x) for x in ("0", "0.5", "1", "2", "2.5", "4.75", "11")]
        ),
        "gains": st.sampled_from([0, 1, 2, 5, 7, 10, Decimal("3.33"), 1000]),
        "bad": st.booleans(),
        "kind": st.sampled_from(["a", "b", "c"]),
        "refused_correction": st.booleans(),
        "corrected": st.booleans(),
        "harm": st.sampled_from(["none", "slight", "ordinary"]),
    }
    for name, strategy in values.items():
        if draw(st.integers(0, 3)):
            facts[name] = draw(strategy)
    marks = ["hidden", "helped", "minor_violation", "first_violation", "removed_harm", "coerced"]
    circumstances = draw(st.lists(st.sampled_from(marks), unique=True, max_size=3))
    kind = draw(st.sampled_from(["individual", "unit"]))
    party: dict[str, Any] = {"kind": kind}
    if kind == "individual" and draw(st.booleans()):
        party["age"] = draw(st.sampled_from([10, 13, 14, 17, 18, 40]))
        party["capacity"] = draw(st.sampled_from(["full", "partial", "none", None]))
    discovered = draw(st.sampled_from(["2022-01-02", "2024-01-01", "2024-01-02", "2026-06-01"]))
    return Case.model_validate(
        {
            "id": "x",
            "items": ["X-1"],
            "party": party,
            "act": {"start": "2022-01-01", "discovered": discovered},
            "decided": "2026-07-01",
            "facts": facts,
            "circumstances": circumstances,
        }
    )
