"""An audit in a format of one's own: plug-ins that render it, three of them built in.

A plug-in of the group ``discretion.report_renderers`` is a function that takes the audit with its
words and the corpus, and returns the bytes of a file (:class:`AuditRenderer`). Names are masked in
what the words say unless the reader asked for them.
"""

from __future__ import annotations

import json
from typing import Protocol

from discretion.corpus import Corpus
from discretion.plugins.door import REPORT_RENDERERS, PlugInError, blaming, load, plug_in
from discretion.report.audit.words import AuditWords


class AuditRenderer(Protocol):
    """What a plug-in for reports offers."""

    def __call__(self, said: AuditWords, corpus: Corpus, /) -> bytes:
        """Return the whole report as a file."""


def rendered(name: str, said: AuditWords, corpus: Corpus) -> bytes:
    """Return the report that the plug-in called *name* makes.

    Raises:
        PlugInError: there is none, or it is broken.
    """
    found = plug_in(REPORT_RENDERERS, name)
    render: AuditRenderer = load(found)
    with blaming(found):
        data = render(said, corpus)
        if not isinstance(data, bytes):
            raise PlugInError(f"{found.words}须给出字节，却给出 {type(data).__name__}")
    return data


def as_page(said: AuditWords, corpus: Corpus) -> bytes:
    """Return the report as a page of HTML, with a dossier for each case that is listed."""
    from discretion.consistency.dossier import dossiers
    from discretion.report.audit.page import audit_page, shown_cases

    flagged, paired = shown_cases(said.audit)
    found = list(dossiers(corpus, said.setting.book, flagged))
    return audit_page(said, found, {each: corpus.case(each) for each in paired}).encode()


def as_workbook(said: AuditWords, corpus: Corpus) -> bytes:
    """Return the lists as a workbook."""
    from discretion.report.audit.workbook import audit_workbook

    return audit_workbook(said)


def as_json(said: AuditWords, corpus: Corpus) -> bytes:
    """Return everything as JSON."""
    from discretion.report.audit.data import audit_json

    text = json.dumps(audit_json(said), ensure_ascii=False, allow_nan=False, indent=1)
    return f"{text}\n".encode()
