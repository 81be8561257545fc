"""Findings of the proof: for a terminal, as JSON, and as SARIF 2.1.0 for code hosts."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding

from discretion.report.layout import MUTED, grid
from discretion.report.prose import Prose
from discretion.report.regions import RegionWords
from discretion.report.words import Words, clean
from discretion.rulebook.book import Rulebook
from discretion.rulebook.errors import Problem
from discretion.rulebook.proof.findings import CODES, Example, Finding, Severity
from discretion.rulebook.proof.fines import Line

_STYLE = {
    Severity.ERROR: "bold red",
    Severity.WARNING: "bold yellow",
    Severity.ACCEPTED: "cyan",
}
_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ACCEPTED: "note"}
_GRADES = ("grade", "graver", "less_grave", "grades")
_VARIANT = {"unreachable-row": "why"}
"""Findings that have a sentence for each value of this."""


class FindingWords:
    """Puts findings about one rulebook into words."""

    def __init__(self, book: Rulebook, words: Words) -> None:
        self.book, self.words = book, words

    def message(self, finding: Finding) -> str:
        """Return what is wrong."""
        values = dict(finding.values)
        code = f"lint.{finding.code}"
        if finding.code in _VARIANT:
            code += f".{values[_VARIANT[finding.code]]}"
        elif finding.code == "wrong-end":
            code += ".in" if values["included"] else ".out"
        return self.words(code, **self._said(finding, values))

    def mend(self, finding: Finding) -> str:
        """Return how to mend it."""
        return self.words(f"lint.{finding.code}.mend")

    def example(self, finding: Finding, example: Example | None = None) -> str:
        """Return the case that shows it."""
        case = example or finding.example
        return self._region(finding).case(case) if case else ""

    def region(self, finding: Finding) -> str:
        """Return the cases it is about, box by box."""
        return self._region(finding).boxes(finding.region)

    def _region(self, finding: Finding) -> RegionWords:
        return RegionWords(self.book, finding.item, self.words)

    def _said(self, finding: Finding, values: dict[str, object]) -> dict[str, str]:
        region = self._region(finding)
        said = {name: self._plain(region, name, value) for name, value in values.items()}
        rows = values.get("rows")
        if isinstance(rows, tuple) and len(rows) == 2:
            said = {"first": str(rows[0]), "second": str(rows[1]), **said}
        if finding.code == "amounts-overlap":
            said["shared"] = _span(region, values, "low", "high", (False, False))
        if finding.code == "not-covering":
            opens = bool(values["hole_low_open"]), bool(values["hole_high_open"])
            said["hole"] = _span(region, values, "hole_low", "hole_high", opens)
        return said

    def _plain(self, region: RegionWords, name: str, value: object) -> str:
        if name == "fact":
            return region.label(str(value))
        if name == "which":
            return self.words(f"lint.which.{value}")
        if name in _GRADES and isinstance(value, str | tuple):
            each = (value,) if isinstance(value, str) else value
            return self.words.joined(map(self.words.grade, each))
        if isinstance(value, Line):
            return region.line(value)
        if isinstance(value, Fraction):
            return region.number(value)
        return "" if isinstance(value, Example) else self.words.value(value)


def _span(
    region: RegionWords, values: dict[str, object], low: str, high: str, opens: tuple[bool, bool]
) -> str:
    least, most = values[low], values[high]
    assert isinstance(least, Fraction)
    assert isinstance(most, Fraction)
    return region.span(least, most, *opens)


# --- terminal ----------------------------------------------------------------------------------


def lint_view(findings: Sequence[Finding], book: Rulebook, words: Words) -> RenderableType:
    """Return all findings, news first, with the counts at the end."""
    said = FindingWords(book, words)
    ordered = sorted(findings, key=lambda f: not f.counts)
    parts = [_one(finding, said, words) for finding in ordered]
    return Group(*parts, Prose(counts_text(findings, book, words), style="bold"))


def counts_text(findings: Iterable[Finding], book: Rulebook, words: Words) -> str:
    """Return how many findings of each weight there are."""
    counts = Counter(f.severity for f in findings)
    title = words.pick(book.head.title, book.head.title_en)
    if not counts:
        return words("lint.clean", title=title, items=len(book.items))
    return words(
        "lint.counts",
        title=title,
        items=len(book.items),
        errors=counts[Severity.ERROR],
        warnings=counts[Severity.WARNING],
        accepted=counts[Severity.ACCEPTED],
    )


def _one(finding: Finding, said: FindingWords, words: Words) -> RenderableType:
    head = Prose(words(f"lint.severity.{finding.severity.value}"), style=_STYLE[finding.severity])
    head.append(f"  {finding.code}  ", style=MUTED)
    item = said.book.items.get(finding.item or "")
    if item:
        head.append(f"{item.code} {words.pick(item.title, item.title_en)}", style="bold")
    rows: list[tuple[str, RenderableType]] = [("", Prose(said.message(finding)))]
    if finding.region:
        rows.append((words("lint.label.region"), Prose(said.region(finding))))
    if example := said.example(finding):
        rows.append((words("lint.label.example"), Prose(example)))
    before = dict(finding.values).get("from")
    if isinstance(before, Example):
        text = words("lint.non-monotone.from", example=said.example(finding, before))
        rows.append(("", Prose(text)))
    if finding.accepted:
        rows.append((words("lint.label.accepted"), Prose(clean(finding.accepted))))
    else:
        rows.append((words("lint.label.mend"), Prose(said.mend(finding))))
    place = Prose(_place(finding), style=MUTED)
    return Group(head, Padding(Group(place, grid(rows)), (0, 0, 1, 2)))


def _place(finding: Finding | Problem) -> str:
    file = _relative(finding.file)
    return clean(f"{file}:{finding.line}" if finding.line else file)


def _relative(file: Path) -> str:
    """The path as a code host knows it: from here if it is below here."""
    try:
        return file.relative_to(Path(os.getcwd())).as_posix()
    except ValueError:
        return file.as_posix()


# --- JSON --------------------------------------------------------------------------------------


def lint_json(findings: Sequence[Finding], book: Rulebook, words: Words) -> dict[str, Any]:
    """Return all findings as plain data."""
    said = FindingWords(book, words)
    counts = Counter(f.severity.value for f in findings)
    return {
        "rulebook": book.name,
        "fingerprint": book.fingerprint,
        "counts": {s.value: counts[s.value] for s in Severity},
        "findings": [_json(finding, said) for finding in findings],
    }


def _json(finding: Finding, said: FindingWords) -> dict[str, Any]:
    before = dict(finding.values).get("from")
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "file": _relative(finding.file),
        "line": finding.line,
        "path": finding.path,
        "item": finding.item,
        "rows": list(rows) if (rows := dict(finding.values).get("rows")) else [],  # type: ignore[call-overload]
        "message": said.message(finding),
        "mend": said.mend(finding),
        "example": _example_json(finding.example),
        "milder_example": _example_json(before) if isinstance(before, Example) else None,
        "region": [dict(box) for box in finding.region],
        "accepted": finding.accepted,
    }


def _example_json(example: Example | None) -> dict[str, Any] | None:
    if example is None:
        return None
    facts = {n: str(v) if isinstance(v, Decimal) else v for n, v in example.facts}
    day = example.day.isoformat() if example.day else None
    return {"day": day, "party": example.party, "facts": facts}


def problems_json(problems: Iterable[Problem]) -> dict[str, Any]:
    """Return the faults of a rulebook that cannot be loaded."""
    faults = [
        {
            "code": "unusable",
            "severity": "error",
            "file": _relative(p.file),
            "line": p.line,
            "path": p.path,
            "message": str(p),
        }
        for p in problems
    ]
    return {"findings": faults}


# --- SARIF -------------------------------------------------------------------------------------


def lint_sarif(findings: Sequence[Finding], book: Rulebook, words: Words) -> dict[str, Any]:
    """Return all findings as SARIF 2.1.0 (OASIS); what is owned up to is a suppressed result."""
    said = FindingWords(book, words)
    used = sorted({finding.code for finding in findings})
    rules = [
        {
            "id": code,
            "help": {"text": words(f"lint.{code}.mend")},
            "defaultConfiguration": {"level": _LEVEL[CODES[code]]},
        }
        for code in used
    ]
    return _sarif_run(rules, [_result(finding, said) for finding in findings])


def problems_sarif(problems: Iterable[Problem], words: Words) -> dict[str, Any]:
    """Return the faults of a rulebook that cannot be loaded, as SARIF."""
    rule = {"id": "unusable", "help": {"text": words("lint.unusable")}}
    results = [
        {
            "ruleId": "unusable",
            "level": "error",
            "message": {"text": str(problem)},
            "locations": [_location(problem.file, problem.line)],
        }
        for problem in problems
    ]
    return _sarif_run([rule], results)


def _sarif_run(rules: list[dict[str, Any]], results: list[dict[str, Any]]) -> dict[str, Any]:
    from discretion import __version__

    driver = {"name": "discretion", "version": __version__, "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"version": "2.1.0", "runs": [run]}


def _result(finding: Finding, said: FindingWords) -> dict[str, Any]:
    text = said.message(finding)
    if example := said.example(finding):
        text += f"\n{said.words('lint.label.example')}：{example}"
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "level": _LEVEL[finding.severity],
        "message": {"text": text},
        "locations": [_location(finding.file, finding.line)],
        "properties": {"item": finding.item, "example": _example_json(finding.example)},
    }
    if finding.accepted:
        result["suppressions"] = [{"kind": "inSource", "justification": finding.accepted}]
    return result


def _location(file: Path, line: int | None) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": _relative(file)}}
    if line:
        physical["region"] = {"startLine": line}
    return {"physicalLocation": physical}
