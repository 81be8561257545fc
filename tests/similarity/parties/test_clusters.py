"""Clusters of parties against what every pair of them says, without keys."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from discretion.model.case import Case
from discretion.similarity.parties import (
    Identity,
    Profile,
    cluster_parties,
    compare_parties,
    profile_of,
)
from tests.similarity.parties.strategies import CASES, NUMBERS, case

SURE = (Identity.SAME, Identity.LIKELY)
MANY = st.lists(CASES, max_size=9)


def groups(labels: np.ndarray) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(labels == label).tolist()) for label in set(labels.tolist())}


def sure(a: Profile, b: Profile) -> bool:
    return compare_parties(a, b).identity in SURE


def parted(a: Profile, b: Profile) -> bool:
    """Whether the names are one and only a division or an operator parts them."""
    return bool({"other_region", "other_operator"} & set(compare_parties(a, b).reasons))


def moved(a: Profile, b: Profile) -> bool:
    """Whether they are likely one, or parted by what a number may have had two of."""
    numbered = a.credit or a.citizen or b.credit or b.citizen
    return sure(a, b) or bool(numbered and parted(a, b))


def drawn(a: Profile, b: Profile) -> bool:
    """Whether a shared key draws them together, for good or only to be parted again."""
    return sure(a, b) or parted(a, b)


def reached(
    start: int,
    among: frozenset[int],
    profiles: list[Profile],
    linked: Callable[[Profile, Profile], bool],
) -> set[int]:
    found, waiting = {start}, [start]
    while waiting:
        one = waiting.pop()
        new = {n for n in among - found if linked(profiles[one], profiles[n])}
        found |= new
        waiting += new
    return found


@given(MANY, st.randoms(use_true_random=False))
def test_the_order_does_not_matter(cases: list[Case], shuffle: object) -> None:
    profiles = [profile_of(c) for c in cases]
    order = list(range(len(cases)))
    shuffle.shuffle(order)  # type: ignore[attr-defined]
    found = groups(cluster_parties([profiles[i] for i in order]))
    back = {frozenset(order[i] for i in group) for group in found}
    assert back == groups(cluster_parties(profiles))


@given(MANY)
def test_no_cluster_has_two_numbers_and_equal_numbers_are_one(cases: list[Case]) -> None:
    profiles = [profile_of(c) for c in cases]
    labels = cluster_parties(profiles)
    for a, b in combinations(range(len(cases)), 2):
        for kind in ("credit", "citizen"):
            one, other = getattr(profiles[a], kind), getattr(profiles[b], kind)
            if one and other and one != other:
                assert labels[a] != labels[b]
            if one and one == other and not (profiles[a].credit and profiles[b].citizen):
                assert labels[a] == labels[b]


@given(MANY)
def test_a_cluster_hangs_together_by_likely_pairs(cases: list[Case]) -> None:
    profiles = [profile_of(c) for c in cases]
    for group in groups(cluster_parties(profiles)):
        assert (
            reached(min(group), group, profiles, moved) == group
            or len({profiles[i] for i in group}) == 1
        )


@given(MANY)
def test_a_likely_pair_is_parted_only_where_others_contradict(cases: list[Case]) -> None:
    profiles = [profile_of(c) for c in cases]
    labels = cluster_parties(profiles)
    everyone = frozenset(range(len(cases)))
    for a, b in combinations(range(len(cases)), 2):
        if sure(profiles[a], profiles[b]) and labels[a] != labels[b]:
            linked = reached(a, everyone, profiles, drawn)
            against = [
                compare_parties(profiles[c], profiles[d]).reasons[0]
                for c, d in combinations(sorted(linked), 2)
            ]
            assert {"other_number", "other_region", "other_operator"} & set(against)


def test_a_name_that_two_firms_bear_links_neither() -> None:
    name = "上海鑫味餐饮有限公司"
    labels = cluster_parties(
        profile_of(c) for c in (case(name, NUMBERS[0]), case(name, NUMBERS[1]), case(name))
    )
    assert len(set(labels.tolist())) == 3


def test_a_firm_that_moved_is_one_by_its_number() -> None:
    name = "鑫味餐饮店"
    labels = cluster_parties(
        profile_of(c)
        for c in (
            case(name, NUMBERS[0], "310114"),
            case(name, NUMBERS[0], "310106"),
            case(name, None, "310106"),
            case(name, None, "310115"),
        )
    )
    assert labels.tolist() == [0, 0, 0, 1]


def test_records_without_a_name_stand_alone() -> None:
    assert cluster_parties(profile_of(case("张某")) for _ in range(3)).tolist() == [0, 1, 2]
    assert len(cluster_parties([])) == 0
