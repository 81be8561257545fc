"""Past cases: opening, searching and taking in."""

from discretion.corpus.corpus import Corpus, open_corpus, verify
from discretion.corpus.errors import CorpusError, CorpusLockedError
from discretion.corpus.ingest import IngestReport, ingest

__all__ = [
    "Corpus",
    "CorpusError",
    "CorpusLockedError",
    "IngestReport",
    "ingest",
    "open_corpus",
    "verify",
]
