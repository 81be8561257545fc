"""The book as a static site: pages that need no server, no network and no script but the search.

All text of a rulebook goes through the templates' escaping; the index of the search is JSON, and
the running title of the print style sheet is escaped character by character.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, FunctionLoader, StrictUndefined

from discretion.report.book.content import Book, ItemPage
from discretion.report.words import Words

CHAPTERS = ("general", "policy", "sources", "changes")
"""The pages beside the contents and the items."""
COPIED = ("book.css", "search.js")
_ASSETS = files("discretion.report.book") / "assets"

Progress = Callable[[int], None] | None


@dataclass(frozen=True, slots=True)
class At:
    """Where a page stands: its name, its way to the root, and whether it is the whole book."""

    page: str
    root: str = ""
    whole: bool = False


def write_site(
    book: Book, folder: Path, words: Words, document: str = "", progress: Progress = None
) -> None:
    """Write the site into the empty *folder*; *document* is the file name of a Word version."""
    environment = _environment(book, words, document)
    for done, (name, text) in enumerate(_pages(book, environment), 1):
        _write(folder / name, text)
        if progress:
            progress(done)
    for name in COPIED:
        _write(folder / "assets" / name, _asset(name))
    _write(folder / "assets" / "running.css", _running(book, words))
    _write(folder / "assets" / "index.js", f"window.BOOK_INDEX = {_index(book)};\n")


def page_count(book: Book) -> int:
    """Return how many pages the site of *book* has."""
    return len(book.items) + len(CHAPTERS) + 2


def _pages(book: Book, environment: Environment) -> Iterator[tuple[str, str]]:
    yield "index.html", environment.get_template("index.html").render(at=At("index"))
    chapter = environment.get_template("chapter.html")
    for name in CHAPTERS:
        yield f"{name}.html", chapter.render(at=At(name))
    whole = environment.get_template("whole.html")
    yield "whole.html", whole.render(at=At("whole", whole=True))
    template = environment.get_template("item.html")
    pages = [(page, group) for group in book.by_statute for page in group.items]
    for i, (page, group) in enumerate(pages):
        text = template.render(
            at=At("item", "../"),
            page=page,
            chapter=group,
            before=pages[i - 1][0] if i else None,
            after=pages[i + 1][0] if i + 1 < len(pages) else None,
        )
        yield f"items/{page.code}.html", text


def _environment(book: Book, words: Words, document: str) -> Environment:
    made = Environment(
        loader=FunctionLoader(_asset),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals.update(
        book=book,
        document=document,
        t=words,
        brackets=words.brackets,
        found=words("book.search.found", n="#"),
        comma=words.texts["punctuation.comma"],
        list_mark=words.texts["punctuation.list"],
        colon=words.texts["book.colon"],
        stop=words.texts["book.stop"],
    )
    return made


def _asset(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")


# --- what is made beside the pages ---------------------------------------------------------------


def _index(book: Book) -> str:
    """Return the index of the search as JSON: code, title, official, basis, aliases, law."""
    aliases = {
        source.anchor.removeprefix("source-"): (source.title, *source.aliases)
        for source in book.sources
    }
    entries = [
        [
            page.code,
            page.title,
            page.official,
            page.latest.penalizes[0].text,
            list(page.aliases),
            list(dict.fromkeys((page.domain, *_law(page, aliases)))),
        ]
        for page in book.items
    ]
    text = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("],[", "],\n[")


def _law(page: ItemPage, aliases: dict[str, tuple[str, ...]]) -> Iterator[str]:
    """What the law of an item is called: places, statutes, articles in both kinds of numerals."""
    for version in page.versions:
        for place in (*version.penalizes, *version.violates):
            yield place.text
            yield from aliases.get(place.source, ())
            if place.article:
                yield f"第{place.article}条"


def _running(book: Book, words: Words) -> str:
    """Return the style sheet of the running title and the page number of printed pages."""
    title, before, after = book.title, *words("book.page", n="#").split("#")
    return (
        "@page {\n"
        f"  @top-left {{ content: {_css(title)}; }}\n"
        f"  @top-right {{ content: {_css(book.authority)}; }}\n"
        f"  @bottom-center {{ content: {_css(before)} counter(page) {_css(after)}; }}\n"
        "}\n"
        "@page cover {\n"
        "  @top-left { content: none; }\n"
        "  @top-right { content: none; }\n"
        "  @bottom-center { content: none; }\n"
        "}\n"
    )


def _css(text: str) -> str:
    """Return *text* as a CSS string, every character but letters and digits by its number."""
    return '"' + "".join(c if c.isalnum() else f"\\{ord(c):06x}" for c in text) + '"'
