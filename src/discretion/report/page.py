"""A report as one HTML file: no script, nothing fetched, its style sheets inside."""

from __future__ import annotations

import os
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

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
    """Write a page, see :func:`write_whole`."""
    write_whole(path, text.encode())


def write_whole(path: Path, data: bytes) -> None:
    """Write a file in one step, so that a reader finds the old one or the whole new one.

    Raises:
        OSError: it cannot be written.
    """
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        fresh = Path(file.name)
        try:
            file.write(data)
            file.close()
            fresh.chmod(0o666 & ~_umask())
            fresh.replace(path)
        except BaseException:
            fresh.unlink(missing_ok=True)
            raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@cache
def _asset(name: str) -> str:
    return (_PAGES / name).read_text(encoding="utf-8")
