"""Which errors are told to the reader: those about what was given, and those of files and disks."""

from discretion.corpus.errors import CorpusError
from discretion.engine.errors import CaseError
from discretion.intake.errors import IntakeError
from discretion.record.entries import RecordError
from discretion.report.words import Words
from discretion.rulebook.errors import RulebookError
from discretion.rulebook.wording import refusal

MISTAKES: tuple[type[ValueError], ...] = (
    CaseError,
    CorpusError,
    IntakeError,
    RecordError,
    RulebookError,
)
TOLD: tuple[type[Exception], ...] = (*MISTAKES, OSError)
"""The mistakes, and a system that refuses a file: a full disk, a folder that may not be written."""


def told(error: Exception, words: Words) -> str:
    """Return what an error of TOLD says, and how it is mended."""
    if isinstance(error, OSError):
        return words("desk.error.system", why=refusal(error))
    return str(error)
