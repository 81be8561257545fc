"""The verdict on one penalty: lawful, on the benchmark, in line with comparable cases.

Codes of ``Finding`` and their values:

* law (verdict *unlawful*): ``penalty_not_allowed(outcome)``, ``fine_outside_law(fine, range,
  distance)``, ``fine_without_basis(fine)``, ``fine_required(range)``, ``kind_not_allowed(kind)``,
  ``duty_missed(duty, due)``;
* benchmark (*off_benchmark*): ``off_benchmark(fine, range, distance, share, status, grade)``;
* comparables (*unusual*): ``unusual(severity, median, low, high, n, fine, fine_median, fine_low,
  fine_high)``;
* why nothing, or not more, can be said: ``no_penalty_to_check()``, ``item_not_known()``,
  ``law_not_known()``, ``range_not_held()``, ``facts_missing(facts)``, ``no_benchmark()``,
  ``too_few_comparables(n, effective_n, enough)``, ``no_comparables()``,
  ``exemption_not_supported()``;
* for the reader, without effect on the verdict: ``kind_missing(kind)``,
  ``reason_recorded(reason)``, ``reason_not_recorded()``.
"""

from __future__ import annotations

from discretion.consistency.comparables import ENOUGH, Standing, comparables_of
from discretion.corpus import Corpus
from discretion.engine.book import Book
from discretion.model.case import Case
from discretion.model.determination import Determination, Outcome, Range
from discretion.model.money import Money
from discretion.model.penalty import Penalty, PenaltyKind
from discretion.model.review import Finding, Match, Review, Verdict

_NO_PENALTY = (Outcome.NO_PENALTY, Outcome.TIME_BARRED, Outcome.CORRECTION_ONLY)
_ALWAYS_ALLOWED = frozenset({PenaltyKind.FINE, PenaltyKind.CONFISCATE_GAINS})
"""A fine is judged by its range; illegal gains are confiscated under any clause (art. 28)."""


def check(case: Case, book: Book, corpus: Corpus | None = None, *, k: int = 5) -> Review:
    """Return the determination, the *k* most similar cases and the verdict on the penalty.

    Law and benchmark are certain; the comparison with the cases of *corpus* is statistical, and
    only spoken of where there are enough (``ENOUGH``). Without a penalty there is no verdict, but
    everything that leads to one.

    Raises:
        CaseError: a fact or circumstance has a value that the rulebook does not know.
    """
    determination = book.determine(case)
    matches: tuple[Match, ...] = ()
    standing = None
    if corpus is not None and determination.item is not None:
        if k:
            matches = tuple(corpus.similar(case, k, item=determination.item))
        standing = comparables_of(corpus, book).compare(case, determination)
    return judge(case, determination, standing, matches, corpus.version if corpus else "")


def judge(
    case: Case,
    determination: Determination,
    standing: Standing | None,
    matches: tuple[Match, ...],
    corpus_version: str,
) -> Review:
    """Weigh one determined case: law first, then the benchmark, then its comparables."""
    penalty = case.penalty
    law = _law(case, determination) if penalty else []
    benchmark = _benchmark(penalty, determination) if penalty else []
    unusual = (
        [_unusual(standing, penalty.fine if penalty else None)]
        if standing and standing.unusual
        else []
    )
    doubts = _doubts(case, determination, standing)
    findings = [*law, *benchmark, *unusual, *doubts]
    if benchmark or unusual:
        findings.append(_reason(case))
    return Review(
        determination,
        _verdict(case, determination, bool(law), bool(benchmark), bool(unusual), standing),
        penalty.fine if penalty else None,
        determination.lawful,
        determination.recommended,
        standing.comparison if standing else None,
        matches,
        (*findings, *(_kinds_missing(penalty, determination) if penalty else ())),
        corpus_version,
    )


def _verdict(
    case: Case,
    determination: Determination,
    unlawful: bool,
    off: bool,
    unusual: bool,
    standing: Standing | None,
) -> Verdict:
    if unlawful:
        return Verdict.UNLAWFUL
    if off:
        return Verdict.OFF_BENCHMARK
    if unusual:
        return Verdict.UNUSUAL
    if case.penalty is None or determination.outcome in (Outcome.UNKNOWN_ITEM, Outcome.UNKNOWN_LAW):
        return Verdict.CANNOT_SAY
    on_benchmark = determination.certain and determination.recommended is not None
    if (
        determination.lawful is not None
        and case.penalty.fine is not None
        and (on_benchmark or (standing and standing.enough))
    ):
        return Verdict.CONSISTENT
    if not case.penalty.kinds and determination.outcome in (*_NO_PENALTY, Outcome.MAY_EXEMPT):
        return Verdict.CONSISTENT
    return Verdict.CANNOT_SAY


# --- law --------------------------------------------------------------------------------------


def _law(case: Case, determination: Determination) -> list[Finding]:
    penalty = case.penalty
    assert penalty is not None
    found = []
    outcome = determination.outcome
    if outcome in _NO_PENALTY and penalty.kinds:
        found.append(Finding("penalty_not_allowed", (("outcome", outcome.value),)))
    elif outcome in (Outcome.PENALTY, Outcome.MAY_EXEMPT):
        found += _fine(penalty, determination)
        allowed = {other.kind for other in determination.others} | _ALWAYS_ALLOWED
        found += [
            Finding("kind_not_allowed", (("kind", kind.value),))
            for kind in penalty.kinds
            if kind not in allowed
        ]
    for duty in determination.duties:
        if duty.met is False:
            found.append(Finding("duty_missed", (("duty", duty.code), ("due", duty.due))))
    return found


def _fine(penalty: Penalty, determination: Determination) -> list[Finding]:
    lawful, fine = determination.lawful, penalty.fine
    if fine is None:
        alternatives = any(o.mode == "alternative" for o in determination.others)
        required = (
            determination.outcome is Outcome.PENALTY
            and determination.certain
            and not determination.fine_optional
            and not alternatives
            and bool(penalty.kinds)
            and lawful is not None
            and lawful.minimum.fen > 0
        )
        return [Finding("fine_required", (("range", lawful),))] if required else []
    if lawful is None:
        held = any(r.code == "amount_not_held" for r in determination.for_person)
        return [] if held else [Finding("fine_without_basis", (("fine", fine),))]
    if lawful.contains(fine):
        return []
    values = (("fine", fine), ("range", lawful), ("distance", _distance(fine, lawful)))
    return [Finding("fine_outside_law", values)]


def _distance(fine: Money, band: Range) -> Money:
    """Return how far a fine lies outside a range (0 at an end that is open)."""
    if fine < band.minimum:
        return Money(band.minimum.fen - fine.fen)
    return Money(max(0, fine.fen - band.maximum.fen) if band.maximum else 0)


def _kinds_missing(penalty: Penalty, determination: Determination) -> list[Finding]:
    if not penalty.kinds or determination.outcome is not Outcome.PENALTY:
        return []
    return [
        Finding("kind_missing", (("kind", other.kind.value),))
        for other in determination.others
        if other.mode == "must"
        and other.certain
        and other.kind not in penalty.kinds
        and other.kind is not PenaltyKind.OTHER
    ]


# --- benchmark and comparables ----------------------------------------------------------------


def _benchmark(penalty: Penalty, determination: Determination) -> list[Finding]:
    band, fine = determination.recommended, penalty.fine
    if fine is None or band is None or band.contains(fine):
        return []
    distance = _distance(fine, band)
    edge = band.minimum if fine < band.minimum else band.maximum or band.minimum
    values = (
        ("fine", fine),
        ("range", band),
        ("distance", distance),
        ("share", distance.fen * 100 // edge.fen if edge.fen else None),
        ("status", determination.benchmark_status),
        ("grade", determination.grade),
    )
    return [Finding("off_benchmark", values)]


def _unusual(standing: Standing, fine: Money | None) -> Finding:
    c = standing.comparison
    values = (
        ("severity", c.severity),
        ("median", c.median),
        ("low", c.low),
        ("high", c.high),
        ("n", c.n),
        ("fine", fine),
        ("fine_median", c.fine_median),
        ("fine_low", c.fine_low),
        ("fine_high", c.fine_high),
    )
    return Finding("unusual", values)


def _reason(case: Case) -> Finding:
    reason = case.procedure.deviation_reason
    if reason:
        return Finding("reason_recorded", (("reason", reason),))
    return Finding("reason_not_recorded")


def _doubts(case: Case, determination: Determination, standing: Standing | None) -> list[Finding]:
    found = []
    if case.penalty is None:
        found.append(Finding("no_penalty_to_check"))
    if determination.outcome is Outcome.UNKNOWN_ITEM:
        return [*found, Finding("item_not_known")]
    if determination.outcome is Outcome.UNKNOWN_LAW:
        return [*found, Finding("law_not_known")]
    if any(r.code == "amount_not_held" for r in determination.for_person):
        found.append(Finding("range_not_held"))
    if determination.missing:
        labels = tuple(m.label for m in determination.missing)
        found.append(Finding("facts_missing", (("facts", labels),)))
    elif determination.lawful is not None and determination.recommended is None:
        found.append(Finding("no_benchmark"))
    if case.penalty and not case.penalty.kinds and determination.outcome is Outcome.PENALTY:
        found.append(Finding("exemption_not_supported"))
    if standing is None:
        found.append(Finding("no_comparables"))
    elif not standing.enough:
        c = standing.comparison
        values = (("n", c.n), ("effective_n", c.effective_n), ("enough", ENOUGH))
        found.append(Finding("too_few_comparables", values))
    return found
