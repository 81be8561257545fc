"""Whether two records name the same party, how surely, and why; clusters of many records."""

from discretion.similarity.parties.clusters import cluster_parties
from discretion.similarity.parties.compare import Identity, Likeness, compare_parties
from discretion.similarity.parties.profile import Profile, profile_of

__all__ = [
    "Identity",
    "Likeness",
    "Profile",
    "cluster_parties",
    "compare_parties",
    "profile_of",
]
