"""The pages of the rulebook: items, one item, legal sources, general rules, findings, changes."""

from __future__ import annotations

from collections import Counter
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from discretion.desk.frame import Desk, get
from discretion.desk.rulebook.about import about
from discretion.desk.rulebook.catalogue import catalogue
from discretion.desk.rulebook.changes import called, compared, others
from discretion.desk.rulebook.findings import Note, notes_of
from discretion.desk.rulebook.item import item_view
from discretion.desk.rulebook.statutes import statute
from discretion.desk.rulebook.trials import tried_item
from discretion.desk.study import Proved, Study
from discretion.engine.book import Book
from discretion.report.book.compose import source_parts
from discretion.report.book.general import general_chapters, policy_parts
from discretion.report.words import Words
from discretion.rulebook.diff import between_versions

PATIENCE = 0.25
"""Seconds that a page waits for what is being worked out before it is shown without it."""
LONGEST_QUERY = 200


def routes(desk: Desk, study: Study) -> list[Route]:
    """Return the routes of the rulebook."""
    pages = _Pages(desk, study)
    return [
        get("/rules", pages.index),
        get("/rules/items/{code}", pages.item),
        get("/rules/sources", pages.sources),
        get("/rules/sources/{name}", pages.source),
        get("/rules/general", pages.general),
        get("/rules/findings", pages.findings),
        get("/rules/changes", pages.changes),
    ]


class _Pages:
    def __init__(self, desk: Desk, study: Study) -> None:
        self.desk, self.study = desk, study

    # --- items ------------------------------------------------------------------------------------

    def index(self, request: Request) -> Response:
        """List the items that a search finds."""
        book, words, query = self._book(), self.desk.words(request), request.query_params
        text, domain, statute = (query.get(k, "")[:LONGEST_QUERY] for k in ("q", "domain", "law"))
        proved = self._proved(book)
        counts = self._counts("item")
        found = catalogue(
            book,
            words,
            text=text,
            domain=domain,
            statute=statute,
            cases=counts,
            findings=None if proved is None else _news(proved),
        )
        return self._page(
            request,
            "rules.html",
            about=about(book, words),
            found=found,
            text=text,
            domain=domain,
            statute=statute,
            waiting=proved is None or (counts is None and self._has_cases()),
        )

    def item(self, request: Request) -> Response:
        """Show one item."""
        book, words = self._book(), self.desk.words(request)
        code = request.path_params["code"]
        if code not in book.items:
            raise HTTPException(404)
        proved = self._proved(book)
        rows, items = self._counts("row"), self._counts("item")
        tried = tried_item(proved.trials, book, code, words) if proved else None
        view = item_view(
            book,
            code,
            words,
            notes=_notes(proved, book, words, code),
            tried=tried,
            rows=rows,
            cases=None if items is None else items.get(code, 0),
        )
        waiting = proved is None or (rows is None and self._has_cases())
        outdated = proved is not None and proved.outdated
        return self._page(
            request,
            "rule-item.html",
            view=view,
            waiting=waiting,
            outdated=outdated,
            corpus=self._has_cases(),
            tried=bool(tried and (tried.by_row or tried.elsewhere)),
        )

    # --- law --------------------------------------------------------------------------------------

    def sources(self, request: Request) -> Response:
        """List the legal sources."""
        book, words = self._book(), self.desk.words(request)
        return self._page(request, "rule-sources.html", sources=source_parts(book, words))

    def source(self, request: Request) -> Response:
        """Show one legal source, article by article."""
        book, words = self._book(), self.desk.words(request)
        name = request.path_params["name"]
        if name not in book.sources:
            raise HTTPException(404)
        return self._page(request, "rule-source.html", statute=statute(book, name, words))

    def general(self, request: Request) -> Response:
        """Show the general rules and the policy."""
        book, words = self._book(), self.desk.words(request)
        return self._page(
            request,
            "rule-general.html",
            chapters=general_chapters(book, words),
            policy=policy_parts(book, words),
        )

    # --- proof and changes ------------------------------------------------------------------------

    def findings(self, request: Request) -> Response:
        """List what the proof of the rulebook found."""
        book, words = self._book(), self.desk.words(request)
        proved = self._proved(book)
        notes = _notes(proved, book, words)
        return self._page(
            request,
            "rule-findings.html",
            notes=notes,
            counts=Counter(note.severity for note in notes),
            trials=proved.trials if proved else None,
            warnings=about(book, words).warnings,
            waiting=proved is None,
            outdated=proved is not None and proved.outdated,
        )

    def changes(self, request: Request) -> Response:
        """Show differences between versions, and to another rulebook if one is chosen."""
        book, words = self._book(), self.desk.words(request)
        known, chosen = others(book), request.query_params.get("with", "")
        if chosen and chosen not in known:
            raise HTTPException(404)
        shown, waiting, failure = None, False, ""
        if chosen:
            job = self.study.difference(book, str(known[chosen]))
            if done := job.wait(PATIENCE):
                shown = compared(*done, book, words)
            failure = words("browse.failed") if job.failure == "" else job.failure or ""
            waiting = shown is None and not failure
        return self._page(
            request,
            "rule-changes.html",
            items=_versioned(book, words),
            known=[(name, called(known[name], words)) for name in sorted(known)],
            chosen=chosen,
            shown=shown,
            waiting=waiting,
            failure=failure,
        )

    # --- what pages share -------------------------------------------------------------------------

    def _page(self, request: Request, template: str, **values: Any) -> Response:
        return self.desk.page(request, template, here="rules", path=request.url.path, **values)

    def _book(self) -> Book:
        return self.desk.state.current.book

    def _proved(self, book: Book) -> Proved | None:
        return self.study.proved(book).wait(PATIENCE)

    def _has_cases(self) -> bool:
        corpus = self.desk.state.current.corpus
        return corpus is not None and len(corpus) > 0

    def _counts(self, dimension: str) -> dict[str, int] | None:
        job = self.study.ground(self.desk.state.current)
        ground = job.wait(PATIENCE) if job else None
        return ground.counts(dimension) if ground else None


def _notes(
    proved: Proved | None, book: Book, words: Words, only: str | None = None
) -> tuple[Note, ...]:
    if proved is None:
        return ()
    chosen = (f for f in proved.findings if only in (None, f.item))
    return notes_of(chosen, book, words)


def _news(proved: Proved) -> dict[str, int]:
    """Return how many findings that count each item has."""
    return Counter(f.item for f in proved.findings if f.counts and f.item)


def _versioned(book: Book, words: Words) -> list[tuple[str, str, int, int]]:
    """Return the items with several versions: code, title, versions, changes by what they mean."""
    return [
        (
            item.code,
            words.pick(item.title, item.title_en),
            len(item.versions),
            sum(len(changes) for changes in between_versions(book, item)),
        )
        for item in book.items.values()
        if len(item.versions) > 1
    ]
