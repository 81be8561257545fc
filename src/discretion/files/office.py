"""Office documents (zip archives, ECMA-376) whose bytes do not tell when they were made."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl import Workbook

EPOCH = datetime(2026, 1, 1)
"""The time that a document carries which has none of its own."""
_EARLIEST = datetime(1980, 1, 1)  # that a zip archive can say
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def workbook_bytes(book: Workbook) -> bytes:
    """Return *book* as an Excel file; the same content gives the same bytes."""
    book.properties.created = EPOCH
    book.properties.creator = "discretion"
    raw = io.BytesIO()
    book.save(raw)
    return same_bytes(raw.getvalue())


def same_bytes(document: bytes, made: datetime = EPOCH) -> bytes:
    """Return a document that says it was made at *made*, in all its parts."""
    entry_time = max(made, _EARLIEST).timetuple()[:6]
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as source, zipfile.ZipFile(out, "w") as target:
        # Readers find the kind of the document by its first part.
        for name in sorted(source.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            content = source.read(name)
            if name == "docProps/core.xml":
                mark = made.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
                content = _MODIFIED.sub(rb"\g<1>" + mark, content)
            entry = zipfile.ZipInfo(name, entry_time)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            target.writestr(entry, content, compresslevel=9)
    return out.getvalue()
