"""The book as a Word document: cover, contents, a chapter for each statute, then the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from discretion.report.book import paper
from discretion.report.book.content import (
    BenchmarkTable,
    Book,
    Change,
    Example,
    ItemChange,
    ItemPage,
    Row,
    VersionPart,
)
from discretion.report.words import Words

SAMPLE, OFFICIAL = ("FFF1D6", "D59A3A"), ("E7F4EA", "6FAE82")
"""Ground and edge of the notes that say what a table is."""


def write_document(book: Book, path: Path, words: Words) -> None:
    """Write *book* as a ``.docx`` file at *path*; equal books give equal bytes."""
    writer = _Writer(book, words)
    writer.write()
    paper.save(
        writer.document, path, book.title, book.authority, book.published, words("book.lang")
    )


class _Writer:
    def __init__(self, book: Book, words: Words) -> None:
        self.book, self.words = book, words
        self.document: Document = paper.new_document()
        self._marks = 0
        self._names: dict[str, str] = {}

    def write(self) -> None:
        before, after = self.words("book.page", n="#").split("#")
        paper.running(self.document, self.book.title, before, after)
        self._cover()
        self._contents()
        self._general()
        self._policy()
        for chapter in self.book.by_statute:
            self._heading(chapter.title, 1, chapter.anchor, new_page=True)
            for page in chapter.items:
                self._item(page)
        self._sources()
        self._changes()

    # --- pieces --------------------------------------------------------------------------------

    def _heading(self, text: str, level: int, mark: str = "", new_page: bool = False) -> None:
        paragraph = self.document.add_heading(text, level)
        paragraph.paragraph_format.page_break_before = new_page or None
        if mark:
            self._marks += 1
            paper.bookmark(paragraph, self._mark(mark), self._marks)

    def _mark(self, anchor: str) -> str:
        """Return the bookmark of an anchor; Word allows few characters, and forty of them."""
        return self._names.setdefault(anchor, f"_Book{len(self._names) + 1:05d}")

    def _line(self, label: str, text: str) -> Paragraph:
        paragraph = self.document.add_paragraph()
        if label:
            paper.add_run(paragraph, label + self.words.texts["book.colon"], font=paper.HEI)
        paper.add_run(paragraph, text)
        return paragraph

    def _lines(self, label: str, texts: Sequence[str]) -> None:
        if texts:
            self._line(label, self.words.joined(texts, "semicolon"))

    def _small(self, text: str) -> None:
        paragraph = self.document.add_paragraph()
        paper.add_run(paragraph, text, size=9.5)

    def _notice(self, strong: str, text: str, official: bool) -> None:
        paragraph = self.document.add_paragraph()
        paper.add_run(paragraph, strong, font=paper.HEI)
        paper.add_run(paragraph, f"  {text}")
        paper.shade(paragraph, *(OFFICIAL if official else SAMPLE))
        paragraph.paragraph_format.keep_with_next = True

    def _bullets(self, texts: Iterable[str]) -> None:
        for text in texts:
            paragraph = self.document.add_paragraph()
            paragraph.paragraph_format.left_indent = Mm(6)
            paragraph.paragraph_format.first_line_indent = Mm(-4)
            paper.add_run(paragraph, f"· {text}")

    # --- front ---------------------------------------------------------------------------------

    def _cover(self) -> None:
        book, words = self.book, self.words
        first = self.document.add_paragraph()
        first.paragraph_format.space_before = Pt(150)
        first.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paper.add_run(first, words("book.kind"), font=paper.HEI, size=14)
        self.document.add_heading(book.title, 0).alignment = WD_ALIGN_PARAGRAPH.CENTER
        for text, size in ((words("book.art34"), 12), (book.authority, 14), (book.period, 12)):
            paragraph = self.document.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paper.add_run(paragraph, text, size=size)
        gap = self.document.add_paragraph()
        gap.paragraph_format.space_before = Pt(110)
        counts = {"official": book.official, "samples": book.samples, "bare": book.bare}
        paper.add_run(gap, words("book.counts", n=len(book.items), **counts))
        if book.samples:
            self._notice(words("book.sample"), words("book.warning", n=book.samples), False)
        if book.note:
            self._line(words("label.note"), book.note)
        self._line(words("book.fingerprint"), book.fingerprint)

    def _contents(self) -> None:
        """List chapters and items; the page numbers are fields that a word processor computes."""
        title = self.document.add_paragraph()
        title.paragraph_format.page_break_before = True
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paper.add_run(title, self.words("book.contents"), font=paper.HEI, size=18)
        for level, mark, text in self._entries():
            paragraph = self.document.add_paragraph()
            form = paragraph.paragraph_format
            form.left_indent, form.space_after = Mm(6 * (level - 1)), Pt(1)
            form.right_indent = Mm(12)
            form.tab_stops.add_tab_stop(
                Mm(paper.TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
            )
            paper.link_to(paragraph, self._mark(mark), text)
            paragraph.add_run("\t")
            paper.add_field(paragraph, f"PAGEREF {self._mark(mark)} \\h")

    def _entries(self) -> Iterable[tuple[int, str, str]]:
        words = self.words
        yield 1, "general", words("book.chapter.general")
        yield 1, "policy", words("book.chapter.policy")
        for chapter in self.book.by_statute:
            yield 1, chapter.anchor, chapter.title
            for page in chapter.items:
                yield 2, page.code, _title(page)
        yield 1, "sources", words("book.chapter.sources")
        yield 1, "changes", words("book.chapter.changes")

    # --- an item -------------------------------------------------------------------------------

    def _item(self, page: ItemPage) -> None:
        words = self.words
        self._heading(_title(page), 2, page.code)
        self._line(words("label.domain"), page.domain)
        if page.aliases:
            self._line(words("book.aliases"), words.joined(page.aliases))
        for version in page.versions:
            self._version(version)
        if page.note:
            self._line(words("label.note"), page.note)
        if page.examples:
            self._heading(words("book.examples"), 3)
            if page.made:
                self._small(words("book.example.note"))
            for number, example in enumerate(page.examples, 1):
                self._example(number, example)
        for change in page.changes:
            self._heading(f"{words('book.item.changes')} · {change.since}", 3)
            self._differences(change.changes)

    def _version(self, version: VersionPart) -> None:
        words = self.words
        code = "book.version.latest" if version.latest else "book.version.older"
        period = words("book.applies", period=version.period)
        self._heading(words(code) + words.brackets(period), 3)
        self._lines(words("book.violates"), [c.text for c in version.violates])
        self._lines(words("book.penalizes"), [c.text for c in version.penalizes])
        if version.correction:
            self._line(words("label.correction"), version.correction)
        heads = ("label.party", "book.situation", "book.fine.column", "book.others.column")
        self._table_title(words("book.statutory"))
        paper.add_table(
            self.document,
            [words(head) for head in heads],
            (24, 44, 52, 40),
            (
                (
                    clause.party,
                    clause.when or words("book.every"),
                    clause.fine or words("book.no_fine"),
                    "\n".join(clause.others) or words("label.none"),
                )
                for clause in version.clauses
            ),
        )
        self._table_title(words("book.benchmark"))
        self._benchmark(version.benchmark)
        if version.note:
            self._line(words("label.note"), version.note)

    def _table_title(self, text: str) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(8)
        paragraph.paragraph_format.keep_with_next = True
        paper.add_run(paragraph, text, font=paper.HEI)

    def _benchmark(self, table: BenchmarkTable | None) -> None:
        words = self.words
        if table is None:
            self._small(words("book.none.long"))
            return
        said = "book.official" if table.official else "book.sample"
        self._notice(words(said), words(f"{said}.long"), table.official)
        if table.reference:
            where = self._line(words("book.reference"), table.reference.text)
            where.paragraph_format.keep_with_next = True
        if table.factors:
            heads = [words("book.factor"), words("book.step"), words("book.points")]
            rows = [
                (f.label + words.brackets(words("book.weight", weight=f.weight)), s.when, s.score)
                for f in table.factors
                for s in f.steps
            ]
            paper.add_table(self.document, heads, (60, 75, 25), rows)
            self.document.add_paragraph().paragraph_format.space_after = Pt(0)
        heads = [words(f"book.{name}") for name in ("number", "grade", "when", "amount")]
        rows_of = [self._row(row) for row in table.rows]
        paper.add_table(self.document, heads, (14, 26, 66, 54), rows_of)
        if table.policy:
            self._small(table.policy)
        if table.flaws:
            self._table_title(words("book.flaws"))
            self._bullets(table.flaws)
        if table.note:
            self._line(words("label.note"), table.note)

    def _row(self, row: Row) -> tuple[str, str, str, str]:
        words, colon = self.words, self.words.texts["book.colon"]
        when = row.when[0] if len(row.when) == 1 else ""
        if len(row.when) > 1:
            when = "\n".join((words("book.any_of"), *(f"· {one}" for one in row.when)))
        if row.party:
            when = row.party + colon + when
        if row.note:
            when += f"\n{row.note}"
        amounts = [f"{a.heading}{colon}{a.text}" if a.heading else a.text for a in row.amounts]
        grade = f"{row.grade_name}\n{row.label}" if row.label else row.grade_name
        return row.number, grade, when, "\n".join((*amounts, *row.others)) or "—"

    def _example(self, number: int, example: Example) -> None:
        words, comma = self.words, self.words.texts["punctuation.comma"]
        kind = words("book.example.made" if example.made else "book.example.case")
        stop = words.texts["book.stop"]
        heading = f"{kind}{number}{words.brackets(example.title)}"
        self._line(heading, comma.join(example.facts) + stop)
        said = [
            words("punctuation.label", label=name, value=text) for name, text in example.results
        ]
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.left_indent = Mm(6)
        paper.add_run(paragraph, words.joined((*said, example.reason), "semicolon") + stop)

    # --- the rest ------------------------------------------------------------------------------

    def _general(self) -> None:
        words = self.words
        self._heading(words("book.chapter.general"), 1, "general", new_page=True)
        self._small(words("book.general.intro"))
        heads = [words("book.rule"), words("book.general.when"), words("book.article")]
        for chapter in self.book.rules:
            self._heading(chapter.title, 3)
            rows = []
            for rule in chapter.rules:
                text = rule.text
                if rule.scope:
                    text += "\n" + words("book.general.scope", titles=words.joined(rule.scope))
                when = "\n".join(rule.when) or words("book.every")
                rows.append((text, when, rule.cited.text))
            paper.add_table(self.document, heads, (62, 48, 50), rows)

    def _policy(self) -> None:
        words = self.words
        self._heading(words("book.chapter.policy"), 1, "policy", new_page=True)
        self._small(words("book.policy.intro"))
        for part in self.book.policy:
            self._heading(part.title, 3)
            self._notice(part.status, "", part.official)
            self._bullets(part.lines)
            self._line(words("book.policy.basis"), part.reference.text)
            if part.note:
                self._small(part.note)

    def _sources(self) -> None:
        words = self.words
        self._heading(words("book.chapter.sources"), 1, "sources", new_page=True)
        self._small(words("book.sources.intro"))
        for source in self.book.sources:
            self._heading(source.title, 3)
            for name, text in (
                ("book.source.level", source.level),
                ("book.source.version", source.version),
                ("book.source.in_force", source.in_force),
                ("book.aliases", words.joined(source.aliases)),
                ("book.source.replaced", source.replaced_by),
                ("label.note", source.note),
                ("book.source.items", words.joined(source.items)),
            ):
                if text:
                    self._line(words(name), text)

    def _changes(self) -> None:
        words, book = self.words, self.book
        self._heading(words("book.chapter.changes"), 1, "changes", new_page=True)
        if book.previous:
            self._heading(words("book.differences"), 3)
            self._small(words("book.differences.to", title=book.previous))
            self._entries_of(book.differences, words("book.differences.none"))
            self._heading(words("book.history"), 3)
        self._entries_of(book.history, words("book.changes.none"))

    def _entries_of(self, entries: Sequence[ItemChange], none: str) -> None:
        if not entries:
            self._small(none)
        for entry in entries:
            kind = self.words(f"book.{entry.kind}")
            name = self.words.joined((entry.since, kind, entry.name, entry.title), "comma")
            self._line("", name).paragraph_format.keep_with_next = True
            self._differences(entry.changes)

    def _differences(self, changes: Sequence[Change]) -> None:
        words = self.words
        if not changes:
            return
        heads = [words("book.part"), words("book.before"), words("book.after")]
        nothing = words("book.nothing")
        rows = [
            (c.part, "\n".join(c.before) or nothing, "\n".join(c.after) or nothing) for c in changes
        ]
        paper.add_table(self.document, heads, (30, 65, 65), rows)
        self.document.add_paragraph().paragraph_format.space_after = Pt(0)


def _title(page: ItemPage) -> str:
    return f"{page.code}  {page.title}"
