"""What a sheet and a column of a workbook are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from discretion.rulebook.exchange.values import TEXT, Form

Way = tuple[str, ...]
"""The keys that lead to a value inside the part of a rule file that a row is."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key here, its heading, what the heading's comment says, and its width.

    ``usual`` is shown where a rule file leaves the value out. ``fixed`` marks ids: they are locked,
    since other places refer to them.
    """

    key: str
    heading: str
    note: str
    width: int
    form: Form = TEXT
    way: Way = ()
    usual: object = None
    fixed: bool = False

    @property
    def steps(self) -> Way:
        """The way to the value; by default the column's own key."""
        return self.way or (self.key,)


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet: its title, what it is for, its columns, and how many of them stay in view."""

    title: str
    about: str
    columns: tuple[Column, ...]
    frozen: int
    by_heading: Mapping[str, Column] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_heading", {c.heading: c for c in self.columns})
