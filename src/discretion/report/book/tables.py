"""What changed in the tables of two rulebooks, by what they mean, for the book's history."""

from __future__ import annotations

from discretion.report.book.content import Change
from discretion.report.diff import period_text, side_text
from discretion.report.regions import RegionWords
from discretion.report.words import Words
from discretion.rulebook.book import Rulebook
from discretion.rulebook.diff import diff

TableChanges = dict[str, tuple[Change, ...]]
"""The changes of each item whose tables differ in some case, by its code."""


def table_changes(old: Rulebook, new: Rulebook, words: Words) -> TableChanges:
    """Return in which cases the tables of an item in both rulebooks say otherwise."""
    found = {}
    for item in diff(old, new).items:
        region = RegionWords(new, item.code, words)
        changes = []
        for change in item.changes:
            direction = words(f"diff.{change.direction.value}")
            cases = region.boxes(change.region) or words("region.everywhere")
            part = words("punctuation.label", label=direction, value=cases)
            part += words.brackets(period_text(change, words))
            before, after = (side_text(change, s, region) for s in (change.before, change.after))
            changes.append(Change(part, (before,), (after,)))
        if changes:
            found[item.code] = tuple(changes)
    return found
