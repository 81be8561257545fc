"""Hypothesis strategies for any rule file that the schema allows, field by field.

They are made from the schema itself: a new field is generated as soon as it is declared.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from discretion.model.money import Money
from discretion.rulebook.schema import DerivedFact, FactDeclaration, scalars
from discretion.rulebook.schema.benchmarks import BenchmarkRow
from discretion.rulebook.schema.fines import FineForm
from discretion.rulebook.schema.penalties import OtherPenalty, PenaltyClause

_M = TypeVar("_M", bound=BaseModel)
AWKWARD = (
    *[
        "以上",
        "不足",
        "超过",
        "或者",
        " 或者 ",
        " 与 ",
        " 且 ",
        "\n或 ",
        "第3条",
        " 注：",
        " 编号：",
    ],
    *["“引号”", '"', "'", "''", "=1+1", "+", "-", "@", "#", " # ", "：", ": ", "、", "【"],
    *["_x000D_", "_x005F_", "\n", "\r\n", "\t", "\u2028", "\x85", "　", "  ", "[", "{", "}"],
    *["null", "true", "是", "500元", "1倍", "2024-01-01", "1.50", "007", "é", "龘", "😀", "\ufeff"],
)
"""What the forms of cells, Excel, XML and YAML each treat as something else than text."""
NAMES = ("area_m2", "gains", "harm", "days", "a", "z9_")
TESTS = (
    *["-", "5", "0.5", '"甲"', "true", "false", "< 5", "<= 5", "> 5", ">= 5", "[2..5]", "[2..5)"],
    *["(2..5]", "(2..5)", '"a","b"', "1, 2", "not(0)", 'not("a","b")', "null", "not(null)"],
    *[" >= 2", '"有“引号”的字"', '"a 且 b: c"', '"或 x"', "【】", "=1", "_x000D_", "00", "1e5"],
)


def texts(longest: int = 24) -> st.SearchStrategy[str]:
    """Texts that a rule file may hold, stripped as the schema strips them."""
    alphabet = st.characters(codec="utf-8", exclude_categories=["C"]) | st.sampled_from("\n\t")
    pieces = st.sampled_from(AWKWARD) | st.text(alphabet, max_size=5)
    whole = st.lists(pieces, min_size=1, max_size=5).map(lambda found: "".join(found).strip())
    return whole.filter(lambda text: 0 < len(text) <= longest * 10)


_SCALARS: tuple[tuple[Any, st.SearchStrategy[Any]], ...] = (
    (scalars.Text, texts()),
    (scalars.Identifier, st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True)),
    (scalars.FactName, st.sampled_from(NAMES)),
    (scalars.ItemCode, st.from_regex(r"[A-Z][A-Z0-9-]{0,6}", fullmatch=True)),
    (scalars.Division, st.from_regex(r"[0-9]{6}", fullmatch=True)),
    (scalars.Cell, st.sampled_from(TESTS)),
    (scalars.Day, st.dates(date(1900, 1, 1), date(2100, 12, 31))),
    (scalars.Condition, st.lists(
        st.dictionaries(st.sampled_from(NAMES), st.sampled_from(TESTS), max_size=3),
        min_size=1, max_size=3)),
    (Money, st.integers(0, 10**9) | st.decimals(0, 10**6, places=2).map(str)),
    (bool, st.booleans()),
)  # fmt: skip


def of(hint: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for plain values that are valid for a type hint of the schema."""
    for known, strategy in _SCALARS:
        if hint == known or _refines(hint, known):
            return strategy
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _annotated(inner[0], inner[1:])
    if origin is Literal:
        return st.sampled_from(inner)
    if origin in (Union, types.UnionType):
        return st.one_of(*(st.none() if part is type(None) else of(part) for part in inner))
    if origin in (tuple, list):
        return st.lists(of(inner[0]), max_size=3)
    if origin is dict:
        return st.dictionaries(of(inner[0]), of(inner[1]), max_size=3)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from([one.value for one in hint])
    assert issubclass(hint, BaseModel), hint
    return st.deferred(lambda: plain(hint))


def _refines(hint: Any, known: Any) -> bool:
    """Whether *hint* is *known* with more said of the field, such as its alias."""
    both = get_origin(hint) is get_origin(known) is Annotated
    return both and get_args(hint)[: len(get_args(known))] == get_args(known)


def _annotated(inner: Any, metadata: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    bounds: dict[str, Any] = {}
    for part in metadata:
        for one in part.metadata if isinstance(part, FieldInfo) else (part,):
            bounds |= {k: v for k in ("ge", "gt", "le", "lt", "min_length", "max_length")
                       if (v := getattr(one, k, None)) is not None}  # fmt: skip
    if inner is int:
        return st.integers(bounds.get("ge", 0), bounds.get("le", 3000))
    if inner is Decimal:
        low = 1 if "gt" in bounds else 0
        high = min(bounds.get("le", 1000), 1000)
        return st.integers(low, high) | st.sampled_from(["1", "0.5", "0.05"])
    if get_origin(inner) in (tuple, list):
        most = min(bounds.get("max_length", 3), 3)
        return st.lists(of(get_args(inner)[0]), min_size=bounds.get("min_length", 0), max_size=most)
    return of(inner)


@lru_cache
def _fields(model: type[BaseModel]) -> Mapping[str, tuple[st.SearchStrategy[Any], bool]]:
    hints = get_type_hints(model, include_extras=True)
    return {
        field.alias or name: (of(hints[name]), field.is_required())
        for name, field in model.model_fields.items()
    }


@st.composite
def plain(draw: st.DrawFn, model: type[BaseModel]) -> dict[str, Any]:
    """The plain data of a valid *model*: each optional field is there or not."""
    data = {
        key: value
        for key, (strategy, required) in _fields(model).items()
        if (required or key in ("form", "kind", "method") or draw(st.booleans()))
        and (value := draw(strategy)) is not None
    }
    _mend(model, data)
    model.model_validate(data)
    return data


def _mend(model: type[BaseModel], data: dict[str, Any]) -> None:
    """Make the fields of one model fit together, as its validators want them."""
    for low, high in (("min", "max"), ("floor", "cap"), ("from", "to")):
        if low in data and high in data:
            data[low], data[high] = sorted((data[low], data[high]), key=_size)
            if low == "min" and _size(data[low]) == _size(data[high]):
                data |= {"min_open": False, "max_open": False}
    if model in (FactDeclaration, DerivedFact):
        if data["type"] != "choice":
            data.pop("choices", None)
        elif not data.get("choices"):
            data["choices"] = {"slight": "轻微", "grave": "严重：“甚”"}
        if data["type"] != "bool":
            data.pop("circumstance", None)
    if model is BenchmarkRow and "fine" in data:
        data.pop("share", None)
    if model is PenaltyClause and "fine" not in data and not data.get("others"):
        data["fine"] = {"form": "unspecified", "note": "未写"}
    if model is OtherPenalty and data["kind"] == "fine":
        data["kind"] = "warning"


def _size(value: Any) -> Any:
    return value if isinstance(value, date) else Decimal(str(value))


def valid(model: type[_M]) -> st.SearchStrategy[_M]:
    """Valid instances of *model*."""
    return plain(model).map(model.model_validate)


FINES: st.SearchStrategy[Any] = of(FineForm)
