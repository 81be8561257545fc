"""What the events of a case tell of it: its particulars, its penalty, how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from discretion.model.case import Case
from discretion.model.penalty import Penalty
from discretion.stream.events import Decided, Opened, Proposed
from discretion.stream.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Subject:
    """What is known of a case: its particulars, its penalty, how far it has come."""

    record: Case
    same_act: str | None
    filed: date
    stage: str
    penalty: Penalty | None
    reason: str | None
    decided: date | None
    public: bool | None

    @classmethod
    def of(cls, timeline: Timeline) -> Subject | None:
        """Return what the events tell, or None before the case was opened."""
        opened = timeline.all(Opened)
        if not opened:
            return None
        record, proposed = opened[-1].record, timeline.last(Proposed)
        decision, closed = timeline.last(Decided), timeline.step("closed")
        decided = decision.on if decision else record.decided
        source = decision or proposed
        penalty = source.penalty if source else record.penalty
        written = (decision.reason if decision else None) or (proposed.reason if proposed else None)
        stage = "closed" if closed else "proposed" if penalty else "open"
        return cls(
            record,
            opened[-1].same_act,
            record.filed or opened[0].on,
            "decided" if decided else stage,
            penalty,
            written or record.procedure.deviation_reason,
            decided,
            decision.public if decision else None,
        )

    @property
    def act(self) -> tuple[date, date]:
        """First and last day of the act, as far as they are known."""
        act = self.record.act
        first = act.start or act.over or act.discovered or self.filed
        return first, max(first, act.over or first)

    @property
    def fined(self) -> bool:
        """Whether a fine is proposed or was imposed."""
        return self.penalty is not None and self.penalty.fine is not None

    @property
    def penalised(self) -> bool:
        """Whether any penalty is proposed or was imposed."""
        return self.penalty is not None and bool(self.penalty.kinds)

    @property
    def team(self) -> str:
        """Who acted: the team, else the body."""
        return self.record.team or self.record.body or ""
