"""Two parties compared: how surely they are one, and why.

Codes of the reasons, for: ``same_number``, ``same_name``, ``same_phone``, ``same_address``,
``same_operator``, ``near_name`` (one character apart), ``region_not_named``; against, or why it
is only possible: ``other_number``, ``other_region``, ``other_branch``, ``branch_not_named``,
``other_operator``, ``other_form``, ``other_name``, ``name_only`` (a person's name is borne by
many), ``trade_name`` (only words of trade), ``operators_name``, ``no_name``, ``shared_name``
(several parties of the corpus bear it: found by clustering).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import OSA, Levenshtein

from discretion.similarity.parties.names import PartyName
from discretion.similarity.parties.profile import Profile

_TELLING = frozenset(
    "0123456789零一二三四五六七八九十百千万甲乙丙丁戊己庚辛东南西北中上下前后左右新老旧大小内外总分"
    "abcdefghijklmnopqrstuvwxyz"
)
"""Characters that tell two names apart by themselves: 一店 and 二店 are no slip of the pen."""
LEAST_CORE = 4
"""A core shorter than this has too little left to overlook one character."""


class Identity(StrEnum):
    """How surely two parties are one, surest first."""

    SAME = "same"
    """The number is the same: certain."""
    LIKELY = "likely"
    """The name is, and nothing that identifies speaks against it."""
    POSSIBLE = "possible"
    """To be looked at by a person; never counted."""
    UNKNOWN = "unknown"
    """One of them has neither name nor number."""
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Likeness:
    """The answer and the codes of its reasons, the weightiest first."""

    identity: Identity
    reasons: tuple[str, ...]


def compare_parties(a: Profile, b: Profile) -> Likeness:
    """Compare two parties, symmetrically. Two numbers of one kind settle it, either way."""
    for mine, theirs in ((a.credit, b.credit), (a.citizen, b.citizen)):
        if mine and theirs:
            if mine == theirs:
                return Likeness(Identity.SAME, ("same_number",))
            return Likeness(Identity.DIFFERENT, ("other_number",))
    if a.name is None or b.name is None:
        return Likeness(Identity.UNKNOWN, ("no_name",))
    if a.name.person and b.name.person:
        return _persons(a, b)
    if a.name.person or b.name.person:
        return _person_and_unit(a, b)
    return _units(a, b, a.name, b.name)


def near_cores(a: str, b: str) -> bool:
    """Whether two cores are one slip apart: a character wrong, missing, added, or two swapped."""
    if min(len(a), len(b)) < LEAST_CORE or OSA.distance(a, b, score_cutoff=1) != 1:
        return False
    for edit in Levenshtein.editops(a, b):
        touched = {"delete": a[edit.src_pos : edit.src_pos + 1]}.get(
            edit.tag, b[edit.dest_pos : edit.dest_pos + 1]
        )
        if edit.tag == "replace":
            touched += a[edit.src_pos]
        if not _TELLING.isdisjoint(touched):
            return False
    return True


def evidence(a: Profile, b: Profile) -> tuple[str, ...]:
    """Return what, beside the name, agrees."""
    pairs = (
        ("same_phone", a.phone, b.phone),
        ("same_address", a.address, b.address),
        ("same_operator", a.operator, b.operator),
    )
    return tuple(code for code, mine, theirs in pairs if mine and mine == theirs)


def _persons(a: Profile, b: Profile) -> Likeness:
    assert a.name
    assert b.name
    if a.name.core != b.name.core:
        return Likeness(Identity.DIFFERENT, ("other_name",))
    agreed = evidence(a, b)
    if agreed:
        return Likeness(Identity.LIKELY, ("same_name", *agreed))
    return Likeness(Identity.POSSIBLE, ("name_only",))


def _person_and_unit(a: Profile, b: Profile) -> Likeness:
    person, unit = (a, b) if a.name and a.name.person else (b, a)
    assert person.name
    if unit.operator and unit.operator == person.name.core:
        return Likeness(Identity.POSSIBLE, ("operators_name",))
    return Likeness(Identity.DIFFERENT, ("other_name",))


def _units(a: Profile, b: Profile, mine: PartyName, theirs: PartyName) -> Likeness:
    same = mine.core == theirs.core
    if not same and not near_cores(mine.core, theirs.core):
        return Likeness(Identity.DIFFERENT, ("other_name",))
    against = (
        ("other_branch", mine.branch, theirs.branch),
        ("other_region", a.home, b.home),
        ("other_operator", a.operator, b.operator),
    )
    for code, one, other in against:
        if one and other and one != other:
            return Likeness(Identity.DIFFERENT, (code,))
    agreed = evidence(a, b)
    name = "same_name" if same else "near_name"
    if mine.branch != theirs.branch:
        return Likeness(Identity.POSSIBLE, ("branch_not_named", name, *agreed))
    if mine.form != theirs.form:
        sure = Identity.LIKELY if agreed else Identity.POSSIBLE
        return Likeness(sure, ("other_form", name, *agreed))
    if agreed:
        return Likeness(Identity.LIKELY, (name, *agreed))
    if not same:
        return Likeness(Identity.POSSIBLE, ("near_name",))
    if mine.generic or theirs.generic:
        return Likeness(Identity.POSSIBLE, ("trade_name",))
    unnamed = a.home != b.home
    return Likeness(Identity.LIKELY, ("same_name", *(("region_not_named",) if unnamed else ())))
