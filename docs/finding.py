"""The index of the site's search: every part of every page, as a script that needs no server.

A page that is opened from a folder may load a script beside it, but fetch nothing: so the index is
a script, which is loaded once somebody searches.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

_SPACES = re.compile(r"\s+")
_DEEPEST = 3
"""Headings below this level begin no part of their own."""


@dataclass(frozen=True)
class Part:
    """What stands under one heading: the heading's id (empty above the first), itself, its text."""

    id: str
    heading: str
    text: str


def parts_of(tokens: Sequence[Token]) -> list[Part]:
    """Return the parts of a page; headings must have their ids."""
    found, id_, heading, words = list[Part](), "", "", list[str]()

    def close() -> None:
        text = _SPACES.sub(" ", " ".join(words)).strip()
        if heading or text:
            found.append(Part(id_, heading, text))

    for at, token in enumerate(tokens):
        if token.type == "heading_open" and int(token.tag[1]) <= _DEEPEST:
            close()
            id_, heading, words = str(token.attrGet("id") or ""), plain(tokens[at + 1]), []
        elif token.type == "inline":
            if tokens[at - 1].type != "heading_open" or int(tokens[at - 1].tag[1]) > _DEEPEST:
                words.append(plain(token))
        elif token.type in ("fence", "code_block"):
            words.append(token.content)
    close()
    return found


def plain(inline: Token) -> str:
    """Return the text of a line without its marks."""
    return "".join(
        " " if child.type in ("softbreak", "hardbreak") else child.content
        for child in inline.children or ()
    )


def script(pages: Iterable[tuple[str, str, Sequence[Part]]]) -> str:
    """Return the index of pages (path, title, parts) as a script."""
    rows = [
        [path, title, [[part.id, part.heading, part.text] for part in parts]]
        for path, title, parts in pages
    ]
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return f"window.documentation = {text};\n"
