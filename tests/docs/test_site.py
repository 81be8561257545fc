"""The documentation site: whole pages, both languages, nothing fetched, no link into nowhere."""

from __future__ import annotations

import importlib.util
import posixpath
import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

import html5lib
import pytest

import discretion
from discretion.cli.tree import COMMANDS

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_build", DOCS / "build.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules["docs_build"] = made
    spec.loader.exec_module(made)
    return made


@pytest.fixture(scope="module")
def site(builder: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    builder.build(out)
    return out


class Seen(HTMLParser):
    """What a page links to and loads, and the ids that it has."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if "id" in found:
            assert found["id"] not in self.ids
            self.ids.add(found["id"])
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        elif tag in ("img", "link", "script", "iframe", "source"):
            self.loads.append(found.get("src") or found.get("href", ""))


def pages(site: Path) -> dict[str, Seen]:
    return {
        f.relative_to(site).as_posix(): Seen(f.read_text(encoding="utf-8"))
        for f in sorted(site.rglob("*.html"))
    }


def test_every_page_is_whole_html(site: Path) -> None:
    for file in site.rglob("*.html"):
        html5lib.HTMLParser(strict=True).parse(file.read_text(encoding="utf-8"))


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    for name, seen in pages(site).items():
        for target in (*seen.links, *seen.loads):
            assert not re.match(r"[a-z]+:(?!,)|//", target.replace("data:,", "")), (name, target)
    assert "url(" not in (site / "site.css").read_text(encoding="utf-8")
    assert "@import" not in (site / "site.css").read_text(encoding="utf-8")


def test_every_link_leads_to_something_that_is_there(site: Path) -> None:
    found = pages(site)
    for name, seen in found.items():
        for target in (*seen.links, *seen.loads):
            if target == "data:,":
                continue
            path, _, anchor = target.partition("#")
            there = (
                posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) if path else name
            )
            assert (site / there).is_file(), (name, target)
            if anchor:
                assert anchor in found[there].ids, (name, target)


def test_every_document_is_in_the_site_and_in_the_contents(site: Path) -> None:
    index = (site / "index.html").read_text(encoding="utf-8")
    for file in DOCS.glob("*.md"):
        page = site / f"{file.stem}.html"
        assert page.is_file()
        if not file.name.endswith(".en.md"):
            assert f'href="{page.name}"' in index


def test_what_is_written_for_users_comes_in_both_languages() -> None:
    for name in ("index", "tutorial", "howto", "law", "search"):
        zh, en = ((DOCS / f"{name}{end}").read_text(encoding="utf-8") for end in (".md", ".en.md"))
        assert zh.count("\n## ") == en.count("\n## "), name


def test_the_reference_has_every_command_name_and_schema(site: Path) -> None:
    commands = (site / "reference" / "cli.html").read_text(encoding="utf-8")
    assert all(f'<h2 id="discretion-{name}">' in commands for name in COMMANDS)
    assert "--rulebook" in commands
    names = (site / "reference" / "api.html").read_text(encoding="utf-8")
    assert all(f">{name}</h2>" in names for name in discretion.__all__)
    schemas = (site / "reference" / "schema.html").read_text(encoding="utf-8")
    for file in (DOCS / "schema").glob("*.json"):
        assert f">{file.stem}</h2>" in schemas
        assert (site / "reference" / "schema" / file.name).read_bytes() == file.read_bytes()


def test_the_same_documents_give_the_same_site(
    builder: ModuleType, site: Path, tmp_path: Path
) -> None:
    builder.build(tmp_path)
    for file in site.rglob("*"):
        if file.is_file():
            assert (tmp_path / file.relative_to(site)).read_bytes() == file.read_bytes()


def test_a_broken_link_stops_the_build(
    builder: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [("reference/api.md", "# x\n\n[y](nowhere.md) [z](https:" + "//elsewhere.example)\n")]
    others = [p for p in builder.reference.pages() if p[0] != "reference/api.md"]
    monkeypatch.setattr(builder.reference, "pages", lambda: iter([*pages, *others]))
    with pytest.raises(ValueError, match=r"nowhere\.md") as caught:
        builder.build(tmp_path)
    assert "elsewhere.example" in str(caught.value)
