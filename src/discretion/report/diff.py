"""Differences between two rulebooks: for a terminal, and as JSON."""

from __future__ import annotations

from collections import Counter
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding

from discretion.report.layout import MUTED, grid
from discretion.report.prose import Prose
from discretion.report.regions import RegionWords
from discretion.report.words import Words
from discretion.rulebook.book import Rulebook
from discretion.rulebook.diff import BookDiff, Change, ItemDiff
from discretion.rulebook.results import Direction, Result

MOST_BOXES = 6
"""A change is told in at most so many boxes on a terminal; JSON has them all."""
_STYLE = {
    Direction.MILDER: "bold green",
    Direction.HEAVIER: "bold red",
    Direction.MIXED: "bold yellow",
}


def result_text(result: Result | None, region: RegionWords) -> str:
    """Return what a table comes to."""
    words = region.words
    if result is None:
        return words("diff.not_applied")
    if not result.penalised:
        return words("diff.no_penalty")
    parts = [_fine_text(result, region)]
    if result.graded:
        grade = words.grade(result.grade.value if result.grade else None)
        if result.band is None:
            parts.append(words("diff.graded", grade=grade))
        else:
            parts.append(words("diff.band", grade=grade, band=region.line(result.band)))
    else:
        parts.append(words("diff.ungraded"))
    if others := len(result.others) + len(result.row_others):
        parts.append(words("diff.others", others=others))
    return words.joined(parts, "semicolon")


def _fine_text(result: Result, region: RegionWords) -> str:
    words = region.words
    if not result.held:
        return words("diff.not_held")
    if not result.fine:
        return words("diff.no_fine")
    fine = words.joined(map(region.line, result.fine))
    text = words("diff.fine_optional" if result.optional else "diff.fine", fine=fine)
    return text + words("diff.higher") if result.higher else text


def diff_view(found: BookDiff, new: Rulebook, words: Words) -> RenderableType:
    """Return all differences, item by item."""
    if found.empty:
        return Prose(words("diff.none"), style="bold")
    parts: list[RenderableType] = [_item(item, new, words) for item in found.items]
    for name, kind in found.rules:
        parts.append(Prose(f"{words(f'diff.{kind}')}  {words('diff.rule', id=name)}"))
    for name in found.policy:
        parts.append(Prose(f"{words('diff.policy')}  {words(f'diff.policy.{name}')}"))
    parts.append(Prose(_counts(found, words), style="bold"))
    return Group(*parts)


def _item(item: ItemDiff, new: Rulebook, words: Words) -> RenderableType:
    head = Prose(words(f"diff.{item.kind}"), style=MUTED)
    head.append(f"  {item.code} {item.title}", style="bold")
    region = RegionWords(new, item.code, words)
    parts = [_change(change, region, words) for change in item.changes]
    if item.texts:
        changed = words.joined(words(f"diff.text.{name}") for name in item.texts)
        parts.append(grid([(words("diff.texts"), Prose(changed))]))
    return Group(head, Padding(Group(*parts), (0, 0, 1, 2)))


def _change(change: Change, region: RegionWords, words: Words) -> RenderableType:
    boxes = region.boxes(change.region[:MOST_BOXES])
    if len(change.region) > MOST_BOXES:
        boxes += words("diff.more", count=len(change.region) - MOST_BOXES)
    period = period_text(change, words)
    rows: list[tuple[str, RenderableType]] = [
        (words("diff.where"), Prose(boxes or words("region.everywhere"))),
        (words("diff.when"), Prose(period, style=MUTED)),
        (words("diff.before"), Prose(side_text(change, change.before, region))),
        (words("diff.after"), Prose(side_text(change, change.after, region))),
    ]
    head = Prose(words(f"diff.{change.direction.value}"), style=_STYLE[change.direction])
    return Group(head, Padding(grid(rows), (0, 0, 0, 2)))


def period_text(change: Change, words: Words) -> str:
    """Return the days for which a change holds."""
    if change.end is None:
        return words("diff.period_open", start=change.start)
    return words("diff.period", start=change.start, end=change.end)


def side_text(change: Change, result: Result | None, region: RegionWords) -> str:
    """Return what a rulebook says of the cases of a change."""
    if None in (change.before, change.after) and result is not None:
        return region.words("diff.applied")
    return result_text(result, region)


def _counts(found: BookDiff, words: Words) -> str:
    kinds = Counter(item.kind for item in found.items)
    return words(
        "diff.counts",
        added=kinds["added"],
        removed=kinds["removed"],
        changed=kinds["changed"],
        rules=len(found.rules),
        policy=len(found.policy),
    )


def diff_json(found: BookDiff, old: Rulebook, new: Rulebook, words: Words) -> dict[str, Any]:
    """Return all differences as plain data."""
    return {
        "old": {"name": old.name, "fingerprint": old.fingerprint},
        "new": {"name": new.name, "fingerprint": new.fingerprint},
        "equal": found.empty,
        "items": [_item_json(item, new, words) for item in found.items],
        "rules": dict(found.rules),
        "policy": list(found.policy),
    }


def _item_json(item: ItemDiff, new: Rulebook, words: Words) -> dict[str, Any]:
    region = RegionWords(new, item.code, words)
    changes = [
        {
            "from": change.start.isoformat(),
            "to": change.end.isoformat() if change.end else None,
            "direction": change.direction.value,
            "region": [dict(box) for box in change.region],
            "cases": region.boxes(change.region) or words("region.everywhere"),
            "before": side_text(change, change.before, region),
            "after": side_text(change, change.after, region),
        }
        for change in item.changes
    ]
    return {
        "code": item.code,
        "title": item.title,
        "kind": item.kind,
        "changes": changes,
        "texts": list(item.texts),
    }
