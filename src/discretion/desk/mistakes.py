"""Which errors are about what the reader gave, and are told in its own words."""

from discretion.corpus.errors import CorpusError
from discretion.engine.errors import CaseError
from discretion.intake.errors import IntakeError
from discretion.record.entries import RecordError
from discretion.rulebook.errors import RulebookError

MISTAKES: tuple[type[ValueError], ...] = (
    CaseError,
    CorpusError,
    IntakeError,
    RecordError,
    RulebookError,
)
