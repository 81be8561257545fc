"""A reasoned document as plain text, and as JSON data."""

from __future__ import annotations

from typing import Any

from discretion.report.reasoned.document import ReasonedDocument, Table
from discretion.report.words import Words, numeral


def as_text(document: ReasonedDocument) -> str:
    """Return *document* as plain text, a paragraph a line."""
    words = Words(document.language)
    lines = [document.title]
    lines += [_labelled(words, f"reasoned.label.{code}", text) for code, text in document.head]
    for number, part in enumerate(document.parts, start=1):
        mark = f"{numeral(number)}、" if document.language == "zh" else f"{number}. "
        lines += ["", mark + part.title, part.text]
    if document.body or document.day:
        day = document.day
        signed = words("reasoned.day", year=day.year, month=day.month, day=day.day) if day else ""
        lines += ["", *(text for text in (document.body, signed) if text)]
    lines += ["", words("punctuation.label", label=words("reasoned.annex"),
                        value=words("reasoned.annex_title"))]  # fmt: skip
    for table in document.tables:
        lines += ["", table.title, *_rows(table, words)]
    lines += ["", words("reasoned.note.title"), *document.notes]
    lines += ["", words("reasoned.origin")]
    lines += [_labelled(words, f"reasoned.digest.{code}", text) for code, text in document.origin]
    return "\n".join(lines) + "\n"


def _labelled(words: Words, code: str, text: str) -> str:
    return words("punctuation.label", label=words(code), value=text)


def _rows(table: Table, words: Words) -> list[str]:
    """Return the rows, each cell after its head; an empty cell and its head are left out."""
    found = []
    for row in table.rows:
        cells = zip(table.heads, row.cells, strict=True)
        said = [
            words("punctuation.label", label=head, value=cell.strip("　"))
            for head, cell in cells
            if cell not in ("", "—")
        ]
        found.append("  " + words.joined(said, "semicolon"))
    return found


def as_json(document: ReasonedDocument) -> dict[str, Any]:
    """Return *document* as JSON data, every sentence with the codes that it rests on."""
    words = Words(document.language)
    return {
        "title": document.title,
        "head": dict(document.head),
        "parts": [
            {
                "code": part.code,
                "title": part.title,
                "sentences": [
                    {
                        "text": said.text.strip(),
                        "codes": list(said.codes),
                        "citation": words.place(said.place),
                    }
                    for said in part.statements
                ],
            }
            for part in document.parts
        ],
        "annex": [
            {
                "code": table.code,
                "title": table.title,
                "heads": list(table.heads),
                "rows": [{"cells": list(r.cells), "codes": list(r.codes)} for r in table.rows],
            }
            for table in document.tables
        ],
        "notes": list(document.notes),
        "body": document.body,
        "day": document.day.isoformat() if document.day else None,
        "origin": dict(document.origin),
    }
