"""The case that a page is about, where it comes from, and what came of it as changed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request

from discretion.consistency.check import check
from discretion.corpus import Corpus
from discretion.desk import links
from discretion.desk.case.changes import Changes
from discretion.desk.case.walk import wish_of
from discretion.desk.frame import Desk
from discretion.desk.ledger import run_of
from discretion.desk.listing import LIST, Wish
from discretion.desk.runs import Run
from discretion.engine.book import Book
from discretion.engine.errors import CaseError
from discretion.model.case import Case
from discretion.model.review import Match, Review
from discretion.rulebook.schema import FactDeclaration

MOST_DOTS, NEAREST = 40, 4
"""Similar cases that are dots on the bar, and of those the ones set side by side."""


@dataclass(frozen=True)
class Subject:
    """A case as it was given, and what it is held against.

    ``base`` is the address of its page and ``fixed`` the part of its query that names it.
    """

    case: Case
    book: Book
    corpus: Corpus | None
    base: str
    fixed: tuple[tuple[str, str], ...] = ()
    run: Run | None = None
    """The ledger that it stands in."""
    row: int = 0
    wish: Wish = field(default_factory=Wish)
    """The list of the ledger that it was opened from."""
    told: tuple[str, ...] = ()
    """What the reading of its row had to say."""

    @cached_property
    def declared(self) -> Mapping[str, FactDeclaration]:
        """Every fact that can be changed, by name."""
        return self.book.every_fact()

    def address(self, changes: Changes, part: str = "") -> str:
        """Return the address of the page, or of a part of it, with these changes."""
        return f"{self.base}{part}{changes.query(self.fixed)}"

    @property
    def of_corpus(self) -> bool:
        """Whether it is compared with the cases of the desk's corpus, not with its own ledger."""
        return self.run is None or self.run.among == "corpus"

    def past(self, case_id: str) -> str:
        """Return the page of a case that this one is compared with; empty while it has none."""
        if self.of_corpus:
            return links.past_case(case_id)
        row = self._rows.get(case_id)
        return f"/desk/ledgers/{self.run.key}/rows/{row}" if self.run and row else ""

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        rows = list(self.run.rows) if self.run else []
        return {each.case.id: each.row for each in rows if each.case is not None}

    def changes(self, query: QueryParams) -> tuple[Changes, bool]:
        """Return what a query changes, and whether it says so as shortly as can be."""
        return Changes.of(query, self.case, self.declared)

    def reviewed(self, changes: Changes) -> Reviewed:
        """Return the review of the case as changed; as it was, if the changes cannot be."""
        try:
            case = changes.applied(self.case, self.declared)
            return Reviewed(case, self._review(case, changes))
        except CaseError as error:
            if not changes:
                raise
            problem = str(error)
        except ValueError as error:
            problem = str(error)
        unchanged = Changes({}, changes.excluded)
        return Reviewed(self.case, self._review(self.case, unchanged), problem)

    def _review(self, case: Case, changes: Changes) -> Review:
        return check(case, self.book, self.corpus, k=MOST_DOTS, exclude=changes.excluded)


@dataclass(frozen=True)
class Reviewed:
    """A case and its review; ``problem`` says why changes were not taken."""

    case: Case
    whole: Review
    problem: str = ""

    @property
    def review(self) -> Review:
        """The review with the nearest cases only, as reports have it."""
        return replace(self.whole, matches=self.nearest)

    @property
    def nearest(self) -> Sequence[Match]:
        """The cases that are set side by side."""
        return self.whole.matches[:NEAREST]


def of_row(desk: Desk, request: Request) -> Subject:
    """Return the case of a ledger's row.

    Raises:
        HTTPException: 404, there is none.
    """
    run = run_of(request)
    asked = request.path_params["row"]
    if not re.fullmatch("[0-9]{1,9}", asked):
        raise HTTPException(404)
    row = run.find(int(asked))
    if row is None or row.case is None:
        raise HTTPException(404)
    wish = wish_of(request.query_params)
    asked = wish.query()[1:]
    return Subject(
        row.case,
        run.book,
        run.corpus,
        f"/desk/ledgers/{run.key}/rows/{row.row}",
        ((LIST, asked),) if asked else (),
        run=run,
        row=row.row,
        wish=wish,
        told=row.told,
    )


def of_corpus(desk: Desk, request: Request) -> Subject:
    """Return a past case of the corpus, to be looked at again.

    Raises:
        HTTPException: 404, there is none.
    """
    loaded, case_id = desk.state.current, request.query_params.get("id", "")
    if loaded.corpus is None:
        raise HTTPException(404)
    try:
        case = loaded.corpus.case(case_id)
    except KeyError:
        raise HTTPException(404) from None
    return Subject(case, loaded.book, loaded.corpus, "/desk/cases", (("id", case_id),))
