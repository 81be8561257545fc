"""Public records (双公示) as a ledger: the built-in plug-in for ledger formats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from discretion.intake.publicity.cases import ledger_row
from discretion.intake.publicity.files import read_records


class PublicRecords:
    """Reads records in XML, and by name in workbooks and delimited text too."""

    suffixes = (".xml",)

    def rows(self, path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
        """Yield each record as a row of a ledger.

        Raises:
            IntakeError: the file cannot be used.
        """
        for number, record in read_records(path):
            yield number, ledger_row(record)


FORMAT = PublicRecords()
