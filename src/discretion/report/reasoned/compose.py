"""A review as a reasoned document."""

from __future__ import annotations

from collections.abc import Sequence

from discretion.model.review import Review
from discretion.report.explain import outcome_text
from discretion.report.masking import Mask
from discretion.report.reasoned.annex import Annex
from discretion.report.reasoned.argument import Argument
from discretion.report.reasoned.document import ReasonedDocument
from discretion.report.reasoned.formal import FormalWords
from discretion.report.reasoned.labels import Declarations, Labels
from discretion.report.texts import Language
from discretion.report.words import Words, clean


def reasoned_document(
    review: Review,
    language: Language = "zh",
    *,
    names: bool = False,
    declarations: Declarations | None = None,
    synthetic: bool = False,
    remarks: Sequence[str] = (),
) -> ReasonedDocument:
    """Return the reasoned document about a reviewed case.

    *names* shows personal names, which are starred otherwise; *declarations* are the facts of the
    rulebook (:meth:`discretion.Book.every_fact`), for their labels and units; *synthetic* says
    that the comparables are made up, which the document then says too. *remarks* are notes for
    the clerk, such as facts that the text seems to state; no part of the argument rests on them.
    """
    words, d = FormalWords(language), review.determination
    mask = Mask(shown=names).of(d.case)
    labels = Labels(d, words, mask, declarations or {})
    notes = [words("reasoned.note.check")]
    if d.benchmark_status == "sample" and (d.benchmark or d.recommended):
        notes.append(words("note.sample").rstrip("。.") + words.texts["reasoned.stop"].strip())
    if synthetic and review.matches:
        notes.append(words("reasoned.note.synthetic"))
    if d.missing:
        notes.append(words("reasoned.note.open"))
    notes += remarks
    origin = (("rulebook", d.rulebook), ("case", d.case_digest), ("corpus", review.corpus_version))
    return ReasonedDocument(
        language,
        words("reasoned.title"),
        tuple((code, text) for code, text in _head(review, words, mask) if text),
        Argument(review, words, mask, labels).parts(),
        Annex(review, words, labels).tables(),
        tuple(notes),
        clean(d.case.body or "") if d.case else "",
        d.case.decided if d.case else None,
        tuple((code, digest) for code, digest in origin if digest),
    )


def _head(review: Review, words: Words, mask: Mask) -> list[tuple[str, str]]:
    d = review.determination
    party = item = ""
    if d.case is not None:
        kind = words(f"kind_of_party.{d.case.party.kind.value}")
        party = mask.name(d.case.party.name) + words.brackets(kind)
    if d.item is not None:
        item = words.pick(d.title, d.title_en) + words.brackets(d.item)
    return [
        ("case", clean(d.case_id)),
        ("party", party),
        ("item", item),
        ("outcome", outcome_text(d, words)),
        ("grade", words.grade(d.grade) if d.grade else ""),
    ]
