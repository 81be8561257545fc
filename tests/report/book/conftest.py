"""Books of the shipped rulebooks, and of a small one whose every text is an attack."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from discretion.engine.book import load_rulebook
from discretion.report.book.compose import compose
from discretion.report.book.content import Book
from discretion.report.book.site import write_site
from discretion.report.words import Words

NAMES = ("shanghai-urban-management", "shenzhen-urban-management")

HOSTILE = {
    "rulebook.yaml": """\
title: '<script>alert("书名")</script>'
jurisdiction: "310000"
authority: '机关"></style><script>alert(1)</script>'
effective: {from: 2024-01-01}
note: '{{ 7 * 7 }}{% raw %}</dd><img src=x onerror=alert(1)>'
policy:
  grades:
    status: sample
    reference: {source: law-2024, note: '<b>政策</b>'}
    ranged: {lighter: "[0..0.3)", ordinary: "[0.3..0.7)", heavier: "[0.7..1]"}
    max_only: {lighter: "[0..0.4)", ordinary: "[0.4..0.6)", heavier: "[0.6..1]"}
  look_back: {years: 2, status: sample, reference: {source: law-2024}}
  refusal: {meaning: '<i>不改</i>', status: sample, reference: {source: law-2024}}
  hearing: {individual: 5000, unit: 50000, status: sample, reference: {source: law-2024}}
  legal_review: {individual: 5000, unit: 50000, status: sample, reference: {source: law-2024}}
""",
    "sources.yaml": """\
sources:
  - id: law-2024
    title: '条例<script src="//evil.example/x.js"></script>'
    aliases: ['"><svg onload=alert(1)>']
    level: local-regulation
    version: 2023-11-30
    in_force: {from: 2024-01-01}
    note: "注<!--"
""",
    "facts.yaml": """\
facts:
  area_m2: {type: number, label: "面积<u>", unit: "平米</td>", range: ">= 0", aggravates: up}
  prior_penalties: {type: integer, label: 次数, unit: 次, range: ">= 0", aggravates: up}
  gains: {type: money, label: 违法所得, range: ">= 0"}
""",
    "general.yaml": """\
rules:
  - id: general
    citation: {source: law-2024, article: 33, note: "<hr>"}
    text: '</table><script>alert(2)</script>'
    text_en: '</table><script>alert(2)</script>'
    when: {area_m2: "< 1"}
    effect: {kind: exempt, mode: may}
""",
    "items/road.yaml": """\
items:
  - code: T-1
    title: '</title><script>alert("案由")</script>'
    aliases: ['</script><script>alert(3)</script>', "'\\\\"]
    domain: '<domain>'
    note: "&lt;script&gt; & ’"
    versions:
      - penalizes: [{source: law-2024, article: 5}]
        correction: none
        penalties:
          - {party: unit, fine: {form: range, min: 200, max: 2000}}
          - {party: individual, fine: {form: multiple, of: gains, min: 1, max: 3}}
        benchmark:
          status: official
          reference: {source: law-2024, number: '<num>'}
          flaws: ['<flaw>']
          rows:
            - row: 1
              label: '<label>'
              grade: lighter
              when: {area_m2: "< 10", prior_penalties: 0}
            - {row: 2, grade: ordinary, when: {area_m2: "< 10", prior_penalties: ">= 1"}}
            - {row: 3, grade: heavier, when: {area_m2: ">= 10"}, note: '<note>'}
  - code: T-2
    title: 没有裁量表的案由
    domain: '<domain>'
    versions:
      - penalizes: [{source: law-2024, article: 6}]
        correction: concurrent
        penalties: [{mode: may, fine: {form: range, max: 500}}]
""",
}


def write_rulebook(folder: Path, changes: Mapping[str, str] | None = None) -> Path:
    """Write the hostile rulebook, with some files changed; return its folder."""
    for name, text in {**HOSTILE, **(changes or {})}.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def composed(name: str | Path, language: str = "zh") -> Book:
    return compose(load_rulebook(name), Words("en" if language == "en" else "zh"))


def site_of(book: Book, folder: Path, document: str = "") -> dict[str, str]:
    """Write the site of a book; return its files as text by their way from the root."""
    folder.mkdir(parents=True)
    words = Words("en" if book.language == "en" else "zh")
    write_site(book, folder, words, document)
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="session")
def books() -> dict[str, Book]:
    return {name: composed(name) for name in NAMES}


@pytest.fixture(scope="session")
def sites(
    books: dict[str, Book], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, str]]:
    root = tmp_path_factory.mktemp("sites")
    return {name: site_of(book, root / name) for name, book in books.items()}


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return composed(write_rulebook(tmp_path_factory.mktemp("rules") / "hostile"))
