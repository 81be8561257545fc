"""What a job on a cluster cannot go on with."""

from __future__ import annotations


class ClusterError(ValueError):
    """A table, an executor or an installation that cannot serve; the message says how to mend."""
