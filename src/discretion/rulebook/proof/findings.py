"""What a proof found: what is wrong, where, and a case that shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from discretion.rulebook.check import Origin, Spot
from discretion.rulebook.plain import format_path
from discretion.rulebook.unary import Value


class Severity(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"
    """Some case gets no answer, two answers, or an answer that the law does not allow."""
    WARNING = "warning"
    """The table says something that has no effect, or less than it should."""
    ACCEPTED = "accepted"
    """The rulebook owns up to it (``flaws``): the published text itself is like this."""


CODES: dict[str, Severity] = {
    # tables
    "gap": Severity.ERROR,
    "overlap": Severity.ERROR,
    "unreachable-row": Severity.WARNING,
    "unreachable-clause": Severity.WARNING,
    "non-monotone": Severity.ERROR,
    "grade-order": Severity.ERROR,
    "amounts-overlap": Severity.WARNING,
    # amounts
    "below-statute": Severity.ERROR,
    "above-statute": Severity.ERROR,
    "not-mitigated": Severity.ERROR,
    "not-covering": Severity.WARNING,
    "unproved": Severity.WARNING,
    # derived facts
    "derived-contradiction": Severity.ERROR,
    "derived-unreachable": Severity.WARNING,
    # words
    "wrong-end": Severity.ERROR,
    "words-differ": Severity.WARNING,
    # time and places
    "not-in-force": Severity.ERROR,
    "time-gap": Severity.WARNING,
    # the general part, and policy
    "rules-conflict": Severity.ERROR,
    "cuts-gap": Severity.ERROR,
    "cuts-overlap": Severity.ERROR,
    # scores
    "factor-gap": Severity.ERROR,
    "factor-unreachable": Severity.WARNING,
    "score-order": Severity.ERROR,
    "score-order-grades": Severity.ERROR,
    "score-gap": Severity.ERROR,
    "score-overlap": Severity.ERROR,
    # flaws
    "flaw-not-found": Severity.WARNING,
}
"""Every kind of finding, and its weight where the rulebook does not own up to it."""


@dataclass(frozen=True, slots=True)
class Example:
    """A concrete case: the day on which the act is done and decided, the party, its facts."""

    day: date | None
    party: str
    facts: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding; ``values`` are what its sentence names, ``region`` the cases it is about.

    ``region`` lists boxes: for each fact that a box restricts, the unary test of its values.
    ``accepted`` is the flaw that owns up to it.
    """

    code: str
    severity: Severity
    file: Path
    line: int | None
    path: str
    item: str | None = None
    values: tuple[tuple[str, object], ...] = ()
    example: Example | None = None
    region: tuple[tuple[tuple[str, str], ...], ...] = ()
    accepted: str | None = None

    @property
    def counts(self) -> bool:
        """Whether it is news: nobody has owned up to it."""
        return self.severity is not Severity.ACCEPTED


class Report:
    """Collects findings, each with its file and line."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self.found: list[Finding] = []

    def add(
        self,
        code: str,
        spot: Spot,
        values: Mapping[str, object],
        *,
        item: str | None = None,
        example: Example | None = None,
        region: Iterable[tuple[tuple[str, str], ...]] = (),
        accepted: str | None = None,
    ) -> None:
        """Note a finding at *spot*."""
        text, base = self._origin[spot.kind, spot.key]
        path = (*base, *spot.path)
        line, _ = text.find(path)
        self.found.append(
            Finding(
                code,
                Severity.ACCEPTED if accepted else CODES[code],
                text.file,
                line,
                format_path(path),
                item,
                tuple(values.items()),
                example,
                tuple(region),
                accepted,
            )
        )
