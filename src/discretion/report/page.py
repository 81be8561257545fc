"""A report as one HTML file: no script, nothing fetched, its style sheets inside."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from discretion.files.whole import write_whole
from discretion.report.words import Words

_PAGES = files("discretion.report") / "pages"
_BOOK = files("discretion.report.book") / "assets" / "book.css"


def page(template: str, words: Words, **values: Any) -> str:
    """Return the page of *template*, a file of ``pages/``; every value in it is escaped.

    What is HTML already, such as a plot, comes as :class:`markupsafe.Markup`.
    """
    from jinja2 import Environment, FunctionLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FunctionLoader(_asset),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    styles = Markup(_BOOK.read_text(encoding="utf-8") + _asset("report.css"))
    return environment.get_template(template).render(t=words, styles=styles, **values)


def write_page(path: Path, text: str) -> None:
    """Write a page, see :func:`~discretion.files.whole.write_whole`."""
    write_whole(path, text.encode())


@cache
def _asset(name: str) -> str:
    return (_PAGES / name).read_text(encoding="utf-8")
