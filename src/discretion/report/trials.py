"""Tried cases: for a terminal, and as JSON."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding

from discretion.engine.trials import Trial, Trials
from discretion.report.layout import MUTED
from discretion.report.prose import Prose
from discretion.report.words import Words


def trials_view(done: Trials, words: Words) -> RenderableType:
    """Return the cases that differ, the rows that no case exercises, and the counts."""
    parts: list[RenderableType] = [_trial(trial, words) for trial in done.failed]
    for table in done.coverage:
        if table.unmet:
            rows = words.joined(map(str, table.unmet))
            parts.append(Prose(words("trials.unmet", item=table.item, rows=rows), style="yellow"))
    return Group(*parts, Prose(_counts(done, words), style="bold"))


def _trial(trial: Trial, words: Words) -> RenderableType:
    case = trial.placed.case
    head = Prose(words("trials.failed"), style="bold red")
    head.append(f"  {case.id}", style="bold")
    head.append(f"  {trial.placed.file}:{trial.placed.line}", style=MUTED)
    lines = [
        words(
            "trials.expected",
            key=words(f"trials.key.{difference.key}"),
            expected=words.value(difference.expected),
            actual=words.value(difference.actual),
        )
        for difference in trial.differences
    ]
    lines.append(words("trials.because", because=case.because))
    return Group(head, Padding(Group(*map(Prose, lines)), (0, 0, 1, 2)))


def _counts(done: Trials, words: Words) -> str:
    rows = sum(len(table.rows) for table in done.coverage)
    met = sum(len(table.rows) - len(table.unmet) for table in done.coverage)
    # Rounded down, so that all is said to be exercised only when it is.
    share = (Decimal(met) / max(rows, 1)).quantize(Decimal("0.001"), rounding=ROUND_DOWN)
    return words(
        "trials.counts",
        cases=len(done.trials),
        failed=len(done.failed),
        rows=rows,
        met=met,
        share=words.share(share),
    )


def trials_json(done: Trials, words: Words) -> dict[str, Any]:
    """Return what differs and what is exercised, as plain data."""
    return {
        "cases": len(done.trials),
        "failed": [
            {
                "id": trial.placed.case.id,
                "item": trial.placed.case.item,
                "file": trial.placed.file.as_posix(),
                "line": trial.placed.line,
                "differences": [
                    {
                        "key": d.key,
                        "expected": words.value(d.expected),
                        "actual": words.value(d.actual),
                    }
                    for d in trial.differences
                ],
            }
            for trial in done.failed
        ],
        "tables": [
            {
                "item": table.item,
                "version": table.version,
                "rows": list(table.rows),
                "unmet": list(table.unmet),
            }
            for table in done.coverage
        ],
    }
