"""What changed: between versions of an item, and between two rulebooks.

Parts are compared as the book prints them, so that equal wording shows nothing. Tables of two
rulebooks are compared by what they mean: equal tables written otherwise show no difference, and a
change of policy shows in every amount that it moves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from discretion.report.book.content import (
    Amount,
    BenchmarkTable,
    Book,
    Change,
    Cited,
    ItemChange,
    ItemPage,
    Row,
    VersionPart,
)
from discretion.report.book.tables import TableChanges
from discretion.report.words import Words

Lines = Mapping[str, tuple[str, ...]]
"""What a part says, line by line, by its heading."""


def between_versions(page: ItemPage, words: Words) -> tuple[ItemChange, ...]:
    """Return what each version changed, the latest first; ``page`` has its versions so too."""
    found = []
    for newer, older in zip(page.versions, page.versions[1:], strict=False):
        changes = _differences(_version_lines(older, words), _version_lines(newer, words))
        found.append(ItemChange("changed", page.code, page.title, page.code, changes, newer.period))
    return tuple(found)


def between_books(
    old: Book, new: Book, tables: TableChanges, words: Words
) -> tuple[ItemChange, ...]:
    """Return which items and other parts *new* adds to *old*, leaves out, or changes.

    *tables* says how the tables of items in both differ.
    """
    before = {page.code: page for page in old.items}
    after = {page.code: page for page in new.items}
    found = [ItemChange("added", c, p.title, c) for c, p in after.items() if c not in before]
    found += [ItemChange("removed", c, p.title, "") for c, p in before.items() if c not in after]
    for code, page in after.items():
        if code in before:
            told = _differences(_page_lines(before[code], words), _page_lines(page, words))
            changes = (*tables.get(code, ()), *told)
            if changes:
                found.append(ItemChange("changed", code, page.title, code, changes))
    for part, (lines_before, lines_after) in {
        "general": (_rules(old), _rules(new)),
        "policy": (_policy(old), _policy(new)),
        "sources": (_sources(old), _sources(new)),
    }.items():
        changes = _differences(lines_before, lines_after)
        if changes:
            title = words(f"book.chapter.{part}")
            found.append(ItemChange("changed", title, "", "", changes))
    return tuple(found)


def _differences(before: Lines, after: Lines) -> tuple[Change, ...]:
    found = []
    for part in dict.fromkeys((*after, *before)):
        old, new = before.get(part, ()), after.get(part, ())
        gone = tuple(line for line in old if line not in new)
        come = tuple(line for line in new if line not in old)
        if gone or come:
            found.append(Change(part, gone, come))
    return tuple(found)


# --- what a part says ----------------------------------------------------------------------------


def _page_lines(page: ItemPage, words: Words) -> Lines:
    lines: dict[str, tuple[str, ...]] = {
        words("label.item"): (page.title,),
        words("label.domain"): (page.domain,),
        words("book.aliases"): page.aliases,
        words("label.note"): (page.note,) if page.note else (),
    }
    meant = (words("label.penalties"), words("label.benchmark_status"))
    for version in page.versions:
        for heading, said in _version_lines(version, words).items():
            if heading not in meant:
                lines[f"{version.period} {heading}"] = said
        if table := version.benchmark:
            status = words("label.benchmark_status")
            lines[f"{version.period} {status}"] = (table.status, *table.flaws)
    return lines


def _version_lines(version: VersionPart, words: Words) -> Lines:
    label = words
    return {
        label("book.violates"): _cited(version.violates),
        label("book.penalizes"): _cited(version.penalizes),
        label("label.correction"): (version.correction,) if version.correction else (),
        label("label.penalties"): tuple(
            words.joined((c.party, c.when, c.fine, *c.others), "semicolon") for c in version.clauses
        ),
        label("label.benchmark_status"): tuple(_benchmark(version.benchmark, words)),
        label("label.note"): (version.note,) if version.note else (),
    }


def _cited(places: Sequence[Cited]) -> tuple[str, ...]:
    return tuple(place.text for place in places)


def _benchmark(table: BenchmarkTable | None, words: Words) -> Iterator[str]:
    if table is None:
        return
    yield table.status
    for factor in table.factors:
        for step in factor.steps:
            score = f"{step.score} × {factor.weight}"
            yield words.joined((factor.label, step.when, score), "semicolon")
    yield from (_row(row, words) for row in table.rows)
    yield from table.flaws


def _row(row: Row, words: Words) -> str:
    when = words.texts["book.or"].join(row.when)
    amounts = (_amount(amount, words) for amount in row.amounts)
    return words.joined(
        (row.label, row.party, when, row.grade_name, *amounts, *row.others), "semicolon"
    )


def _amount(amount: Amount, words: Words) -> str:
    heading = amount.heading
    return words("punctuation.label", label=heading, value=amount.text) if heading else amount.text


def _rules(book: Book) -> Lines:
    return {
        chapter.title: tuple(
            _joined(r.text, r.cited.text, *r.scope, *r.when) for r in chapter.rules
        )
        for chapter in book.rules
    }


def _policy(book: Book) -> Lines:
    return {p.title: (p.status, *p.lines, p.reference.text) for p in book.policy}


def _sources(book: Book) -> Lines:
    return {
        f"{s.title} {s.version}".strip(): (_joined(s.level, s.in_force, s.replaced_by, s.note),)
        for s in book.sources
    }


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
