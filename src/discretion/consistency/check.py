"""The verdict on one penalty: lawful, on the benchmark, in line with comparable cases.

Codes of ``Finding`` and their values:

* law (verdict *unlawful*): ``penalty_not_allowed(outcome)``, ``fine_outside_law(fine, range,
  distance)``, ``fine_without_basis(fine)``, ``fine_required(range)``, ``kind_not_allowed(kind)``,
  ``duty_missed(duty, due)``;
* benchmark (*off_benchmark*): ``off_benchmark(fine, range, distance, share, status, grade)``,
  ``share`` in whole percent of the nearer end;
* comparables (*unusual*): ``unusual(severity, expected, low, high, n, p, fine, fine_expected,
  fine_low, fine_high)``;
* why nothing, or not more, can be said: ``no_penalty_to_check()``, where there are enough
  comparables with ``(n, effective_n, fine_expected, fine_low, fine_high)``, which is what they
  suggest; ``item_not_known(items)``, ``law_not_known()``, ``range_not_held()``,
  ``facts_missing(facts)``, ``no_benchmark()``, ``too_few_comparables(n, calibrators, enough)``,
  ``no_comparables()``, ``exemption_not_supported()``;
* for the reader, without effect on the verdict: ``kind_missing(kind)``,
  ``reason_recorded(reason)``, ``reason_not_recorded()``, and those of
  :func:`discretion.consistency.repeats.repeat_findings`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from discretion.consistency.comparables import Standing, comparables_of
from discretion.consistency.lawfulness import (
    NO_PENALTY,
    band_of,
    benchmark_findings,
    kinds_missing,
    law_findings,
    sure_of,
)
from discretion.consistency.limits import ENOUGH
from discretion.consistency.repeats import repeat_findings
from discretion.corpus import Corpus
from discretion.engine.book import Book
from discretion.model.case import Case
from discretion.model.determination import Determination, Outcome
from discretion.model.penalty import Penalty
from discretion.model.review import Finding, Match, Review, Verdict


def check(
    case: Case,
    book: Book,
    corpus: Corpus | None = None,
    *,
    k: int = 5,
    exclude: Collection[str] = (),
) -> Review:
    """Return the determination, the *k* most similar cases and the verdict on the penalty.

    Law and benchmark are certain; the comparison with the cases of *corpus* is statistical, and
    silent where they are too few. *exclude* are ids of past cases that the reader does not accept
    as comparable: everything is computed without them. Without a penalty there is no verdict, but
    everything that leads to one.

    Raises:
        CaseError: a fact or circumstance has a value that the rulebook does not know.
    """
    determination = book.determine(case)
    matches: Sequence[Match] = ()
    standing = None
    if corpus is not None and determination.item is not None:
        if k:
            kind = case.party.kind
            item = determination.item
            matches = corpus.similar(case, k, item=item, party=kind, exclude=exclude)
        comparables = comparables_of(corpus, book).without(exclude)
        standing = comparables.compare(case, determination)
    version = corpus.version if corpus is not None else ""
    review = judge(case, determination, standing, matches, version)
    if corpus is None:
        return review
    return replace(review, findings=(*review.findings, *repeat_findings(case, book, corpus)))


def judge(
    case: Case,
    determination: Determination,
    standing: Standing | None,
    matches: Sequence[Match],
    corpus_version: str,
) -> Review:
    """Weigh one determined case: law first, then the benchmark, then its comparables."""
    penalty = case.penalty
    law = law_findings(case, penalty, determination) if penalty else []
    benchmark = benchmark_findings(case, penalty, determination) if penalty else []
    unusual = [_unusual(standing, penalty)] if penalty and standing and standing.unusual else []
    findings = [*law, *benchmark, *unusual, *_doubts(case, determination, standing)]
    if benchmark or unusual:
        findings += _reason(case, unlawful=bool(law))
    enough = standing is not None and standing.enough
    wrong = bool(law), bool(benchmark), bool(unusual)
    return Review(
        determination,
        _verdict(case, determination, *wrong, enough=enough),
        penalty.fine if penalty else None,
        determination.lawful,
        determination.recommended,
        standing.comparison if standing else None,
        matches,
        (*findings, *(kinds_missing(penalty, determination) if penalty else ())),
        corpus_version,
    )


def verdict_of(case: Case, determination: Determination, *, unusual: bool, enough: bool) -> Verdict:
    """Return the verdict of :func:`judge` alone; *enough* is whether its comparables say anything.

    *unusual* is what they say.
    """
    penalty = case.penalty
    law = penalty is not None and law_findings(case, penalty, determination)
    off = penalty is not None and not law and benchmark_findings(case, penalty, determination)
    return _verdict(case, determination, bool(law), bool(off), unusual, enough=enough)


def _verdict(
    case: Case, determination: Determination, law: bool, off: bool, unusual: bool, *, enough: bool
) -> Verdict:
    """Return what weighs most: law, then the benchmark, then the comparables."""
    penalty = case.penalty
    if law:
        return Verdict.UNLAWFUL
    if off:
        return Verdict.OFF_BENCHMARK
    if unusual:
        return Verdict.UNUSUAL
    if penalty and _consistent(case, penalty, determination, enough):
        return Verdict.CONSISTENT
    return Verdict.CANNOT_SAY


def _consistent(case: Case, penalty: Penalty, determination: Determination, enough: bool) -> bool:
    """Whether a penalty with which nothing is wrong is known to be right, too."""
    if not penalty.kinds:
        return determination.outcome in (*NO_PENALTY, Outcome.MAY_EXEMPT)
    if determination.outcome not in (Outcome.PENALTY, Outcome.MAY_EXEMPT):
        return False
    if penalty.fine is None:
        return enough
    lawful, band = determination.lawful, band_of(case, determination)
    if lawful is None or not lawful.contains(penalty.fine):
        return False
    return enough or (determination.certain and band is not None and band.contains(penalty.fine))


def _unusual(standing: Standing, penalty: Penalty) -> Finding:
    c = standing.comparison
    values = (
        ("severity", c.severity),
        ("expected", c.expected),
        ("low", c.low),
        ("high", c.high),
        ("n", c.n),
        ("p", c.p),
        ("fine", penalty.fine),
        ("fine_expected", c.fine_expected),
        ("fine_low", c.fine_low),
        ("fine_high", c.fine_high),
    )
    return Finding("unusual", values)


def _reason(case: Case, unlawful: bool) -> list[Finding]:
    """Return what is to be said of the reason; none makes good what the law does not allow."""
    reason = case.procedure.deviation_reason
    if reason:
        return [Finding("reason_recorded", (("reason", reason),))]
    return [] if unlawful else [Finding("reason_not_recorded")]


# --- why nothing, or not more, can be said ----------------------------------------------------


def _doubts(case: Case, determination: Determination, standing: Standing | None) -> list[Finding]:
    penalty = case.penalty
    found = [] if penalty else [_suggestion(standing)]
    if determination.outcome is Outcome.UNKNOWN_ITEM:
        return [*found, _item_not_known(determination)]
    if determination.outcome is Outcome.UNKNOWN_LAW:
        return [*found, Finding("law_not_known")]
    found += _open_law(case, determination)
    if determination.missing:
        labels = tuple(m.label for m in determination.missing)
        found.append(Finding("facts_missing", (("facts", labels),)))
    elif determination.lawful is not None and band_of(case, determination) is None:
        found.append(Finding("no_benchmark"))
    if penalty is not None and not penalty.kinds:
        # Whether to punish at all is a question of grounds, not of comparison.
        unfounded = determination.outcome is Outcome.PENALTY
        return [*found, Finding("exemption_not_supported")] if unfounded else found
    if standing is None:
        found.append(Finding("no_comparables"))
    elif not standing.enough:
        values = (
            ("n", standing.n),
            ("calibrators", standing.comparison.calibrators),
            ("enough", float(ENOUGH)),
        )
        found.append(Finding("too_few_comparables", values))
    return found


def _item_not_known(determination: Determination) -> Finding:
    """Say that the item is not known: which ones the case names, and what each may have meant."""
    said = (r.values for r in determination.for_person if r.code == "item_not_known")
    return Finding("item_not_known", next(said, ()))


def _suggestion(standing: Standing | None) -> Finding:
    if standing is None or not standing.enough:
        return Finding("no_penalty_to_check")
    c = standing.comparison
    values = (
        ("n", c.n),
        ("effective_n", c.effective_n),
        ("fine_expected", c.fine_expected),
        ("fine_low", c.fine_low),
        ("fine_high", c.fine_high),
    )
    return Finding("no_penalty_to_check", values)


def _open_law(case: Case, determination: Determination) -> list[Finding]:
    """Name what is not known of the law, where that kept a fine from being judged."""
    codes = {reason.code for reason in determination.for_person}
    found = []
    if "amount_not_held" in codes:
        found.append(Finding("range_not_held"))
    fine = case.penalty.fine if case.penalty else None
    spans = (determination.lawful, determination.recommended or determination.lawful)
    if fine is None or all(span is not None and span.contains(fine) for span in spans):
        return found
    if "item_not_known" in codes:
        found.append(_item_not_known(determination))
    laws = {"act_law_not_held", "decision_law_not_held", "text_replaced"}
    if not sure_of(case, determination).least and not codes.isdisjoint(laws):
        found.append(Finding("law_not_known"))
    return found
