"""Public records (双公示) as a ledger: the built-in plug-in for ledger formats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from discretion.intake.errors import IntakeError
from discretion.intake.publicity.cases import ledger_row
from discretion.intake.publicity.files import read_records
from discretion.rulebook.errors import RulebookError


class PublicRecords:
    """Reads records in XML, and by name in workbooks and delimited text too."""

    suffixes = (".xml",)

    def rows(self, path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
        """Yield each record as a row of a ledger.

        Raises:
            IntakeError: the file cannot be used.
        """
        try:
            for number, record in read_records(path):
                yield number, ledger_row(record)
        except RulebookError as error:
            said = "；".join(problem.message for problem in error.problems)
            raise IntakeError(said, where=str(path), remedy="请核对 XML 文件。") from None


FORMAT = PublicRecords()
