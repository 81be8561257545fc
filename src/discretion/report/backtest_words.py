"""What a back-test says, figure by figure: the words that terminal, JSON and page share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from discretion.consistency.backtest import RATIOS, Backtest, Moved, Tally
from discretion.consistency.bands import STATES
from discretion.engine.book import Book
from discretion.model.determination import Determination, Outcome, Reason
from discretion.model.money import Money
from discretion.report.sentences import reason_text
from discretion.report.words import Words, clean


@dataclass(frozen=True, slots=True)
class Setting:
    """What a back-test was made with."""

    old: Book
    new: Book
    corpus: str
    """What the user called it."""
    version: str
    on: date | None

    def title(self, book: Book, words: Words) -> str:
        """Return the title of a rulebook; the draft's says so where both have the same."""
        titles = [words.pick(b.head.title, b.head.title_en) for b in (self.old, self.new)]
        if book is self.new and titles[0] == titles[1]:
            return words("backtest.same_title", title=titles[1])
        return titles[book is self.new]

    def item(self, code: str, words: Words) -> str:
        """Return the title of an item, in whichever rulebook has it."""
        item = self.new.items.get(code) or self.old.items.get(code)
        return words.pick(item.title, item.title_en) if item else words("backtest.no_item")


class BacktestWords:
    """Puts the figures of a back-test into words."""

    def __init__(self, found: Backtest, setting: Setting, words: Words) -> None:
        self.found, self.setting, self.words = found, setting, words

    def facts(self) -> list[tuple[str, str]]:
        """Return what was compared, as label and value."""
        words, setting = self.words, self.setting
        books = [
            words(
                "backtest.book_value",
                title=setting.title(book, words),
                fingerprint=book.fingerprint[:12],
            )
            for book in (setting.old, setting.new)
        ]
        corpus = words(
            "backtest.corpus_value",
            name=setting.corpus,
            cases=f"{self.found.all.cases:,}",
            version=setting.version[:12],
        )
        on = words("backtest.on_own")
        if setting.on:
            on = words("backtest.on_value", day=setting.on.isoformat())
        names = ("new", "old", "corpus", "on")
        values = (books[1], books[0], corpus, on)
        return [(words(f"backtest.{n}"), v) for n, v in zip(names, values, strict=True)]

    def lead(self) -> list[str]:
        """Return the sentences that matter most."""
        found, words, tally = self.found, self.words, self.found.all
        if found.empty and not found.problems:
            return [words("backtest.none", cases=f"{tally.cases:,}")]
        said = [
            words(
                "backtest.lead",
                cases=f"{tally.cases:,}",
                changed=f"{tally.changed:,}",
                share=share(tally.changed, tally.cases),
                milder=f"{tally.milder:,}",
                heavier=f"{tally.heavier:,}",
                different=f"{tally.different:,}",
            )
        ]
        for name in ("lost", "gained", "problems"):
            if count := getattr(found, name):
                said.append(words(f"backtest.{name}", count=f"{count:,}"))
        if found.lost and not self.setting.on:
            said.append(words("backtest.hint_on"))
        return said

    def bands(self) -> list[tuple[str, str, str, str]]:
        """Return the sums of bands: name, before, after, change."""
        words, tally = self.words, self.found.all
        low, high = (tally.before_low, tally.after_low), (tally.before_high, tally.after_high)
        middle = (low[0] + high[0]) // 2, (low[1] + high[1]) // 2
        rows = []
        for name, (old, new) in (("low", low), ("high", high), ("middle", middle)):
            amounts = words.money(Money(old)), words.money(Money(new))
            rows.append((words(f"backtest.{name}"), *amounts, self.change(old, new)))
        return rows

    def change(self, before: int, after: int) -> str:
        """Return a change of money with its sign, and its share of what was."""
        amount = self.words.money(Money(abs(after - before))).replace(" ", "\u00a0")
        sign = "+" if after > before else "−" if after < before else ""
        if not before or after == before:
            return f"{sign}{amount}"
        part = share(abs(after - before), before)
        part = part if part.startswith("<") else sign + part
        return f"{sign}{amount}{self.words.brackets(part)}"

    def imposed(self) -> str:
        """Return what becomes of the fines that were imposed."""
        fines, words = self.found.fines, self.words
        return words(
            "backtest.imposed.note",
            imposed=f"{fines.imposed:,}",
            total=words.money(Money(fines.total)),
            outside=f"{fines.newly_outside:,}",
            inside=f"{fines.newly_inside:,}",
            nearest=words.money(Money(fines.nearest)),
            change=self.change(fines.total, fines.nearest),
        )

    def state(self, state: str) -> str:
        """Return the name of a grade or outcome."""
        return self.words(f"backtest.state.{state}")

    def states(self) -> tuple[list[str], list[str]]:
        """Return the states that occur before, and those that occur after, mildest first."""
        before, after = (set(each) for each in zip(*self.found.states, strict=True))
        return [s for s in STATES if s in before], [s for s in STATES if s in after]

    def ratios(self) -> list[tuple[str, int]]:
        """Return the groups of the histogram and their sizes."""
        ends = [share(int(100 * r), 100) for r in RATIOS]
        words = self.words
        names = [words("backtest.ratio.under", high=ends[0])]
        names += [
            words("backtest.ratio.between", low=low, high=high) for low, high in pairwise(ends)
        ]
        names += [words("backtest.ratio.over", low=ends[-1]), words("backtest.ratio.equal")]
        return list(zip(names, self.found.ratios, strict=True))

    def group(self, kind: str, name: str) -> str:
        """Return the name of an item, a district or a party type."""
        if kind == "item":
            return self.setting.item(name, self.words)
        if kind == "party":
            return self.words(f"backtest.party.{name}")
        return clean(name) or self.words("backtest.no_district")

    def row(self, answer: Determination) -> str:
        """Return what a rulebook says of a case, in a few words."""
        words = self.words
        if answer.outcome not in (Outcome.PENALTY, Outcome.MAY_EXEMPT):
            return words(f"outcome.{answer.outcome.value}")
        parts = [words("backtest.row", row=answer.row)] if answer.row else []
        parts.append(self.state(answer.grade or "ungraded"))
        parts.append(words.range(answer.recommended or answer.lawful))
        return words.joined(parts, "comma")

    def why(self, moved: Moved) -> tuple[list[str], list[str]]:
        """Return the steps that only the old, and that only the new rulebook takes."""
        sides = [list(self._steps(answer)) for answer in (moved.before, moved.after)]
        only = [
            [step for step in mine if step not in theirs]
            for mine, theirs in (sides, reversed(sides))
        ]
        return only[0], only[1]

    def _steps(self, answer: Determination) -> Iterator[str]:
        facts = dict(answer.facts)

        def text(reason: Reason) -> str:
            inner = self.words.joined(
                (reason_text(child, self.words, facts) for child in reason.children), "semicolon"
            )
            place = self.words.place(reason.place, version=False)
            return reason_text(reason, self.words, facts) + self.words.brackets(
                self.words.joined((place, inner), "semicolon")
            )

        for reason in answer.reasons:
            yield text(reason)


def share(part: int, whole: int) -> str:
    """Return a part of a whole in per cent, to a tenth.

    >>> share(1, 3), share(1, 2), share(1, 10**6)
    ('33.3%', '50%', '<0.1%')
    """
    if not whole:
        return "—"
    tenths = (2000 * part + whole) // (2 * whole)
    if part and not tenths:
        return "<0.1%"
    return f"{tenths // 10:,}.{tenths % 10}%" if tenths % 10 else f"{tenths // 10:,}%"


def ranked(tallies: Mapping[str, Tally]) -> list[tuple[str, Tally]]:
    """Return groups in which something changes, the most changes first."""
    changed = [(name, tally) for name, tally in tallies.items() if tally.changed]
    return sorted(changed, key=lambda pair: (-pair[1].changed, pair[0]))
