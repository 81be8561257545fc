"""An audit as JSON: stable keys, names of persons masked as on the page."""

from __future__ import annotations

from typing import Any

from discretion.report.audit.words import AuditWords
from discretion.report.jsonable import plain


def audit_json(said: AuditWords) -> dict[str, Any]:
    """Return everything as plain data, money in yuan as text, severities and shares as numbers."""
    audit, setting = said.audit, said.setting
    data: dict[str, Any] = plain(audit)
    data["corpus"] = setting.corpus
    data["synthetic"] = setting.synthetic
    data["names_masked"] = not setting.mask.shown
    data["summary"] = said.lead()
    for each, disparity in zip(data["disparities"], audit.disparities, strict=True):
        if disparity.dimension == "officer":
            each["group"] = said.group(disparity)
    for each, note in zip(data["notes"], audit.notes, strict=True):
        each["text"] = said.note(note)[1]
    return data
