"""An audit as one reader sees it: in a language, with names masked or not."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property

from starlette.requests import Request

from discretion.desk.dashboard.charts import Chart, Picture
from discretion.desk.dashboard.pictures import pictures
from discretion.desk.dashboard.plan import plan
from discretion.desk.dashboard.subject import Subject
from discretion.desk.frame import Desk
from discretion.desk.guard import session_of
from discretion.desk.jobs import Job
from discretion.desk.past.ground import Ground
from discretion.desk.past.selection import Labels, Selection
from discretion.desk.study import Audited, Study
from discretion.report.audit.words import AuditWords, Setting
from discretion.report.indicators import title_of

MOST_KEPT = 6
LISTS = ("outliers", "pairs")
"""The lists of the audit that cases can be chosen by."""


@dataclass(frozen=True)
class Reading:
    """One audit and what is made of it; pictures are made when they are first asked for."""

    audited: Audited
    said: AuditWords
    labels: Labels

    @property
    def ground(self) -> Ground:
        """The cases behind the audit, each with its verdict."""
        return self.audited.ground

    @cached_property
    def subject(self) -> Subject:
        """What pictures are made of."""
        return Subject(self.said, self.ground, self.labels)

    @cached_property
    def plan(self) -> Chart:
        """The indicators against their targets."""
        return plan(self.subject, self.audited.indicators, self.audited.declared)

    @cached_property
    def pictures(self) -> dict[str, Picture]:
        """Every picture by its name."""
        return {**pictures(self.subject), self.plan.name: self.plan}

    def named(self, *starts: str) -> list[Picture]:
        """Return the pictures whose names begin so."""
        return [p for name, p in self.pictures.items() if name.startswith(starts)]

    def listed(self, selection: Selection) -> list[str] | None:
        """Return the ids of the list of the audit that a choice names; None where it names none."""
        audit = self.audited.audit
        if selection.listed == "outliers":
            return [outlier.case_id for outlier in audit.outliers]
        if selection.listed == "pairs":
            return [i for pair in audit.pairs for i in (pair.milder, pair.graver)]
        return None


class Readings:
    """The audits of a desk by reader: what is worked out serves all, words are kept by language."""

    def __init__(self, desk: Desk, study: Study) -> None:
        self.desk, self.study = desk, study
        self._held: OrderedDict[tuple[object, ...], Reading] = OrderedDict()

    def job(self) -> Job[Audited] | None:
        """Return the audit of what is loaded, begun if need be; None without past cases."""
        return self.study.audited(self.desk.state.current)

    def of(self, request: Request, audited: Audited) -> Reading:
        """Return *audited* as the reader of *request* sees it."""
        who = session_of(request)
        audit = audited.audit
        key = (audit.corpus_version, audit.rulebook, who.language, who.unlocked)
        found = self._held.get(key)
        if found is None:
            found = self._held[key] = self._made(request, audited)
            while len(self._held) > MOST_KEPT:
                self._held.popitem(last=False)
        return found

    def labels(self, request: Request, ground: Ground) -> Labels:
        """Return what labels are called while the audit is not done."""
        words, mask = self.desk.words(request), self.desk.mask(request)
        return Labels(ground, self.desk.state.current.book, words, mask)

    def _made(self, request: Request, audited: Audited) -> Reading:
        words, mask = self.desk.words(request), self.desk.mask(request)
        setting = Setting(
            audited.book, words("dashboard.corpus"), self.desk.settings.synthetic, mask
        )
        said = AuditWords(audited.audit, setting, words)
        titles = {m.indicator.id: title_of(m.indicator, words) for m in audited.indicators.measured}
        labels = Labels(audited.ground, audited.book, words, mask, titles)
        return Reading(audited, said, labels)
