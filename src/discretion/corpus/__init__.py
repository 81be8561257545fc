"""Past cases: opening, searching, taking in and looking after."""

from discretion.corpus.compact import CompactReport, compact
from discretion.corpus.corpus import Corpus, open_corpus
from discretion.corpus.erase import EraseReport, erase
from discretion.corpus.errors import CorpusError, CorpusLockedError
from discretion.corpus.ingest import IngestReport, ingest
from discretion.corpus.sql import SqlQuery
from discretion.corpus.verify import CorpusInfo, info, restore, verify

__all__ = [
    "CompactReport",
    "Corpus",
    "CorpusError",
    "CorpusInfo",
    "CorpusLockedError",
    "EraseReport",
    "IngestReport",
    "SqlQuery",
    "compact",
    "erase",
    "info",
    "ingest",
    "open_corpus",
    "restore",
    "verify",
]
