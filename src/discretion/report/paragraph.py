"""The paragraph that gives the reasons for a penalty, for pasting into a decision.

Every sentence stands for a code: of a reason, of a finding, or of this module; nothing is made up,
and what the file does not say is left for a person to write.
"""

from __future__ import annotations

from discretion.model.determination import Reason
from discretion.model.review import Comparison, Review, Verdict
from discretion.report.masking import Mask
from discretion.report.sentences import reason_text
from discretion.report.statements import Statement
from discretion.report.words import Words

_GROUNDS = frozenset({
    "law_of_act", "lighter_law", "exempt_must", "exempt_may", "row", "score", "moved",
    "moved_open", "moved_same", "mitigable", "moves_conflict", "one_act", "correction_first",
})  # fmt: skip
"""Reasons that a decision gives; the other steps are the clerk's, not the party's."""


def paragraph(review: Review, words: Words, mask: Mask) -> str:
    """Return the paragraph; empty where the item is not known. *mask* hides names in a reason."""
    d = review.determination
    item = item_statement(review, words)
    if item is None:
        return ""
    parts = [item.text]
    if grounds := _grounds(review, words):
        parts.append(words("paragraph.reasons", reasons=words.joined(grounds, "semicolon")))
    for said in (fine_statement(review, words), comparison_statement(review, words)):
        if said is not None:
            parts.append(said.text)
    if review.verdict in (Verdict.OFF_BENCHMARK, Verdict.UNUSUAL):
        parts.append(why_statement(review, words, mask).text)
    if d.missing:
        facts = words.joined(words.pick(m.label, m.label_en) for m in d.missing)
        parts.append(words("paragraph.missing", facts=facts))
    return "".join(parts).strip()


def item_statement(review: Review, words: Words) -> Statement | None:
    """Say which item the act is, under which law and range; None where the item is not known."""
    d = review.determination
    if d.item is None or not d.places:
        return None
    codes = ["determination.item", "determination.places"]
    span = words("paragraph.no_range")
    if d.statutory is not None:
        span = words("paragraph.range", range=words.range(d.statutory))
        codes.append("determination.statutory")
    title, basis = words.pick(d.title, d.title_en), words.place(d.places[0])
    text = words("paragraph.item", title=title, basis=basis, range=span)
    return Statement(text, tuple(codes), d.places[0])


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


def fine_statement(review: Review, words: Words) -> Statement | None:
    """Say how the fine stands to law and benchmark; None where there is nothing to say."""
    band, lawful, fine = review.benchmark, review.lawful, review.fine
    if fine is None:
        case = review.determination.case
        penalty = case.penalty if case is not None else None
        if band is None or (penalty is not None and penalty.fine is None):
            return None
        text = words("paragraph.proposed", range=words.range(band))
        return Statement(text, ("review.benchmark",))
    said = words.money(fine)
    if lawful is not None and not lawful.contains(fine):
        text = words("paragraph.unlawful", fine=said, range=words.range(lawful))
        return Statement(text, ("review.fine", "review.lawful"))
    if band is None:
        return Statement(words("paragraph.fine", fine=said), ("review.fine",))
    code = "inside" if band.contains(fine) else "outside"
    text = words(f"paragraph.{code}", fine=said, range=words.range(band))
    return Statement(text, ("review.fine", "review.benchmark"))


def comparison_statement(review: Review, words: Words) -> Statement | None:
    """Say what comparable cases lead one to expect; None where they are too few to say it."""
    c = review.comparison
    if c is None or c.p is None or None in (c.fine_expected, c.fine_low, c.fine_high):
        return None
    text = words(
        f"paragraph.{'unlike' if _unlike(c, review) else 'comparable'}",
        n=f"{c.n:,}",
        expected=words.money(c.fine_expected),
        low=words.money(c.fine_low),
        high=words.money(c.fine_high),
    )
    return Statement(text, ("review.comparison",))


def _unlike(c: Comparison, review: Review) -> bool:
    inside = c.low is not None and c.high is not None and c.severity is not None
    unusual = any(finding.code == "unusual" for finding in review.findings)
    return unusual or not (inside and (c.low or 0.0) <= (c.severity or 0.0) <= (c.high or 0.0))


def why_statement(review: Review, words: Words, mask: Mask) -> Statement:
    """Give the recorded reason of a deviation, or the place where a person has to write it."""
    for finding in review.findings:
        if finding.code == "reason_recorded":
            reason = mask(str(dict(finding.values)["reason"])).rstrip(" 。.；;")
            return Statement(words("paragraph.reason", reason=reason), ("finding.reason_recorded",))
    return Statement(words("paragraph.no_reason"), ("review.verdict",))
