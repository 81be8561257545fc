"""Results as plain data for JSON: stable keys, money in yuan as text, dates in ISO 8601."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from pydantic import BaseModel

from discretion.model.case import Case
from discretion.model.determination import Determination
from discretion.model.money import Money
from discretion.model.review import Review
from discretion.report.words import Language, Words


def plain(value: Any) -> Any:
    """Return *value* as JSON data; dataclasses become objects with keys in their order."""
    if isinstance(value, Money | Decimal):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Case):
        return {"id": value.id, "digest": value.digest}
    if is_dataclass(value) and not isinstance(value, type):
        data: Any = value
        return {
            f.name: {n: plain(v) for n, v in data.values}
            if f.name == "values"
            else plain(getattr(value, f.name))
            for f in fields(value)
        }
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, tuple | list):
        return [plain(v) for v in value]
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    return value


def determination_json(determination: Determination, language: Language = "zh") -> dict[str, Any]:
    """Return a determination as JSON data, every reason with its sentence."""
    words = Words(language)
    facts = dict(determination.facts)
    data: dict[str, Any] = {
        f.name: plain(getattr(determination, f.name))
        for f in fields(determination)
        if f.name not in ("case", "reasons", "for_person", "facts")
    }
    data["case_digest"] = determination.case_digest
    data["facts"] = {name: plain(value) for name, value in determination.facts}
    data["reasons"] = [{**plain(r), "text": words.reason(r, facts)} for r in determination.reasons]
    data["for_person"] = [
        {**plain(r), "text": words.reason(r, facts, kind="person")}
        for r in determination.for_person
    ]
    return data


def review_json(review: Review, language: Language = "zh") -> dict[str, Any]:
    """Return a review as JSON data, every finding with its sentence."""
    words = Words(language)
    data: dict[str, Any] = {
        "case_id": review.determination.case_id,
        "verdict": review.verdict.value,
        "verdict_text": words(f"verdict.{review.verdict.value}"),
        "fine": plain(review.fine),
        "lawful": plain(review.lawful),
        "benchmark": plain(review.benchmark),
        "comparison": plain(review.comparison),
        "findings": [
            {"code": f.code, "values": {n: plain(v) for n, v in f.values}, "text": words.finding(f)}
            for f in review.findings
        ],
        "matches": plain(review.matches),
        "corpus_version": review.corpus_version,
    }
    data["determination"] = determination_json(review.determination, language)
    return data
