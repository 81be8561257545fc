"""One item as its authors know it, with what exercises and what ails each row of its tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from discretion.desk.past.selection import Selection
from discretion.desk.rulebook.changes import Changed, changed
from discretion.desk.rulebook.findings import Note, at_row
from discretion.desk.rulebook.trials import Tried, TriedItem
from discretion.engine.book import Book
from discretion.report.book.compose import item_page
from discretion.report.book.content import ItemPage, Row, VersionPart
from discretion.report.words import Words
from discretion.rulebook.diff import between_versions
from discretion.rulebook.schema import BenchmarkRow, Item, ItemVersion, TableBenchmark


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of a table, where its amount comes from, and the cases that meet it.

    ``cases`` is None while past cases are not counted, or where a row is none of a table.
    """

    row: Row
    anchor: str
    origin: str
    by_policy: bool
    cases: int | None
    href: str
    tried: tuple[Tried, ...]
    untried: bool
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version of an item; ``differences`` are to the version before it, None for the first."""

    number: int
    part: VersionPart
    rows: tuple[RowView, ...]
    findings: tuple[Note, ...]
    """What the proof says of this version; a row has those that name it."""
    differences: tuple[Changed, ...] | None


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item: all its versions, the latest first."""

    page: ItemPage
    versions: tuple[VersionView, ...]
    notes: tuple[Note, ...]
    """What the proof says of the item as a whole."""
    cases: int | None
    href: str
    elsewhere: tuple[Tried, ...]
    """The authors' cases that end in no row."""
    before: tuple[str, str] | None
    after: tuple[str, str] | None
    """The neighbours in the rulebook: code and title."""


def item_view(
    book: Book,
    code: str,
    words: Words,
    *,
    notes: Sequence[Note] = (),
    tried: TriedItem | None = None,
    rows: Mapping[str, int] | None = None,
    cases: int | None = None,
) -> ItemView:
    """Return the item *code*; *rows* counts the past cases of ``CODE/version/row``."""
    item = book.items[code]
    page = item_page(book, item, words, ())
    # The page has the latest version first; numbers are those of the rule file.
    order = sorted(
        enumerate(item.versions, 1), key=lambda p: book.effective(p[1]).from_, reverse=True
    )
    differences = [*reversed(between_versions(book, item)), None]
    versions = []
    for (number, version), part, changes in zip(order, page.versions, differences, strict=True):
        table = _Table(book, item, number, version, words, notes, tried, rows)
        versions.append(
            VersionView(
                number,
                part,
                table.rows(part),
                tuple(n for n in notes if n.version == number),
                None if changes is None else changed(changes, book, code, words),
            )
        )
    before, after = _neighbours(book, code, words)
    return ItemView(
        page=page,
        versions=tuple(versions),
        notes=tuple(n for n in notes if not n.version),
        cases=cases,
        href=Selection.of(item=code).address(),
        elsewhere=tried.elsewhere if tried else (),
        before=before,
        after=after,
    )


@dataclass(frozen=True)
class _Table:
    """What is known of the rows of one version."""

    book: Book
    item: Item
    number: int
    version: ItemVersion
    words: Words
    notes: Sequence[Note]
    tried: TriedItem | None
    counts: Mapping[str, int] | None

    def rows(self, part: VersionPart) -> tuple[RowView, ...]:
        if part.benchmark is None:
            return ()
        table = self.version.benchmark
        held = {r.row: r for r in table.rows} if isinstance(table, TableBenchmark) else {}
        return tuple(self._row(row, held.get(int(row.number))) for row in part.benchmark.rows)

    def _row(self, row: Row, held: BenchmarkRow | None) -> RowView:
        number, key = int(row.number), f"{self.item.code}/{self.number}/{row.number}"
        at, origin = (self.number, number), _origin(row, held)
        counted = self.counts is not None and held is not None
        return RowView(
            row=row,
            anchor=f"row-{self.number}-{number}",
            origin=self.words(f"browse.origin.{origin}") if origin else "",
            by_policy=origin == "policy",
            cases=(self.counts or {}).get(key, 0) if counted else None,
            href=Selection.of(row=key).address(),
            tried=self.tried.by_row.get(at, ()) if self.tried else (),
            untried=at in self.tried.unmet if self.tried else False,
            notes=at_row(self.notes, self.number, number),
        )


def _origin(row: Row, held: BenchmarkRow | None) -> str:
    """Return the code of where the amount of a row comes from; nothing where it has none."""
    if not row.amounts:
        return ""
    if held is None:
        return "score"
    if held.fine is not None:
        return "row"
    if held.share is not None:
        return "share"
    return row.grade if row.grade in ("exempt", "mitigated") else "policy"


def _neighbours(
    book: Book, code: str, words: Words
) -> tuple[tuple[str, str] | None, tuple[str, str] | None]:
    codes = [*book.items]
    at = codes.index(code)
    said = [
        (c, words.pick(book.items[c].title, book.items[c].title_en)) if c else None
        for c in (
            codes[at - 1] if at else None,
            codes[at + 1] if at + 1 < len(codes) else None,
        )
    ]
    return said[0], said[1]
