"""The planted study is what it says, and its figures do not fall."""

from benchmarks.quality.parties.planted import planted
from discretion.corpus import open_corpus
from discretion.similarity.parties import cluster_parties, profile_of

NAMES = sorted({c.party.name for c in open_corpus("sample").cases if c.party.name})[::20]


def test_planted_parties_are_the_same_by_seed_and_told_apart() -> None:
    records = planted(NAMES, 3)
    assert records == planted(NAMES, 3)
    assert records != planted(NAMES, 4)
    labels = cluster_parties(profile_of(one.case) for one in records).tolist()
    truth = [one.party for one in records]
    pairs = [(a, b) for a in range(len(truth)) for b in range(a)]
    same = {(a, b) for a, b in pairs if truth[a] == truth[b]}
    found = {(a, b) for a, b in pairs if labels[a] == labels[b]}
    assert len(found & same) >= 0.98 * len(found)
    assert len(found & same) >= 0.7 * len(same)
