"""A case's place in the list that it was opened from: which comes before it, and which next."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from starlette.datastructures import QueryParams

from discretion.desk.listing import LIST, PAGE, Wish
from discretion.desk.runs import Run


@dataclass(frozen=True, slots=True)
class Walk:
    """The list's address, and the addresses of its neighbours in it, empty where it ends.

    ``at`` is the case's place from 1, or 0 where it is not among the list's cases (any more).
    """

    back: str
    before: str = ""
    after: str = ""
    at: int = 0
    count: int = 0


def wish_of(query: QueryParams) -> Wish:
    """Return the list that the address of a case names; all cases where it names none."""
    return Wish.of(QueryParams(query.get(LIST, "")))


def walk_of(run: Run, row: int, wish: Wish, *, names: bool, decided: Collection[str]) -> Walk:
    """Return where the case in *row* stands in the list of *run* that *wish* asks for.

    The case itself keeps its place when it is decided while only undecided ones are listed.
    """
    base = f"/desk/ledgers/{run.key}"
    mine = run.find(row)
    others = decided if mine is None or mine.case is None else {*decided} - {mine.case.id}
    listed = [r for r in wish.rows(list(run.rows), names=names, decided=others) if r.case]
    at = next((i for i, r in enumerate(listed) if r.row == row), None)
    if at is None:
        return Walk(base + wish.query(), count=len(listed))
    inside = wish.inside

    def address(i: int) -> str:
        return f"{base}/rows/{listed[i].row}{inside}" if 0 <= i < len(listed) else ""

    back = base + wish.query(page=at // PAGE + 1)
    return Walk(back, address(at - 1), address(at + 1), at + 1, len(listed))
