"""Parts of rule files to be, each value with the cell of the workbook that says it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from discretion.rulebook.exchange.columns import Way
from discretion.rulebook.exchange.comments import Comments
from discretion.rulebook.plain import Steps, format_path

Data = dict[str, Any]


@dataclass(slots=True)
class Part:
    """A part of a rule file: its own values, the cells that say them, and the parts inside it."""

    place: str
    data: Data = field(default_factory=dict)
    cells: dict[Steps, str] = field(default_factory=dict)
    comment: str = ""
    lists: dict[Way, list[Part]] = field(default_factory=dict)
    named: dict[Way, dict[str, Part]] = field(default_factory=dict)

    def put(self, way: Way, value: Any, place: str) -> None:
        """Set the value at *way*, said by the cell *place*."""
        put(self.data, way, value)
        self.cells[way] = place


@dataclass(slots=True)
class Draft:
    """One rule file to be: its data, the cells by path, and its comments."""

    data: Data = field(default_factory=dict)
    cells: dict[Steps, str] = field(default_factory=dict)
    comments: Comments = field(default_factory=Comments)

    def place(self, path: Steps) -> str:
        """Return the cell that says what is at *path*, or what is around it."""
        # A tag of a union stands in a path as well; what is not known is passed over.
        known: Steps = ()
        for step in path:
            if any(cell[: len(known) + 1] == (*known, step) for cell in self.cells):
                known = (*known, step)
        while known not in self.cells and known:
            known = known[:-1]
        return self.cells.get(known, "")

    def place_of(self, path: str) -> str:
        """Return the cell of a path as it is written: ``items[3].versions[0]``."""
        by_text = {format_path(steps): cell for steps, cell in self.cells.items()}
        while path and path not in by_text:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return by_text.get(path, "")

    def take(self, part: Part, path: Steps) -> Data:
        """Add the cells and comments of *part*, which stands at *path*; return all its data."""
        self.cells[path] = part.place
        for way, place in part.cells.items():
            self.cells[(*path, *way)] = place
        if part.comment:
            self.comments.add(path, part.comment)
        for way, parts in part.lists.items():
            found = [self.take(one, (*path, *way, i)) for i, one in enumerate(parts)]
            put(part.data, way, found)
            self.cells.setdefault((*path, *way), part.place)
        for way, names in part.named.items():
            put(part.data, way, {n: self.take(p, (*path, *way, n)) for n, p in names.items()})
        return part.data


def put(data: Data, way: Way, value: Any) -> None:
    """Set the value at *way*, with the mappings that lead there."""
    for step in way[:-1]:
        data = data.setdefault(step, {})
    data[way[-1]] = value


def leaves(data: Data, path: Way = ()) -> Iterator[tuple[Way, Any]]:
    """Yield what is not a mapping inside *data*, each with the keys that lead to it."""
    for key, value in data.items():
        if isinstance(value, dict) and value:
            yield from leaves(value, (*path, str(key)))
        else:
            yield (*path, str(key)), value


def overlap(one: Way, other: Way) -> bool:
    """Whether one of two ways leads through the place that the other leads to."""
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


_PLAIN_NAME = re.compile(r"[^/\\\x00-\x1f.][^/\\\x00-\x1f]{0,180}\.yaml")


def is_plain_name(name: str) -> bool:
    """Whether *name* can be a file of a folder: one plain name that ends in .yaml."""
    return len(name.encode()) <= 200 and bool(_PLAIN_NAME.fullmatch(name))


def is_case_file(name: str) -> bool:
    """Whether *name*, within a rulebook's folder, holds worked cases."""
    return name.startswith("cases/") and is_plain_name(name.removeprefix("cases/"))
