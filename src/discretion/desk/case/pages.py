"""The page of a case, its document, and its decision; of a ledger's row or of a past case."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from discretion.desk import links
from discretion.desk.case.changes import Changes
from discretion.desk.case.subject import Subject, of_corpus, of_row
from discretion.desk.case.view import view_of
from discretion.desk.case.walk import walk_of
from discretion.desk.frame import Desk, get, post, see, text_of
from discretion.desk.guard import session_of
from discretion.desk.ledger import file_response
from discretion.desk.mistakes import TOLD, told
from discretion.desk.runs import unnumbered
from discretion.model.review import Verdict
from discretion.record.append import append
from discretion.record.entries import entry_of
from discretion.report.words import clean
from discretion.service.waiting import only_writer

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PATIENCE = 10.0
"""Seconds that another writer is waited for."""
LONGEST_REASON, LONGEST_NUMBER = 20_000, 20
TO_BE_JUSTIFIED = (Verdict.UNLAWFUL, Verdict.OFF_BENCHMARK, Verdict.UNUSUAL)
"""Verdicts that no decision is recorded against without a reason."""
SubjectOf = Callable[[Desk, Request], Subject]


def routes(desk: Desk) -> list[Route]:
    """Return the routes of cases."""
    row, past = _Pages(desk, of_row), _Pages(desk, of_corpus)
    return [
        get("/ledgers/{key}/rows/{row}", row.page),
        get("/ledgers/{key}/rows/{row}/document", row.document),
        post("/ledgers/{key}/rows/{row}/record", row.record),
        get("/cases", past.page),
        get("/cases/document", past.document),
        post("/cases/record", past.record),
    ]


class _Pages:
    """The pages of cases that come from one place."""

    def __init__(self, desk: Desk, subject_of: SubjectOf) -> None:
        self.desk, self.subject_of = desk, subject_of

    def page(self, request: Request) -> Response:
        """Show a case as the address changes it."""
        subject = self.subject_of(self.desk, request)
        changes, short = subject.changes(request.query_params)
        if not short:
            return see(subject.address(changes))
        return self._page(request, subject, changes)

    def _page(
        self,
        request: Request,
        subject: Subject,
        changes: Changes,
        reason: str = "",
        problem: str = "",
    ) -> Response:
        desk = self.desk
        words, mask = desk.words(request), desk.mask(request)
        reviewed = subject.reviewed(changes)
        recorded = request.query_params.get("recorded", "")
        known = {str(number) for number in session_of(request).recorded.values()}
        decided, run = desk.decided.now(), subject.run
        names = session_of(request).unlocked
        walk = (
            walk_of(run, subject.row, subject.wish, names=names, decided=decided) if run else None
        )
        return desk.page(
            request,
            "case.html",
            here="inbox" if run else "audit",
            status=422 if problem else 200,
            subject=subject,
            changes=changes,
            walk=walk,
            unnumbered=unnumbered(subject.case.id),
            decision=decided.get(subject.case.id),
            review=reviewed.whole,
            d=reviewed.whole.determination,
            problem=reviewed.problem,
            view=view_of(subject, reviewed, changes, words, mask),
            item_address=links.item(reviewed.whole.determination.item or ""),
            undo=subject.address(Changes({}, changes.excluded)),
            items=sorted(subject.book.items.values(), key=lambda item: item.code),
            recordable=desk.settings.record is not None,
            reason=reason,
            reason_problem=problem,
            recorded=recorded if recorded in known else "",
        )

    def document(self, request: Request) -> Response:
        """Return the reasoned document about the case as the address changes it."""
        from discretion.report.reasoned.compose import reasoned_document
        from discretion.report.reasoned.filling import as_docx

        subject, mine = self.subject_of(self.desk, request), session_of(request)
        changes, _ = subject.changes(request.query_params)
        made = reasoned_document(
            subject.reviewed(changes).review,
            mine.language,
            names=mine.unlocked,
            declarations=subject.declared,
            synthetic=self.desk.settings.synthetic and subject.of_corpus,
        )
        name = re.sub(r'[\\/:*?"<>|\s]+', "_", clean(subject.case.id))[:80]
        return file_response(as_docx(made), f"{made.title}-{name}.docx", DOCX)

    def record(self, request: Request, form: FormData) -> Response:
        """Append the decision to the record, with its reason; a form sent twice appends once."""
        subject, words = self.subject_of(self.desk, request), self.desk.words(request)
        changes, _ = subject.changes(request.query_params)
        reason = text_of(form, "reason").strip()[:LONGEST_REASON]
        reviewed = subject.reviewed(changes)
        kept, made = self.desk.settings.record, session_of(request).recorded

        def refused(problem: str) -> Response:
            return self._page(request, subject, changes, reason, problem)

        if reviewed.problem or kept is None:
            return refused(words("deskcase.record.cannot"))
        if not reason and reviewed.whole.verdict in TO_BE_JUSTIFIED:
            unlawful = reviewed.whole.verdict is Verdict.UNLAWFUL
            return refused(words("deskcase.record.unlawful" if unlawful else "deskcase.record.why"))
        entry = entry_of(reviewed.whole, datetime.now(UTC), reason or None)
        after = text_of(form, "after")[:LONGEST_NUMBER]
        same = (subject.address(changes), reason, after)
        try:
            with only_writer(kept.parent, PATIENCE):
                number = made[same] = made.get(same) or append(kept, [entry]).number
        except TOLD as error:
            return refused(told(error, words))
        fixed = (*subject.fixed, ("recorded", str(number)))
        return see(f"{subject.base}{changes.query(fixed)}#record")
