"""What a reader has changed about a case: held in the address, so that a page can be sent on.

The keys of an address: ``fact.NAME`` (empty: not known), ``item``, ``party``, ``act``,
``decided``, ``fine``, and ``exclude`` once for each past case that is not accepted as comparable.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from pydantic import ValidationError
from starlette.datastructures import QueryParams

from discretion.model.case import Case, FactValue
from discretion.model.penalty import PenaltyKind
from discretion.rulebook.prose.numerals import parse_amount
from discretion.rulebook.prose.unreadable import UnreadableError
from discretion.rulebook.schema import FactDeclaration, FactType

BASICS = ("item", "party", "act", "decided", "fine")
"""Parts of a case, beside its facts, that can be changed."""
FACT = "fact."
MOST_EXCLUDED, LONGEST = 50, 200
Declarations = Mapping[str, FactDeclaration]


@dataclass(frozen=True, slots=True)
class Changes:
    """Values by key, as they are written; and the past cases that are left out."""

    values: Mapping[str, str] = field(default_factory=dict)
    excluded: tuple[str, ...] = ()

    @classmethod
    def of(cls, query: QueryParams, case: Case, declared: Declarations) -> tuple[Changes, bool]:
        """Read an address; and say whether it is as short as it can be.

        What is no key, and what is as the case has it, is no change.
        """
        values: dict[str, str] = {}
        spare = False
        for key, text in query.items():
            if key not in BASICS and key.removeprefix(FACT) not in declared:
                continue
            given = _plain(key, text.strip()[:LONGEST], declared)
            if given == written(case, key, declared):
                spare = True
            else:
                values[key] = given
        excluded = dict.fromkeys(i for i in query.getlist("exclude") if i)
        return cls(values, tuple(excluded)[:MOST_EXCLUDED]), not spare

    def __bool__(self) -> bool:
        """Whether the case itself is changed."""
        return bool(self.values)

    def having(self, **values: str) -> Changes:
        """Return the changes with these besides."""
        return Changes({**self.values, **values}, self.excluded)

    def having_fact(self, name: str, value: FactValue) -> Changes:
        """Return the changes with this value of a fact besides."""
        return Changes({**self.values, FACT + name: fact_text(value)}, self.excluded)

    def without(self, case_id: str) -> Changes:
        """Return the changes with this past case left out besides."""
        return Changes(self.values, (*self.excluded, case_id))

    def again_with(self, case_id: str) -> Changes:
        """Return the changes with this past case taken in again."""
        return Changes(self.values, tuple(i for i in self.excluded if i != case_id))

    def pairs(self, fixed: Iterable[tuple[str, str]] = ()) -> list[tuple[str, str]]:
        """Return keys and values of the address, after the *fixed* ones."""
        excluded = (("exclude", case_id) for case_id in self.excluded)
        return [*fixed, *self.values.items(), *excluded]

    def query(self, fixed: Iterable[tuple[str, str]] = ()) -> str:
        """Return the query of the address, with its question mark; empty without changes."""
        pairs = self.pairs(fixed)
        return f"?{urlencode(pairs)}" if pairs else ""

    def applied(self, case: Case, declared: Declarations) -> Case:
        """Return the case as changed.

        Raises:
            ValueError: a value cannot be; the message says which, and what it may be.
        """
        if not self.values:
            return case
        data = case.model_dump()
        for key, text in self.values.items():
            _apply(data, key, text, declared)
        try:
            return Case.model_validate(data)
        except ValidationError as error:
            told = (str(e["msg"]).removeprefix("Value error, ") for e in error.errors())
            raise ValueError("；".join(told)) from None


def written(case: Case, key: str, declared: Declarations) -> str:
    """Return what a case has for *key*, as it is written in an address; empty if it has nothing."""
    if key.startswith(FACT):
        name = key.removeprefix(FACT)
        if name not in case.facts and name in case.circumstances:
            return "true"
        return _plain(key, fact_text(case.facts.get(name)), declared)
    fine = case.penalty.fine if case.penalty else None
    found = {
        "item": case.items[0] if len(case.items) == 1 else " ".join(case.items),
        "party": case.party.kind.value,
        "act": case.act.start,
        "decided": case.decided,
        "fine": fine,
    }[key]
    return "" if found is None else str(found)


def _plain(key: str, text: str, declared: Declarations) -> str:
    """Return *text*, empty for a finding that is not made: it need not be said."""
    declaration = declared.get(key.removeprefix(FACT)) if key.startswith(FACT) else None
    not_made = declaration is not None and declaration.circumstance and text == "false"
    return "" if not_made else text


def fact_text(value: FactValue) -> str:
    """Return the value of a fact as it is written in an address and a form."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _apply(data: dict[str, Any], key: str, text: str, declared: Declarations) -> None:
    if key.startswith(FACT):
        _apply_fact(data, key.removeprefix(FACT), text, declared)
    elif key == "item":
        data["items"] = tuple(text.split())
    elif key == "party":
        data["party"]["kind"] = text
    elif key == "act":
        data["act"] = {**data["act"], "start": text or None}
    elif key == "decided":
        data["decided"] = text or None
    else:
        penalty = {n: v for n, v in (data["penalty"] or {}).items() if n not in ("fine", "text")}
        kinds = [k for k in penalty.get("kinds", ()) if k is not PenaltyKind.FINE]
        data["penalty"] = {**penalty, "kinds": kinds, "fine": _yuan(text)}


def _yuan(text: str) -> str | None:
    """Return an amount as people write one (1.5万, １,500元) in yuan."""
    if not text:
        return None
    try:
        return str(parse_amount(text))
    except UnreadableError as error:
        raise ValueError(f"{error}".rstrip("。") + "。") from None


def _apply_fact(data: dict[str, Any], name: str, text: str, declared: Declarations) -> None:
    declaration = declared[name]
    data["circumstances"] = tuple(c for c in data["circumstances"] if c != name)
    data["facts"].pop(name, None)
    if declaration.circumstance:
        if text == "true":
            data["circumstances"] = (*data["circumstances"], name)
    elif declaration.type is FactType.BOOL:
        if text in ("true", "false"):
            data["facts"][name] = text == "true"
    elif text:
        data["facts"][name] = text.replace(",", "") if not declaration.choices else text
