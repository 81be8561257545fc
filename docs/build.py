"""The documentation as a static site: ``python docs/build.py --out FOLDER``.

Pages are Markdown; those of the reference are written from the program. The site needs no server
and no network, and a script only to be searched. What a page links to must exist; what is not part
of the site is named without a link.
"""

from __future__ import annotations

import argparse
import posixpath
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS))

import finding  # noqa: E402
import reference  # noqa: E402

LANGUAGES = ("zh", "en")
OWN = ("theme", "__pycache__")
"""Folders of the builder itself; all others go into the site as they are."""


@dataclass(frozen=True)
class Page:
    """One page: its Markdown's name and text, its language, its title."""

    name: str
    language: str
    text: str

    @property
    def title(self) -> str:
        """The first heading."""
        found = re.search(r"^# (.+)$", self.text, re.MULTILINE)
        return re.sub(r"[`*]", "", found[1]) if found else self.name

    @property
    def path(self) -> str:
        """Where the page stands in the site."""
        return self.name.removesuffix(".md") + ".html"


@dataclass(frozen=True)
class Section:
    """Pages that belong together; each as its versions by language."""

    title: dict[str, str]
    pages: tuple[dict[str, Page], ...]


def build(out: Path) -> list[Path]:
    """Write the site into the folder *out*; return its pages.

    Raises:
        ValueError: a page links to something that is not there; with every such link.
    """
    about = yaml.safe_load((DOCS / "site.yaml").read_text(encoding="utf-8"))
    sections = list(_sections(about))
    every = {p.name: p for s in sections for versions in s.pages for p in versions.values()}
    environment = Environment(
        loader=FileSystemLoader(DOCS / "theme"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template, faults, written = environment.get_template("page.html"), list[str](), []
    for folder in sorted(f for f in DOCS.iterdir() if f.is_dir() and f.name not in OWN):
        shutil.copytree(folder, out / folder.name, dirs_exist_ok=True)
    shutil.copytree(DOCS / "schema", out / "reference" / "schema", dirs_exist_ok=True)
    for name in ("site.css", "find.js"):
        shutil.copy(DOCS / "theme" / name, out / name)
    parts: dict[str, list[finding.Part]] = {}
    for section in sections:
        for versions in section.pages:
            for page in versions.values():
                body, headings, broken, parts[page.name] = _rendered(page, every)
                faults += broken
                file = out / page.path
                file.parent.mkdir(parents=True, exist_ok=True)
                text = template.render(
                    page=page,
                    body=Markup(body),
                    headings=headings,
                    sections=sections,
                    versions=versions,
                    about=about,
                    words=about["words"][page.language],
                    root="../" * page.name.count("/"),
                    to=lambda other, here=page: posixpath.relpath(
                        other.path, posixpath.dirname(here.path) or "."
                    ),
                )
                file.write_text(text, encoding="utf-8", newline="\n")
                written.append(file)
    if faults:
        raise ValueError("\n".join(faults))
    for language in LANGUAGES:
        shown = [_shown(v, language) for s in sections for v in s.pages]
        index = finding.script((p.path, p.title, parts[p.name]) for p in shown)
        (out / f"find-{language}.js").write_text(index, encoding="utf-8", newline="\n")
    return written


def _shown(versions: dict[str, Page], language: str) -> Page:
    """Return the version of a page that readers of a language are led to."""
    return versions.get(language) or next(versions[each] for each in LANGUAGES if each in versions)


def _sections(about: dict[str, Any]) -> Iterator[Section]:
    texts = dict(reference.pages())
    texts |= {f.name: f.read_text(encoding="utf-8") for f in sorted(DOCS.glob("*.md"))}
    left = dict(texts)
    for section in about["sections"]:
        pages = []
        for versions in section["pages"]:
            pages.append(
                {
                    language: Page(name, language, left.pop(name))
                    for language, name in versions.items()
                }
            )
        yield Section(section["title"], tuple(pages))
    more = []
    for name, text in left.items():
        language = "en" if name.endswith(".en.md") else "zh"
        more.append({language: Page(name, language, text)})
    if more:
        yield Section(about["more"], tuple(more))


# --- one page -------------------------------------------------------------------------------------

Headings = list[tuple[int, str, str]]


def _rendered(
    page: Page, every: dict[str, Page]
) -> tuple[str, Headings, list[str], list[finding.Part]]:
    """Return a page's HTML, headings (level, id, text), broken links, and parts to be found."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(page.text)
    headings, broken, used = Headings(), list[str](), dict[str, int]()
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            text = finding.plain(tokens[at + 1])
            slug = re.sub(r"[^\w-]+", "-", text.lower()).strip("-") or "part"
            used[slug] = used.get(slug, 0) + 1
            name = slug if used[slug] == 1 else f"{slug}-{used[slug]}"
            token.attrSet("id", name)
            headings.append((int(token.tag[1]), name, text))
        elif token.type == "inline":
            broken += _links(page, token, every)
        elif token.type in ("th_open", "td_open") and token.attrs.pop("style", ""):
            token.attrSet("class", "n")  # no page has styles of its own
    html = markdown.renderer.render(tokens, markdown.options, {})
    # A wide table or listing scrolls inside its own frame, which the keyboard can reach.
    html = re.sub(r"<table>", '<div class="wide" tabindex="0"><table>', html)
    html = html.replace("</table>", "</table></div>").replace("<pre>", '<pre tabindex="0">')
    return html, headings, broken, finding.parts_of(tokens)


def _links(page: Page, inline: Token, every: dict[str, Page]) -> Iterator[str]:
    """Point links at pages of the site; yield what is wrong with them."""
    folder = posixpath.dirname(page.name)
    for child in inline.children or ():
        key = {"link_open": "href", "image": "src"}.get(child.type)
        if key is None:
            continue
        target = str(child.attrs[key])
        path, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:|//", target):
            yield f"{page.name}: {target}"
            continue
        if not path:
            continue
        name = posixpath.normpath(posixpath.join(folder, path))
        if name in every:
            there = every[name].path
            relative = posixpath.relpath(there, folder or ".")
            child.attrs[key] = relative + (f"#{anchor}" if anchor else "")
        elif name.startswith(".."):
            _unlink(inline, child)  # a file of the project that the site does not have
        elif not (DOCS / name.replace("reference/schema", "schema")).exists():
            yield f"{page.name}: {target}"


def _unlink(inline: Token, link: Token) -> None:
    """Turn a link into plain text."""
    children = inline.children or []
    at = children.index(link)
    close = next(i for i in range(at, len(children)) if children[i].type == "link_close")
    for token in (children[at], children[close]):
        token.type, token.tag, token.nesting, token.content = "text", "", 0, ""


def main() -> int:
    """Build the site; 1 if a link is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("build/docs"))
    options = parser.parse_args()
    try:
        written = build(options.out)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{len(written)} pages: {options.out / 'index.html'}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
