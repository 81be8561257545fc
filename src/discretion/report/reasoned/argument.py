"""The argument of a reasoned document: from the facts through the law to the amount.

It argues only from what was determined. Nothing is said that no reason, finding, fact or attribute
of the review stands behind, and each sentence names it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from discretion.model.case import Case
from discretion.model.determination import Determination, Outcome, Reason
from discretion.model.review import Finding, Review
from discretion.report.explain import contrast_lines, question_text
from discretion.report.masking import Mask
from discretion.report.paragraph import (
    comparison_statement,
    fine_statement,
    item_statement,
    why_statement,
)
from discretion.report.reasoned.document import Part
from discretion.report.reasoned.labels import Labels
from discretion.report.sentences import finding_text, person_text, reason_text
from discretion.report.statements import Statement
from discretion.report.words import Words

_LAW, _DISCRETION, _AMOUNT = (1, 2, 3), (4, 5, 6, 7), (9,)
"""Steps of the determination that each part argues from; step 8, the duties, is the clerk's."""
_OF_PENALTY = frozenset({
    "penalty_not_allowed", "fine_outside_law", "fine_without_basis", "fine_required",
    "kind_not_allowed", "duty_missed", "off_benchmark", "unusual", "kind_missing",
})  # fmt: skip
"""Findings that say in what the penalty deviates."""
_SAID_ELSEWHERE = frozenset({"reason_recorded", "reason_not_recorded", "facts_missing"})
_FEW = frozenset({"too_few_comparables", "no_comparables"})


class Argument:
    """The parts of the argument about one review, in one language."""

    def __init__(self, review: Review, words: Words, mask: Mask, labels: Labels) -> None:
        self.review, self.words, self.mask, self.labels = review, words, mask, labels

    def parts(self) -> tuple[Part, ...]:
        """Return the parts that have something to say, in reading order."""
        ways: tuple[tuple[str, Callable[[], Iterator[Statement]]], ...] = (
            ("facts", self._facts),
            ("law", self._law),
            ("discretion", self._discretion),
            ("amount", self._amount),
            ("comparables", self._comparables),
            ("deviation", self._deviation),
            ("open", self._open),
        )
        found = [Part(code, self.words(f"reasoned.{code}"), tuple(said())) for code, said in ways]
        return tuple(part for part in found if part.statements)

    @property
    def _d(self) -> Determination:
        return self.review.determination

    @property
    def _case(self) -> Case | None:
        return self._d.case

    def _say(self, code: str, rests_on: tuple[str, ...], **values: object) -> Statement:
        return self._sentence(self.words(f"reasoned.said.{code}", **values), rests_on)

    def _sentence(self, text: str, rests_on: tuple[str, ...]) -> Statement:
        said, stop = text.rstrip(" 。.；;"), self.words.texts["reasoned.stop"]
        if said.endswith(("？", "?")):  # a question has its mark
            stop = stop.lstrip("。.")
        return Statement(said[:1].upper() + said[1:] + stop, rests_on)

    # --- parts ------------------------------------------------------------------------------------

    def _facts(self) -> Iterator[Statement]:
        case = self._case
        if case is not None and (text := self.mask(case.text).strip()):
            yield self._say("text", ("case.text",), text=text.rstrip("。."))
        if given := self._d.facts:
            said = self.words.joined((self.labels.said(name) for name, _ in given), "semicolon")
            yield self._say("facts", tuple(f"fact.{name}" for name, _ in given), facts=said)

    def _law(self) -> Iterator[Statement]:
        if item := item_statement(self.review, self.words):
            yield item
        d, words = self._d, self.words
        if d.correction and (text := words(f"correction.{d.correction}")):
            yield self._say("correction", ("determination.correction",), correction=text)
        yield from self._reasons(_LAW)

    def _discretion(self) -> Iterator[Statement]:
        yield from self._reasons(_DISCRETION)
        d, words = self._d, self.words
        if d.grade is not None:
            yield self._say("grade", ("determination.grade",), grade=words.grade(d.grade))
        elif d.grades:
            grades = words.joined(words.grade(grade) for grade in d.grades)
            yield self._say("grades", ("determination.grades",), grades=grades)
        if d.outcome is not Outcome.PENALTY:
            outcome = words(f"outcome.{d.outcome.value}")
            yield self._say("outcome", ("determination.outcome",), outcome=outcome)

    def _amount(self) -> Iterator[Statement]:
        yield from self._reasons(_AMOUNT)
        if self._d.others:
            others = self.words.joined(self.words.other(other) for other in self._d.others)
            yield self._say("others", ("determination.others",), others=others)
        penalty = self._case.penalty if self._case else None
        if penalty is not None and penalty.fine is None:
            kinds = self.words.joined(self.words(f"kind.{kind.value}") for kind in penalty.kinds)
            said = kinds or self.words("outcome.no_penalty")
            yield self._say("penalty", ("case.penalty",), penalty=said)
        if fine := fine_statement(self.review, self.words):
            yield fine

    def _comparables(self) -> Iterator[Statement]:
        if compared := comparison_statement(self.review, self.words):
            yield compared
        for finding in self.review.findings:
            if finding.code in _FEW:
                yield self._finding(finding)

    def _deviation(self) -> Iterator[Statement]:
        yield from (self._finding(f) for f in self.review.findings if f.code in _OF_PENALTY)
        codes = {finding.code for finding in self.review.findings}
        if codes & {"reason_recorded", "reason_not_recorded"}:
            yield why_statement(self.review, self.words, self.mask)

    def _open(self) -> Iterator[Statement]:
        for missing in self._d.missing:
            text = question_text(missing, self.words)
            yield self._say("missing", (f"missing.{missing.fact}",), question=text)
        for reason in self._d.for_person:
            yield self._cited(person_text(reason, self.words), reason, (f"person.{reason.code}",))
        comparison = self.review.comparison
        if comparison is not None and comparison.contrast is not None:
            lead, *facts = (line.text for line in contrast_lines(comparison.contrast, self.words))
            space = "" if self.words.language == "zh" else " "
            told = lead + space + self.words.joined(facts, "semicolon")
            yield self._sentence(told, ("review.comparison",))
        shown = _OF_PENALTY | _SAID_ELSEWHERE | _FEW
        for finding in self.review.findings:
            if finding.code not in shown:
                yield self._finding(finding)

    # --- sentences --------------------------------------------------------------------------------

    def _reasons(self, steps: tuple[int, ...]) -> Iterator[Statement]:
        """Yield a sentence for every reason of *steps*, its facts and factors in it."""
        for reason in sorted(self._d.reasons, key=lambda r: r.step):
            if reason.step in steps:
                codes = (f"reason.{reason.code}", *(f"reason.{c.code}" for c in reason.children))
                yield self._cited(self._reason(reason), reason, tuple(dict.fromkeys(codes)))

    def _reason(self, reason: Reason) -> str:
        """Return a reason with what it rests on, in one sentence."""
        inner = [self._reason(child) for child in reason.children]
        text = reason_text(reason, self.words, self.labels.values).rstrip(" 。.；;")
        return self.words.joined((text, *inner), "semicolon")

    def _cited(self, text: str, reason: Reason, codes: tuple[str, ...]) -> Statement:
        cited = self.words.brackets(self.words.place(reason.place))
        said = self._sentence(text.rstrip(" 。.；;") + cited, codes)
        return Statement(said.text, codes, reason.place)

    def _finding(self, finding: Finding) -> Statement:
        text = finding_text(finding, self.words, self.mask)
        return self._sentence(text, (f"finding.{finding.code}",))
