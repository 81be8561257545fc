"""Differences by what they mean, in words: between versions of an item, and between rulebooks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from discretion.report.book.places import period_text
from discretion.report.diff import period_text as change_days
from discretion.report.diff import side_text
from discretion.report.regions import RegionWords
from discretion.report.words import Words, clean
from discretion.rulebook.book import Rulebook
from discretion.rulebook.diff import BookDiff, Change, ItemDiff
from discretion.rulebook.load import rules_folder

MOST_BOXES = 6
"""A change is told in at most so many sets of cases."""


@dataclass(frozen=True, slots=True)
class Changed:
    """Cases of which something else is said than before."""

    direction: str
    """``milder``, ``heavier`` or ``mixed``."""
    cases: str
    days: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangedItem:
    """One item that changed; ``kind`` is ``added``, ``removed`` or ``changed``."""

    kind: str
    code: str
    title: str
    here: bool
    """Whether the newer rulebook has it."""
    changes: tuple[Changed, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """All that changed from an older rulebook to this one."""

    older: str
    items: tuple[ChangedItem, ...]
    rules: tuple[tuple[str, str], ...]
    """Id of a general rule, and what became of it in words."""
    policy: tuple[str, ...]


def changed(
    changes: Iterable[Change], book: Rulebook, code: str, words: Words
) -> tuple[Changed, ...]:
    """Return changes of the item *code* in words, as *book* calls its facts."""
    region = RegionWords(book, code, words)
    found = []
    for change in changes:
        cases = region.boxes(change.region[:MOST_BOXES]) or words("region.everywhere")
        if len(change.region) > MOST_BOXES:
            cases += words("diff.more", count=len(change.region) - MOST_BOXES)
        before, after = (side_text(change, s, region) for s in (change.before, change.after))
        days = change_days(change, words)
        found.append(Changed(change.direction.value, cases, days, before, after))
    return tuple(found)


def compared(found: BookDiff, old: Rulebook, new: Rulebook, words: Words) -> Compared:
    """Return what changed from *old* to *new* in words."""
    title = words.pick(old.head.title, old.head.title_en)
    return Compared(
        older=title + words.brackets(period_text(old.head.effective, words)),
        items=tuple(_item(item, old, new, words) for item in found.items),
        rules=tuple((clean(name), words(f"diff.{kind}")) for name, kind in found.rules),
        policy=tuple(words(f"diff.policy.{name}") for name in found.policy),
    )


def _item(item: ItemDiff, old: Rulebook, new: Rulebook, words: Words) -> ChangedItem:
    here = item.code in new.items
    book = new if here else old
    held = book.items[item.code]
    return ChangedItem(
        kind=item.kind,
        code=item.code,
        title=words.pick(held.title, held.title_en),
        here=here,
        changes=changed(item.changes, book, item.code, words),
        texts=tuple(words(f"diff.text.{name}") for name in item.texts),
    )


def others(book: Rulebook) -> dict[str, Path]:
    """Return the rulebooks that *book* can be compared with: those beside it, and the shipped."""
    shelves = [rules_folder()]
    if book.folder is not None:
        shelves.insert(0, book.folder.parent)
    found: dict[str, Path] = {}
    for shelf in shelves:
        for head in sorted(shelf.glob("*/rulebook.yaml")):
            if head.parent != book.folder and (head.parent / "items").is_dir():
                found.setdefault(head.parent.name, head.parent)
    return found


def called(folder: Path, words: Words) -> str:
    """Return what the rulebook in *folder* is called: its title, and the folder's own name."""
    try:
        head = yaml.safe_load((folder / "rulebook.yaml").read_text(encoding="utf-8"))
        title = words.pick(head["title"], head.get("title_en"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, yaml.YAMLError):
        return clean(folder.name)  # what is wrong with it is said when it is compared with
    return title + words.brackets(clean(folder.name)) if title else clean(folder.name)
