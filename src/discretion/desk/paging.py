"""Lists by pages: which page an address asks for, and which rows are on it."""

from __future__ import annotations

from starlette.datastructures import QueryParams


def page_asked(query: QueryParams) -> int:
    """Return the page that an address asks for, from 1; what cannot be read asks for the first."""
    asked = query.get("page", "")
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1


def page_of(asked: int, total: int, size: int) -> tuple[int, int, int]:
    """Return the page that there is, how many there are, and the place of its first row."""
    pages = max(1, -(-total // size))
    page = min(asked, pages)
    return page, pages, (page - 1) * size
