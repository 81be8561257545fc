"""Facts that a text seems to state, in words: to be checked by a person, never a finding."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from discretion.extraction.suggestions import Suggestion
from discretion.report.jsonable import plain
from discretion.report.masking import Mask
from discretion.report.words import Words


def proposal_line(found: Suggestion, words: Words, mask: Mask) -> str:
    """Return one suggestion in a sentence."""
    fact, proposal = found.declaration, found.proposal
    values = {
        "label": words.pick(fact.label, fact.label_en),
        "value": words.fact(proposal.value, fact.unit, dict(fact.choices)),
        "words": mask(proposal.words),
    }
    if found.typed is None:
        return words("proposals.absent", **values)
    typed = words.fact(found.typed, fact.unit, dict(fact.choices))
    return words("proposals.differs", typed=typed, **values)


def proposals_json(found: Iterable[Suggestion], words: Words, mask: Mask) -> list[dict[str, Any]]:
    """Return suggestions as JSON data, each with its place in the text and its sentence."""
    return [
        {
            "fact": each.proposal.fact,
            "value": plain(each.proposal.value),
            "typed": plain(each.typed),
            "start": each.proposal.start,
            "end": each.proposal.end,
            "words": mask(each.proposal.words),
            "text": proposal_line(each, words, mask),
        }
        for each in found
    ]
