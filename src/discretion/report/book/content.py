"""The book as plain data: every text is final, in one language, and safe to show.

What is empty (``""``, ``()``, None) is not in the book, and is left out by the layouts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Cited:
    """A cited place: its words, and the id of the source that the book describes."""

    text: str
    source: str
    article: int | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """What the statute allows for one kind of party in one situation."""

    party: str
    when: str
    fine: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Amount:
    """What a row comes to, for one kind of party (empty: any) under one clause of the statute."""

    party: str
    when: str
    text: str

    @property
    def heading(self) -> str:
        """For whom and when, in brackets where both are said."""
        return (
            f"{self.party}（{self.when}）" if self.party and self.when else self.party + self.when
        )


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a benchmark; ``when`` are alternatives, any of which suffices."""

    number: str
    when: tuple[str, ...]
    label: str
    party: str
    grade: str
    """The code of the grade, by which the layouts colour it."""
    grade_name: str
    amounts: tuple[Amount, ...]
    others: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class FactorStep:
    """One step of a factor: a condition and its score."""

    when: str
    score: str


@dataclass(frozen=True, slots=True)
class FactorTable:
    """One factor of a score."""

    label: str
    weight: str
    steps: tuple[FactorStep, ...]


@dataclass(frozen=True, slots=True)
class BenchmarkTable:
    """A benchmark. ``rows`` are those of the table or, with ``factors``, the bands of the score."""

    official: bool
    status: str
    reference: Cited | None
    policy: str
    """How the rows are read: which row counts where several are met."""
    rows: tuple[Row, ...]
    factors: tuple[FactorTable, ...]
    flaws: tuple[str, ...]
    note: str
    repeats: bool
    """Whether rows speak of a first, second … time, which the policy explains."""


@dataclass(frozen=True, slots=True)
class VersionPart:
    """An item as one version of the law has it."""

    period: str
    anchor: str
    latest: bool
    violates: tuple[Cited, ...]
    penalizes: tuple[Cited, ...]
    correction: str
    clauses: tuple[Clause, ...]
    benchmark: BenchmarkTable | None
    note: str


@dataclass(frozen=True, slots=True)
class Example:
    """A case: what is known, and what follows; ``made`` up from the table, or an author's own."""

    made: bool
    title: str
    facts: tuple[str, ...]
    results: tuple[tuple[str, str], ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a part said before and says now, without what stayed the same."""

    part: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemChange:
    """An item (or another part of the book) that was added, removed or changed."""

    kind: str
    """``added``, ``removed`` or ``changed``."""
    name: str
    title: str
    item: str
    """The code of the item where this book has it, else empty."""
    changes: tuple[Change, ...] = ()
    since: str = ""


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One item: all its versions, the latest first."""

    code: str
    title: str
    aliases: tuple[str, ...]
    domain: str
    statute: str
    official: bool | None
    """None where the latest version has no benchmark."""
    status: str
    versions: tuple[VersionPart, ...]
    examples: tuple[Example, ...]
    changes: tuple[ItemChange, ...]
    note: str

    @property
    def latest(self) -> VersionPart:
        """The latest version."""
        return self.versions[0]

    @property
    def made(self) -> bool:
        """Whether some example was made up from the table."""
        return any(example.made for example in self.examples)


@dataclass(frozen=True, slots=True)
class Chapter:
    """Items that belong together: under one statute, or in one domain."""

    anchor: str
    title: str
    items: tuple[ItemPage, ...]


@dataclass(frozen=True, slots=True)
class RulePart:
    """A general rule and where it stands."""

    anchor: str
    text: str
    cited: Cited
    scope: tuple[str, ...]
    """The statutes to which alone it applies."""
    when: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleChapter:
    """General rules of one kind."""

    anchor: str
    title: str
    rules: tuple[RulePart, ...]


@dataclass(frozen=True, slots=True)
class SourcePart:
    """One version of one legal text."""

    anchor: str
    title: str
    level: str
    version: str
    in_force: str
    aliases: tuple[str, ...]
    replaced_by: str
    note: str
    items: tuple[str, ...]
    """Codes of the items that are penalised under it."""


@dataclass(frozen=True, slots=True)
class PolicyPart:
    """One thing that the jurisdiction sets for itself."""

    title: str
    official: bool
    status: str
    lines: tuple[str, ...]
    reference: Cited
    note: str


@dataclass(frozen=True, slots=True)
class Book:
    """A rulebook as a book."""

    name: str
    language: str
    title: str
    authority: str
    jurisdiction: str
    period: str
    published: date
    """The day from which the rulebook is in force; the only day in the files."""
    note: str
    fingerprint: str
    items: tuple[ItemPage, ...]
    by_statute: tuple[Chapter, ...]
    by_domain: tuple[Chapter, ...]
    rules: tuple[RuleChapter, ...]
    sources: tuple[SourcePart, ...]
    policy: tuple[PolicyPart, ...]
    history: tuple[ItemChange, ...]
    previous: str
    """The title of the older rulebook that ``differences`` are to; empty if none was given."""
    differences: tuple[ItemChange, ...]
    official: int
    samples: int
    bare: int
    """How many items have an official benchmark, a sample, or none in their latest version."""
