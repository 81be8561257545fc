"""What can be wrong with a corpus on disk."""

from __future__ import annotations


class CorpusError(ValueError):
    """A corpus, or a source for one, that cannot be used; the message says how to mend it."""


class CorpusLockedError(CorpusError):
    """Another process is writing to this corpus; nothing was changed."""
