"""Where things are on the desk: the addresses that pages of one part know of another."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from discretion.model.determination import Place


def past_case(case_id: str) -> str:
    """Return the page of a case of the corpus."""
    return f"/desk/cases?{urlencode({'id': case_id})}"


def item(code: str) -> str:
    """Return the page of an item of the rulebook."""
    return f"/desk/rules/items/{quote(code, safe='')}"


def source(place: Place) -> str:
    """Return the page of the statute that a place cites, at its article."""
    article = f"#article-{place.article}" if place.article else ""
    return f"/desk/rules/sources/{quote(place.source, safe='')}{article}"
