"""An audit as JSON and on a terminal."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from rich.console import Console

from discretion.report.audit.data import audit_json
from discretion.report.audit.terminal import audit_view
from tests.report.audit.builders import OFFICERS, PARTY, audit, nothing, said

NUMBER: dict[str, Any] = {"type": ["number", "null"]}
TEXT: dict[str, Any] = {"type": ["string", "null"]}
COUNT = {"type": "integer"}
MONEY = {"type": ["string", "null"], "pattern": r"^\d+(\.\d\d)?$"}


def closed(**properties: Any) -> dict[str, Any]:
    names = list(properties)
    return {
        "type": "object",
        "properties": properties,
        "required": names,
        "additionalProperties": False,
    }


def several(item: Any) -> dict[str, Any]:
    return {"type": "array", "items": item}


ESTIMATE = closed(value=NUMBER, low=NUMBER, high=NUMBER, n=COUNT)
VERDICT = {"enum": ["unlawful", "off_benchmark", "unusual", "consistent", "cannot_say"]}
SCHEMA = closed(
    cases=COUNT,
    verdicts={"type": "object", "propertyNames": VERDICT, "additionalProperties": ESTIMATE},
    doubts={"type": "object", "additionalProperties": COUNT},
    unusable=COUNT,
    method={"enum": ["bh", "by"]},
    rate=NUMBER,
    outliers=several(
        closed(
            case_id=TEXT,
            item=TEXT,
            title=TEXT,
            party=TEXT,
            body=TEXT,
            team=TEXT,
            decided=TEXT,
            fine=MONEY,
            fine_expected=MONEY,
            severity=NUMBER,
            expected=NUMBER,
            p=NUMBER,
            q=NUMBER,
            n=COUNT,
            verdict=VERDICT,
        )
    ),
    pairs=several(
        closed(
            milder=TEXT,
            graver=TEXT,
            item=TEXT,
            similarity=NUMBER,
            fines=several(MONEY),
            severities=several(NUMBER),
            teams=several(TEXT),
            decided=several(TEXT),
        )
    ),
    disparities=several(
        closed(
            dimension=TEXT,
            group=TEXT,
            effect=ESTIMATE,
            raw=ESTIMATE,
            p=NUMBER,
            q=NUMBER,
            found={"type": "boolean"},
        )
    ),
    drifts=several(
        closed(
            item=TEXT,
            months=several({"type": "array", "prefixItems": [TEXT, ESTIMATE], "maxItems": 2}),
            changes=several(closed(day=TEXT, before=ESTIMATE, after=ESTIMATE, p=NUMBER, near=TEXT)),
        )
    ),
    heaps=several(
        closed(
            kind=TEXT,
            item=TEXT,
            amount=MONEY,
            observed=COUNT,
            expected=NUMBER,
            ratio=ESTIMATE,
            p=NUMBER,
        )
    ),
    notes=several(closed(code=TEXT, item=TEXT, title=TEXT, share=ESTIMATE, text=TEXT)),
    first=TEXT,
    last=TEXT,
    corpus_version=TEXT,
    rulebook=TEXT,
    corpus=TEXT,
    synthetic={"type": "boolean"},
    names_masked={"type": "boolean"},
    summary=several(TEXT),
)


@pytest.mark.parametrize("found", [audit(), nothing()], ids=["much", "nothing"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_keys_are_stable(found: Any, language: Any) -> None:
    text = json.dumps(audit_json(said(found, language)), ensure_ascii=False, allow_nan=False)
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(text))
    assert text == json.dumps(
        audit_json(said(found, language)), ensure_ascii=False, allow_nan=False
    )


def test_officers_are_masked_in_json() -> None:
    assert not [name for name in OFFICERS if name in json.dumps(audit_json(said()))]
    shown = json.dumps(audit_json(said(shown=True)), ensure_ascii=False)
    assert all(name in shown for name in OFFICERS)


def on_terminal(**setting: Any) -> str:
    console = Console(width=100, highlight=False, markup=False, emoji=False)
    with console.capture() as captured:
        console.print(audit_view(said(**setting)))
    return captured.get()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_terminal_tells_the_essentials(language: Any) -> None:
    text = on_terminal(language=language, synthetic=True)
    words = said(language=language).words
    for code in ("outliers", "pairs", "disparities", "changes", "heaps", "notes", "doubts"):
        assert words(f"audit.{code}") in text
    assert "+12.0%" in text
    assert PARTY not in text
    assert not [name for name in OFFICERS if name in text]
    assert "\x1b" not in text


def test_a_terminal_shows_the_first_and_counts_the_rest() -> None:
    assert "另有292项" in on_terminal(found=audit(outliers=audit().outliers * 150))


def test_a_terminal_says_when_nothing_is_found() -> None:
    text = on_terminal(found=nothing())
    assert "没有发现违法、偏离基准或者异常的案件" in text
    assert said().words("audit.outliers") not in text
