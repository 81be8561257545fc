"""What each row of a benchmark comes to: published amounts, or the policy's cut of the statute."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from discretion.engine.amounts import intersection, is_max_only, is_static, range_of
from discretion.model.determination import Range
from discretion.report.book.conditions import Conditions
from discretion.report.book.content import Amount
from discretion.report.book.forms import cut_form, form_text, share_text
from discretion.report.words import Words, clean
from discretion.rulebook.check import parse_cell, share_ends
from discretion.rulebook.schema import (
    BenchmarkRow,
    Condition,
    FineForm,
    Grade,
    GradePolicy,
    ItemVersion,
    PenaltyClause,
    UnspecifiedFine,
)
from discretion.rulebook.unary import Interval

KINDS = ("individual", "unit")


class Figures:
    """The amounts of one version of an item, in words."""

    def __init__(
        self, version: ItemVersion, policy: GradePolicy, conditions: Conditions, words: Words
    ) -> None:
        self.version, self.policy = version, policy
        self.conditions, self.words = conditions, words

    def of_row(self, row: BenchmarkRow) -> tuple[Amount, ...]:
        """Return what a row of a table comes to, by party and clause."""
        share = share_ends(parse_cell(row.share)) if row.share else None
        return self._of(row.party, row.when, row.grade, row.fine, share)

    def of_share(self, share: Interval, grade: Grade) -> tuple[Amount, ...]:
        """Return what a band of a score comes to, by party and clause."""
        return self._of("any", None, grade, None, share)

    def _of(
        self,
        party: str,
        when: Condition | None,
        grade: Grade,
        fine: FineForm | None,
        share: Interval | None,
    ) -> tuple[Amount, ...]:
        if grade is Grade.EXEMPT and fine is None:
            return (Amount("", "", self.words("grade.exempt")),)
        by_kind: dict[str, list[Amount]] = {}
        for kind in KINDS:
            if party in ("any", kind):
                reached = list(self._reached(kind, when))
                said = [(c, self._amount(c, grade, fine, share)) for c in reached]
                by_kind[kind] = self._merged([(c, text) for c, text in said if text])
        if not any(by_kind.values()):
            return ()
        first, *rest = by_kind.values()
        if rest and all(other == first for other in rest):
            return tuple(first)
        if party != "any":  # the row says for whom it is
            return tuple(first)
        named = [
            replace(amount, party=self.words(f"kind_of_party.{kind}"))
            for kind, amounts in by_kind.items()
            for amount in amounts
        ]
        return tuple(named)

    def _merged(self, said: list[tuple[PenaltyClause, str]]) -> list[Amount]:
        """Name the situation of each clause only where the amounts differ by it."""
        if len({text for _, text in said}) <= 1:
            return [Amount("", "", said[0][1])] if said else []
        return [Amount("", self.situation(clause), text) for clause, text in said]

    def situation(self, clause: PenaltyClause) -> str:
        """Return in which situation a clause applies."""
        return clean(clause.label or "") or self.conditions.sentence(clause.when)

    def _reached(self, kind: str, when: Condition | None) -> Iterator[PenaltyClause]:
        """The clauses that can apply to a party of *kind* in the cases of *when*."""
        for clause in self.version.penalties:
            if clause.party in ("any", kind) and self.conditions.can_meet(when, clause.when):
                yield clause
                if self.conditions.implies(when, clause.when):
                    return

    def _amount(
        self, clause: PenaltyClause, grade: Grade, fine: FineForm | None, share: Interval | None
    ) -> str:
        """Return an amount in words; nothing where the clause has no fine."""
        lawful, facts = clause.fine, self.conditions.facts
        if fine is not None:
            return form_text(fine, facts, self.words) + self._clipped(fine, lawful, grade)
        if lawful is None:
            return ""
        if isinstance(lawful, UnspecifiedFine):
            return form_text(lawful, facts, self.words)
        share = share or self._policy_share(lawful, grade)
        if share is None:
            return self.words("book.below", range=form_text(lawful, facts, self.words))
        smaller = cut_form(lawful, share)
        if isinstance(smaller, Range):
            return self.words.range(smaller)
        if smaller is not None:
            return form_text(smaller, facts, self.words)
        return self.words("book.share_of", share=share_text(share, self.words))

    def _policy_share(self, lawful: FineForm, grade: Grade) -> Interval | None:
        cuts = self.policy.max_only if is_max_only(lawful) else self.policy.ranged
        text = getattr(cuts, grade.value, None)
        return share_ends(parse_cell(text)) if text else None

    def _clipped(self, fine: FineForm, lawful: FineForm | None, grade: Grade) -> str:
        """Say where a published amount leaves what the statute allows."""
        if grade in (Grade.EXEMPT, Grade.MITIGATED) or lawful is None:
            return ""
        if not (is_static(fine) and is_static(lawful)):
            return ""
        published, allowed = range_of(fine, {}), range_of(lawful, {})
        if published is None or allowed is None or intersection(published, allowed) == published:
            return ""
        return self.words.brackets(self.words("book.clipped", range=self.words.range(allowed)))
