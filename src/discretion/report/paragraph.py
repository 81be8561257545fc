"""The paragraph that gives the reasons for a penalty, for pasting into a decision.

Every sentence stands for a code: of a reason, of a finding, or of this module; nothing is made up,
and what the file does not say is left for a person to write.
"""

from __future__ import annotations

from discretion.model.determination import Reason
from discretion.model.review import Comparison, Review, Verdict
from discretion.report.masking import Mask
from discretion.report.sentences import reason_text
from discretion.report.words import Words

_GROUNDS = frozenset({
    "law_of_act", "lighter_law", "exempt_must", "exempt_may", "row", "score", "moved",
    "moved_open", "moved_same", "mitigable", "moves_conflict", "one_act", "correction_first",
})  # fmt: skip
"""Reasons that a decision gives; the other steps are the clerk's, not the party's."""


def paragraph(review: Review, words: Words, mask: Mask) -> str:
    """Return the paragraph; empty where the item is not known. *mask* hides names in a reason."""
    d = review.determination
    if d.item is None or not d.places:
        return ""
    basis = words.joined(words.place(place) for place in d.places[:1])
    span = words("paragraph.no_range")
    if d.statutory is not None:
        span = words("paragraph.range", range=words.range(d.statutory))
    title = words.pick(d.title, d.title_en)
    parts = [words("paragraph.item", title=title, basis=basis, range=span)]
    if grounds := _grounds(review, words):
        parts.append(words("paragraph.reasons", reasons=words.joined(grounds, "semicolon")))
    parts.append(_fine(review, words))
    if compared := _compared(review, words):
        parts.append(compared)
    if review.verdict in (Verdict.OFF_BENCHMARK, Verdict.UNUSUAL):
        parts.append(_why(review, words, mask))
    if d.missing:
        facts = words.joined(words.pick(m.label, m.label_en) for m in d.missing)
        parts.append(words("paragraph.missing", facts=facts))
    return "".join(parts).strip()


def _grounds(review: Review, words: Words) -> list[str]:
    facts = dict(review.determination.facts)
    found: list[str] = []

    def add(reason: Reason) -> None:
        if reason.code in _GROUNDS:
            found.append(reason_text(reason, words, facts).rstrip("。.；;"))
            found.extend(
                reason_text(child, words, facts)
                for child in reason.children
                if child.code in ("fact", "factor")
            )

    for reason in sorted(review.determination.reasons, key=lambda r: r.step):
        add(reason)
    return found


def _fine(review: Review, words: Words) -> str:
    band, lawful, fine = review.benchmark, review.lawful, review.fine
    if fine is None:
        return words("paragraph.proposed", range=words.range(band)) if band else ""
    said = words.money(fine)
    if lawful is not None and not lawful.contains(fine):
        return words("paragraph.unlawful", fine=said, range=words.range(lawful))
    if band is None:
        return words("paragraph.fine", fine=said)
    code = "inside" if band.contains(fine) else "outside"
    return words(f"paragraph.{code}", fine=said, range=words.range(band))


def _compared(review: Review, words: Words) -> str:
    c = review.comparison
    if c is None or c.p is None or None in (c.fine_expected, c.fine_low, c.fine_high):
        return ""
    return words(
        f"paragraph.{'unlike' if _unlike(c, review) else 'comparable'}",
        n=f"{c.n:,}",
        expected=words.money(c.fine_expected),
        low=words.money(c.fine_low),
        high=words.money(c.fine_high),
    )


def _unlike(c: Comparison, review: Review) -> bool:
    inside = c.low is not None and c.high is not None and c.severity is not None
    unusual = any(finding.code == "unusual" for finding in review.findings)
    return unusual or not (inside and (c.low or 0.0) <= (c.severity or 0.0) <= (c.high or 0.0))


def _why(review: Review, words: Words, mask: Mask) -> str:
    for finding in review.findings:
        if finding.code == "reason_recorded":
            reason = mask(str(dict(finding.values)["reason"]))
            return words("paragraph.reason", reason=reason)
    return words("paragraph.no_reason")
