"""A fact that a text seems to state: a proposal, never a finding."""

from __future__ import annotations

from dataclasses import dataclass

from discretion.model.case import FactValue


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value of a fact as read in a text: ``text[start:end]`` are the words it was read from."""

    fact: str
    value: FactValue
    start: int
    end: int
    words: str
