"""The annex of a reasoned document: facts, steps, amounts, law and comparables as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from discretion.model.determination import Place, Reason
from discretion.model.review import Match, Review
from discretion.report.explain import range_lines
from discretion.report.reasoned.document import Row, Table
from discretion.report.reasoned.labels import Labels
from discretion.report.sentences import reason_text
from discretion.report.words import Words, clean

_NOT_CITED = frozenset({8})
"""Steps whose reasons are the clerk's."""


class Annex:
    """The tables about one review, in one language."""

    def __init__(self, review: Review, words: Words, labels: Labels) -> None:
        self.review, self.words, self.labels = review, words, labels

    def tables(self) -> tuple[Table, ...]:
        """Return the tables that have rows, in the order of the reasoning."""
        ways: tuple[tuple[str, tuple[str, ...], Callable[[], Iterator[Row]]], ...] = (
            ("facts", ("fact", "value", "test"), self._facts),
            ("steps", ("step", "finding", "basis"), self._steps),
            ("amounts", ("name", "amount"), self._amounts),
            ("laws", ("number", "law"), self._laws),
            ("matches", ("case", "decided", "fine", "score", "alike"), self._matches),
        )
        found = []
        for code, heads, rows in ways:
            titles = tuple(self.words(f"reasoned.head.{head}") for head in heads)
            title = self.words(f"reasoned.table.{code}")
            found.append(Table(code, title, titles, tuple(rows())))
        return tuple(table for table in found if table.rows)

    def _facts(self) -> Iterator[Row]:
        for name, value in self.labels.values.items():
            cells = (self.labels.label(name), self.labels.value(name, value))
            yield Row((*cells, self.labels.tests(name) or "—"), (f"fact.{name}",))
        d, words = self.review.determination, self.words
        for missing in d.missing:
            label = words.pick(missing.label, missing.label_en)
            cells = (label, words("reasoned.not_known"))
            yield Row((*cells, "—"), (f"missing.{missing.fact}",))

    def _steps(self) -> Iterator[Row]:
        for reason in sorted(self.review.determination.reasons, key=lambda r: r.step):
            if reason.step not in _NOT_CITED:
                yield from self._step(reason, self.words(f"step.{reason.step}"), "")

    def _step(self, reason: Reason, step: str, indent: str) -> Iterator[Row]:
        text = reason_text(reason, self.words, self.labels.values)
        place = self.words.place(reason.place)
        yield Row((step, indent + text, place or "—"), (f"reason.{reason.code}",))
        for child in reason.children:
            yield from self._step(child, "", indent + "　")

    def _amounts(self) -> Iterator[Row]:
        review, words = self.review, self.words
        d = review.determination
        grade = "grades" if d.grade is None else "grade"
        names = (grade, "statutory", "lawful", "benchmark", "recommended", "others")
        codes = {words(f"label.{name}"): f"determination.{name}" for name in names[1:]}
        codes[words("label.grade")] = f"determination.{grade}"
        for line in range_lines(d, words):
            if line.label:
                yield Row((line.label, line.text), (codes[line.label],))
        if review.fine is not None:
            cells = (words("label.fine"), words.money(review.fine))
            yield Row(cells, ("review.fine",))
        elif d.case is not None and d.case.penalty is not None:
            kinds = words.joined(words(f"kind.{k.value}") for k in d.case.penalty.kinds)
            cells = (words("label.penalty"), kinds or words("outcome.no_penalty"))
            yield Row(cells, ("case.penalty",))

    def _laws(self) -> Iterator[Row]:
        d = self.review.determination
        found: dict[str, str] = {}

        def add(place: Place | None, code: str) -> None:
            if place is not None:
                found.setdefault(self.words.place(place), code)

        def walk(reason: Reason) -> None:
            if reason.step not in _NOT_CITED:
                add(reason.place, f"reason.{reason.code}")
            for child in reason.children:
                walk(child)

        for place in d.places:
            add(place, "determination.places")
        for reason in sorted(d.reasons, key=lambda r: r.step):
            walk(reason)
        for number, (text, code) in enumerate(found.items(), start=1):
            yield Row((str(number), text), (code,))

    def _matches(self) -> Iterator[Row]:
        words = self.words
        for match in self.review.matches:
            cells = (
                clean(match.case_id),
                words.value(match.decided) if match.decided else "—",
                words.money(match.fine) if match.fine is not None else "—",
                f"{match.score:.2f}",
                self._alike(match) or "—",
            )
            yield Row(cells, ("review.matches",))

    def _alike(self, match: Match) -> str:
        """Say in which facts a past case is the same, and in which it differs."""
        alike: list[str] = []
        unlike: list[str] = []
        for fact in match.facts:
            if fact.agreement is None:
                continue
            label, theirs = self.labels.label(fact.fact), self.labels.value(fact.fact, fact.theirs)
            (alike if fact.mine == fact.theirs else unlike).append(f"{label} {theirs}")
        parts = (("same", alike), ("different", unlike))
        said = (self.words.label(code, self.words.joined(each)) for code, each in parts if each)
        return self.words.joined(said, "semicolon")
