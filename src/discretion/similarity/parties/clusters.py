"""Clusters of records that are likely one party; no order of the records changes them.

Records that share a key (:mod:`discretion.similarity.parties.keys`) are drawn together. If that
joins what cannot be one party — two credit codes, two identity numbers, two divisions, two
operators — the record that linked them is ambiguous: first it no longer links by its name alone,
then, if need be, it stands alone. So no cluster ever has two numbers of one kind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from discretion.similarity.parties.compare import Identity, compare_parties
from discretion.similarity.parties.keys import (
    Key,
    name_keys,
    number_keys,
    person_keys,
    slip_keys,
)
from discretion.similarity.parties.profile import Profile

NUMBER, STRONG, WEAK = range(3)
_ATTRIBUTES = ("credit", "citizen", "home", "operator")
"""What a party has only one of, in the order in which contradictions are settled."""


@dataclass(frozen=True, slots=True)
class _Link:
    strength: int
    nodes: tuple[int, ...]


def cluster_parties(parties: Iterable[Profile]) -> NDArray[np.int64]:
    """Return the cluster of each record, numbered in the order of their first records.

    Records without name and number stand alone.
    """
    at: dict[Profile, int] = {}
    nodes: list[int] = []
    profiles: list[Profile] = []
    for one in parties:
        known = one.name is not None or one.credit or one.citizen
        node = at.get(one) if known else None
        if node is None:
            node = len(profiles)
            profiles.append(one)
            if known:
                at[one] = node
        nodes.append(node)
    label = np.empty(len(profiles), np.int64)
    for number, group in enumerate(_settled(profiles, _links(profiles))):
        label[list(group)] = number
    of_records = label[np.array(nodes, np.int64)]
    _, first, inverse = np.unique(of_records, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    clusters: NDArray[np.int64] = rank[inverse]
    return clusters


def _links(profiles: Sequence[Profile]) -> list[_Link]:
    by_key: dict[Key, list[int]] = defaultdict(list)
    slips: dict[Key, list[int]] = defaultdict(list)
    for node, one in enumerate(profiles):
        for keys in (number_keys, name_keys, person_keys):
            for key in keys(one):
                by_key[key].append(node)
        for key in slip_keys(one):
            slips[key].append(node)
    strength = {"credit": NUMBER, "citizen": NUMBER, "unit": WEAK, "person": STRONG}
    links = [_Link(strength[k[0]], tuple(n)) for k, n in by_key.items() if len(n) > 1]
    pairs = {pair for nodes in slips.values() if len(nodes) > 1 for pair in combinations(nodes, 2)}
    links += [
        _Link(STRONG, pair)
        for pair in sorted(pairs)
        if compare_parties(profiles[pair[0]], profiles[pair[1]]).identity is Identity.LIKELY
    ]
    return links


def _settled(profiles: Sequence[Profile], links: list[_Link]) -> list[tuple[int, ...]]:
    done: list[tuple[int, ...]] = []
    waiting = _components(range(len(profiles)), links)
    while waiting:
        nodes, inner = waiting.pop()
        attribute = next((a for a in _ATTRIBUTES if _conflict(profiles, nodes, a)), None)
        if attribute is None:
            done.append(nodes)
            continue
        values = _values(profiles, nodes, attribute)
        for part, rest in _components(nodes, _cut(inner, values, only_weak=True)):
            if _conflict(profiles, part, attribute):
                values = _values(profiles, part, attribute)
                waiting += _components(part, _cut(rest, values, only_weak=False))
            else:
                waiting.append((part, rest))
    return done


def _components(
    nodes: Iterable[int], links: Sequence[_Link]
) -> list[tuple[tuple[int, ...], list[_Link]]]:
    """Return the connected parts and the links within each."""
    parent = {node: node for node in nodes}

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for link in links:
        first = root(link.nodes[0])
        for node in link.nodes[1:]:
            parent[root(node)] = first
    groups: dict[int, list[int]] = defaultdict(list)
    for node in parent:
        groups[root(node)].append(node)
    within: dict[int, list[_Link]] = defaultdict(list)
    for link in links:
        within[root(link.nodes[0])].append(link)
    return [(tuple(group), within[head]) for head, group in groups.items()]


def _conflict(profiles: Sequence[Profile], nodes: Sequence[int], attribute: str) -> bool:
    if len(nodes) < 2:
        return False
    own = {getattr(profiles[node], attribute) for node in nodes} - {""}
    return len(own) > 1 and len(set(_values(profiles, nodes, attribute).values())) > 1


def _values(profiles: Sequence[Profile], nodes: Sequence[int], attribute: str) -> Mapping[int, str]:
    """Return the value of each node that has one, or whose number tells it.

    Values that one number has been seen with are one value: a firm may have moved.
    """
    own = {node: value for node in nodes if (value := getattr(profiles[node], attribute))}
    if attribute in ("credit", "citizen"):
        return own
    same: dict[str, str] = {value: value for value in own.values()}

    def root(value: str) -> str:
        while same[value] != value:
            value = same[value]
        return value

    by_number: dict[Key, list[int]] = defaultdict(list)
    for node in nodes:
        for key in number_keys(profiles[node]):
            by_number[key].append(node)
    told: dict[int, str] = {}
    for members in by_number.values():
        seen = sorted({root(own[node]) for node in members if node in own})
        for value in seen[1:]:
            same[root(value)] = root(seen[0])
        if seen:
            told |= dict.fromkeys(members, seen[0])
    return {
        node: root(own.get(node) or told[node]) for node in nodes if node in own or node in told
    }


def _cut(links: Sequence[_Link], values: Mapping[int, str], *, only_weak: bool) -> list[_Link]:
    """Return the links such that none joins two values, or, if cut, a node without a value."""
    made = []
    for link in links:
        if link.strength == NUMBER or (only_weak and link.strength == STRONG):
            made.append(link)
            continue
        groups: dict[str, list[int]] = defaultdict(list)
        for node in link.nodes:
            if node in values:
                groups[values[node]].append(node)
        made += [_Link(link.strength, tuple(g)) for g in groups.values() if len(g) > 1]
    return made
