"""Cases reported twice and parties written in several ways, as lines and as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from discretion.corpus.sameness import PartyGroup
from discretion.report.masking import Mask
from discretion.report.words import Words, clean
from discretion.similarity.duplicates import Duplicate


def duplicates_lines(found: Sequence[Duplicate], words: Words, cases: int) -> Iterator[str]:
    """Yield the number of pairs, then each pair with its reasons."""
    yield words("sameness.duplicates", cases=f"{cases:,}", n=f"{len(found):,}")
    for one in found:
        yield words(
            "sameness.pair",
            first=one.first,
            second=one.second,
            identity=words(f"sameness.{one.identity.value}"),
            reasons=_reasons(one, words),
        )


def duplicate_json(one: Duplicate, words: Words) -> dict[str, Any]:
    """Return a pair as plain data."""
    return {
        "first": one.first,
        "second": one.second,
        "identity": one.identity.value,
        "text": one.text,
        "reasons": list(one.reasons),
        "said": _reasons(one, words),
    }


def groups_lines(groups: Sequence[PartyGroup], words: Words, mask: Mask) -> Iterator[str]:
    """Yield the number of parties, then each with its spellings and cases."""
    several = sum(len(group.names) > 1 for group in groups)
    yield words("sameness.parties", n=f"{len(groups):,}", several=f"{several:,}")
    for group in groups:
        yield words(
            "sameness.group",
            names=words.joined(mask.name(name) for name in group.names),
            n=len(group.case_ids),
            cases=words.joined(group.case_ids),
        )


def group_json(group: PartyGroup, mask: Mask) -> dict[str, Any]:
    """Return a party as plain data."""
    return {
        "names": [mask.name(name) for name in group.names],
        "cases": [clean(case_id) for case_id in group.case_ids],
    }


def _reasons(one: Duplicate, words: Words) -> str:
    said = (words(f"sameness.{code}", text=f"{one.text:.0%}") for code in one.reasons)
    return words.joined(said)
