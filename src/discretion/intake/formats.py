"""Ledgers in formats of their own: read by a plug-in, one row after another.

A plug-in of the group ``discretion.ledger_formats`` is an object with ``suffixes`` and ``rows``
(:class:`LedgerFormat`). It gives rows as mappings of column names to cells; what they mean is
found as for any ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from discretion.intake.errors import IntakeError
from discretion.intake.grid import Row, Table
from discretion.intake.records import plain_cell
from discretion.plugins.door import LEDGER_FORMATS, PlugIn, PlugInError, blaming, load, plug_in
from discretion.plugins.door import plug_ins as declared


class LedgerFormat(Protocol):
    """What a plug-in for ledgers offers."""

    suffixes: tuple[str, ...]
    """Ends of file names that it reads, lower case, with the dot."""

    def rows(self, path: Path) -> Iterable[tuple[int, Mapping[str, Any]]]:
        """Yield each row: its number as the user sees it, and its cells by column name.

        Raises:
            IntakeError: the file cannot be used.
        """


def read_format(path: Path, name: str) -> Table:
    """Open a ledger by the plug-in called *name*.

    Raises:
        IntakeError: the file cannot be used. PlugInError: the plug-in cannot.
    """
    found = plug_in(LEDGER_FORMATS, name)
    return Table((), _rows(path, found, load(found)), nested=True)


def format_for(path: Path) -> str | None:
    """Return the name of the plug-in that reads the suffix of *path*; None where none does.

    Raises:
        PlugInError: several read it; or none does, and one that might is broken.
    """
    suffix, readers, broken = path.suffix.lower(), [], list[str]()
    for found in declared(LEDGER_FORMATS):
        try:
            with blaming(found):
                if suffix in tuple(load(found).suffixes):
                    readers.append(found)
        except PlugInError as error:
            broken.append(str(error))
    names = list(dict.fromkeys(found.name for found in readers))
    if len(names) > 1:
        said = "、".join(f"{found.name}（{found.distribution}）" for found in readers)
        raise PlugInError(f"{path}：几个台账格式插件都读 {suffix}：{said}。请用 --format 指明一个")
    if not names and broken:
        raise PlugInError(f"{path}：没有插件能读 {suffix}。{'；'.join(broken)}")
    return names[0] if names else None


def _rows(path: Path, found: PlugIn, reader: LedgerFormat) -> Iterator[Row]:
    try:
        for number, cells in reader.rows(path):
            yield Row(int(number), {str(name): plain_cell(cell) for name, cell in cells.items()})
    except IntakeError:
        raise
    except Exception:
        with blaming(found):
            raise
