"""What pictures are made of: an audit in words, the cases behind it, and the names of groups."""

from __future__ import annotations

from dataclasses import dataclass

from discretion.desk.dashboard.charts import Scale
from discretion.desk.past.ground import Ground
from discretion.desk.past.selection import Labels
from discretion.model.audit import Estimate
from discretion.report.audit.words import AuditWords


@dataclass(frozen=True)
class Subject:
    """One audit in one language, for one reader."""

    said: AuditWords
    ground: Ground
    labels: Labels

    def words(self, code: str, **values: object) -> str:
        """Return a text of the dashboard."""
        return self.said.words(f"dashboard.{code}", **values)

    def heads(self, *codes: str) -> tuple[str, ...]:
        """Return the headings of a table of data."""
        return tuple(self.words(f"data.{code}") for code in codes)

    def rest(self, more: int, code: str = "rest") -> str:
        """Say how many rows a picture leaves out; nothing where it leaves out none."""
        return self.words(code, n=f"{more:,}") if more > 0 else ""


def figures(estimate: Estimate) -> tuple[float | None, float | None, float | None]:
    """Return a value and the ends of its interval."""
    return estimate.value, estimate.low, estimate.high


def percent_tick(value: float) -> str:
    """Return a share as it stands at a scale."""
    return effect_tick(value).removeprefix("+")


def effect_tick(value: float) -> str:
    """Return a deviation as it stands at a scale, with its sign."""
    sign = "−" if value < 0 else "+" if value else ""
    return f"{sign}{abs(value) * 100:g}%"


def even(scale: Scale) -> Scale:
    """Return a scale that reaches as far to either side of zero."""
    reach = max(-scale.low, scale.high)
    return Scale(-reach, reach, scale.ticks, scale.zero)
