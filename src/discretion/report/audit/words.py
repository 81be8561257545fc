"""What an audit says, figure by figure: the words that page, workbook, terminal and JSON share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from discretion.consistency.pairs import MOST_LISTED
from discretion.engine.book import Book
from discretion.model.audit import Audit, Change, Disparity, Estimate, Heap, ItemNote, Outlier
from discretion.model.money import Money
from discretion.model.review import Verdict
from discretion.report.masking import Mask
from discretion.report.words import Words, clean

DIMENSIONS = ("team", "body", "district", "officer", "channel", "party")
MOST_REASONS = 3
"""Reasons why nothing can be said that the summary names."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What an audit was made with, and for whom: *mask* decides whether names are shown."""

    book: Book
    corpus: str
    """What the user called it."""
    synthetic: bool
    mask: Mask

    def item(self, code: str, words: Words) -> str:
        """Return the title of an item, or its code where the rulebook has none."""
        item = self.book.items.get(code)
        return words.pick(item.title, item.title_en) if item else clean(code)


class AuditWords:
    """Puts the figures of an audit into words; names of persons are masked as the setting says."""

    def __init__(self, audit: Audit, setting: Setting, words: Words) -> None:
        self.audit, self.setting, self.words = audit, setting, words
        self._officers = _apart(
            [d.group for d in audit.disparities if d.dimension == "officer"], setting.mask
        )

    # --- figures ----------------------------------------------------------------------------------

    def percent(self, share: float | None) -> str:
        """Return a share of 0 to 1 in percent, to a tenth; a very small one to two figures."""
        if share is None:
            return "—"
        return f"{share * 100:.2g}%" if 0 < share < 0.001 else f"{share * 100:.1f}%"

    def effect(self, severity: float | None) -> str:
        """Return a deviation in severity as a signed share of the statutory range."""
        if severity is None:
            return "—"
        text = f"{abs(severity) * 100:.1f}%"
        if text == "0.0%":
            return text
        return ("−" if severity < 0 else "+") + text

    def interval(self, estimate: Estimate, figure: Callable[[float | None], str]) -> str:
        """Return the interval of an estimate, each end written by *figure*."""
        if estimate.low is None or estimate.high is None:
            return "—"
        low, high = figure(estimate.low), figure(estimate.high)
        return self.words("audit.span", low=low, high=high)

    def whole(self, estimate: Estimate, figure: Callable[[float | None], str]) -> str:
        """Return an estimate with its interval in brackets."""
        if estimate.low is None:
            return figure(estimate.value)
        return figure(estimate.value) + self.words.brackets(self.interval(estimate, figure))

    @staticmethod
    def ratio(value: float | None) -> str:
        """Return how many times, to two or three figures."""
        if value is None:
            return "—"
        return f"{value:.1f}" if value < 100 else f"{value:,.0f}"

    @staticmethod
    def p(value: float) -> str:
        """Return a p- or q-value."""
        return "<0.0001" if value < 0.0001 else f"{value:.2g}"

    @staticmethod
    def count(estimate: Estimate) -> int:
        """Return the number of cases that a share stands for."""
        return round((estimate.value or 0.0) * estimate.n)

    # --- the whole --------------------------------------------------------------------------------

    def title(self) -> str:
        """Return the title of the report."""
        return self.words("audit.title", name=self.corpus())

    def corpus(self) -> str:
        """Return what the corpus is called."""
        return self.words("audit.sample") if self.setting.synthetic else self.setting.corpus

    def facts(self) -> list[tuple[str, str]]:
        """Return what was audited and how, as label and value."""
        words, audit, head = self.words, self.audit, self.setting.book.head
        days = words("audit.days_none")
        if audit.first and audit.last:
            days = words("audit.days_value", first=audit.first, last=audit.last)
        name = self.corpus()
        return [
            (
                words("audit.corpus"),
                words("audit.corpus_value", name=name, cases=f"{audit.cases:,}"),
            ),
            (words("audit.days"), days),
            (words("audit.rulebook"), words.pick(head.title, head.title_en)),
            (
                words("audit.control"),
                words("audit.control_value", rate=self.rate(), method=self.method()),
            ),
        ]

    def rate(self) -> str:
        """Return the false discovery rate in percent."""
        return f"{self.audit.rate * 100:g}%"

    def method(self) -> str:
        """Return the name of the method of false discovery control."""
        return self.words(f"audit.method.{self.audit.method}")

    def found(self) -> int:
        """Return how many findings the audit has, of whatever kind."""
        return sum(n for _, n in self.counts())

    def counts(self) -> list[tuple[str, int]]:
        """Return the number of findings of each kind, by the code of its name."""
        audit = self.audit
        verdicts = [
            (v.value, self.count(audit.verdicts[v]) if v in audit.verdicts else 0)
            for v in (Verdict.UNLAWFUL, Verdict.OFF_BENCHMARK)
        ]
        return [
            *verdicts,
            ("outliers", len(audit.outliers)),
            ("pairs", len(audit.pairs)),
            ("disparities", sum(d.found for d in audit.disparities)),
            ("changes", sum(len(d.changes) for d in audit.drifts)),
            ("heaps", len(audit.heaps)),
            ("notes", len(audit.notes)),
        ]

    def figure(self, code: str) -> str:
        """Return what the number of findings of a kind is called."""
        name = f"audit.figure.{code}"
        return self.words(self.most(name) if code == "pairs" else name)

    def most(self, code: str) -> str:
        """Return the code of a text on pairs: another where more were found than are listed."""
        return f"{code}_most" if len(self.audit.pairs) >= MOST_LISTED else code

    def lead(self) -> list[str]:
        """Return the sentences that matter most."""
        words, counts = self.words, dict(self.counts())
        cases = f"{self.audit.cases:,}"
        if not self.found():
            said = [words("audit.lead.none", cases=cases)]
        else:
            said = [
                words(
                    "audit.lead.cases",
                    cases=cases,
                    unlawful=f"{counts['unlawful']:,}",
                    off=f"{counts['off_benchmark']:,}",
                    outliers=f"{counts['outliers']:,}",
                )
            ]
            if counts["pairs"]:
                said.append(words(self.most("audit.lead.pairs"), count=f"{counts['pairs']:,}"))
            if counts["disparities"]:
                said.append(words("audit.lead.disparities", count=f"{counts['disparities']:,}"))
            elif self.audit.disparities:
                said.append(words("audit.lead.disparities_none"))
        unsure = self.audit.verdicts.get(Verdict.CANNOT_SAY)
        if unsure is not None and unsure.value:
            why = words.joined(reason for reason, _, _ in self.doubts()[:MOST_REASONS])
            share = self.percent(unsure.value)
            said.append(words("audit.lead.cannot", share=share, why=why or "—"))
        if self.audit.unusable:
            said.append(words("audit.unusable", count=f"{self.audit.unusable:,}"))
        return said

    def notices(self) -> list[tuple[str, str]]:
        """Return what the reader must know before anything else, as class and text."""
        masked = "audit.unmasked" if self.setting.mask.shown else "audit.masked"
        found = [("sample", self.words("audit.synthetic"))] if self.setting.synthetic else []
        return [*found, ("sample" if self.setting.mask.shown else "plain", self.words(masked))]

    def doubts(self) -> list[tuple[str, int, float]]:
        """Return why nothing can be said: reason, cases, share of all cases."""
        texts, total = self.words.texts, max(1, self.audit.cases)
        return [
            (self.words(f"brief.{code}"), n, n / total)
            for code, n in self.audit.doubts.items()
            if f"brief.{code}" in texts
        ]

    def methods(self) -> list[str]:
        """Return how the figures came about and what they cannot say."""
        named = {"method": self.method(), "rate": self.rate()}
        codes = ["severity", "expected", "control", self.audit.method, "cells"]
        codes += ["facts", "pairs", "interval", "remake"]
        return [self.words(f"audit.methods.{code}", **named) for code in codes]

    # --- one finding ------------------------------------------------------------------------------

    def fine(self, amount: Money | None) -> str:
        """Return an amount, or that there is none."""
        return self.words("audit.no_fine") if amount is None else self.words.money(amount)

    def off(self, outlier: Outlier) -> str:
        """Return on which side a case is, and by how much where amounts tell."""
        text = self.side(outlier.severity - outlier.expected)
        mine, usual = outlier.fine, outlier.fine_expected
        if mine is None or usual is None or not mine.fen or not usual.fen:
            return text
        if (mine > usual) != (outlier.severity > outlier.expected):
            # Another penalty beside the fine, or the lack of one, weighs more than the amount.
            return text + self.words.brackets(self.words("audit.by_kind"))
        fold = self.words("audit.fold", times=f"{mine.fen / usual.fen:.2g}")
        return text + self.words.brackets(fold)

    def side(self, deviation: float) -> str:
        """Return whether a deviation is to the heavier or the milder side."""
        return self.words("audit.heavier" if deviation > 0 else "audit.milder")

    def party(self, kind: str) -> str:
        """Return the kind of a party; what is no kind is taken for a name."""
        code = f"kind_of_party.{kind}"
        return self.words(code) if code in self.words.texts else self.setting.mask.name(kind)

    def group(self, disparity: Disparity) -> str:
        """Return the name of a group as it may be printed."""
        code, texts = disparity.group, self.words.texts
        if disparity.dimension == "officer":
            return self._officers[code]
        if disparity.dimension == "party":
            return self.party(code)
        if disparity.dimension == "channel" and f"audit.channel.{code}" in texts:
            return self.words(f"audit.channel.{code}")
        return clean(code)

    def judged(self, disparity: Disparity) -> str:
        """Return whether a disparity stands, and to which side."""
        if not disparity.found:
            return self.words("audit.found.no")
        side = self.side(disparity.raw.value or 0.0)
        return self.words("audit.found.yes", side=side)

    def item(self, code: str | None) -> str:
        """Return the title of an item; without one, that all are meant."""
        if code is None:
            return self.words("audit.every_item")
        return self.setting.item(code, self.words)

    def change(self, change: Change) -> str:
        """Return a change of practice as a sentence."""
        before, after = (self.effect(e.value) for e in (change.before, change.after))
        near = "audit.change.alone"
        values = {}
        if change.near:
            near, values = "audit.change.near", {"near": clean(change.near)}
        said = self.words("audit.change", day=change.day, before=before, after=after)
        return said + self.words.brackets(self.words(near, **values))

    def heap(self, heap: Heap) -> str:
        """Return where an amount lies."""
        return self.words(f"audit.heap.{heap.kind}")

    def note(self, note: ItemNote) -> tuple[str, str, str]:
        """Return a note on an item: the problem, what was found, what to do."""
        code = f"audit.note.{note.code}"
        what = self.words(f"{code}.what", share=self.whole(note.share, self.percent))
        return self.words(code), what, self.words(f"{code}.do")

    def dimensions(self) -> list[tuple[str, list[Disparity]]]:
        """Return the disparities by dimension, in the order of the report."""
        by_name: dict[str, list[Disparity]] = defaultdict(list)
        for disparity in self.audit.disparities:
            by_name[disparity.dimension].append(disparity)
        known = [name for name in DIMENSIONS if name in by_name]
        return [(name, by_name[name]) for name in (*known, *sorted(set(by_name) - set(known)))]

    def dimension(self, name: str) -> str:
        """Return the name of a dimension."""
        code = f"audit.dimension.{name}"
        return self.words(code) if code in self.words.texts else clean(name)


def _apart(names: Sequence[str], mask: Mask) -> dict[str, str]:
    """Return names as they may be printed; those that look the same masked are numbered."""
    shown: dict[str, list[str]] = defaultdict(list)
    for name in sorted(set(names)):
        shown[mask.name(name)].append(name)
    return {
        name: text if len(alike) == 1 else f"{text} {number}"
        for text, alike in shown.items()
        for number, name in enumerate(alike, start=1)
    }
