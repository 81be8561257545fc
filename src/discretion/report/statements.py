"""Sentences that know what they rest on: every one names the codes it was made from."""

from __future__ import annotations

from dataclasses import dataclass

from discretion.model.determination import Place


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence, what it rests on, and the place of law that it cites.

    A code is a group and a name: ``reason.row`` and ``person.table_gap`` of a determination,
    ``finding.unusual`` of a review, ``fact.area_m2`` a value that the case gives,
    ``missing.area_m2`` one that it lacks, and ``case.text``, ``determination.grade`` or
    ``review.fine`` an attribute of these.
    """

    text: str
    codes: tuple[str, ...]
    place: Place | None = None
