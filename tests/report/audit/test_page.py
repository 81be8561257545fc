"""The page of an audit: safe, self-contained, masked, complete in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import html5lib
import pytest

from discretion.consistency.pairs import MOST_LISTED
from discretion.model.audit import Audit, Disparity
from discretion.model.review import Contrast, FactContrast
from discretion.report.audit import tables
from discretion.report.audit.page import MOST_PAGES, MOST_PAIRS, audit_page
from discretion.report.texts import Language
from tests.report.audit.builders import (
    FORMULA,
    HOSTILE,
    OFFICERS,
    PARTY,
    audit,
    case,
    disparity,
    files,
    nothing,
    outlier,
    page,
    said,
)
from tests.report.book.test_browser import WIDTHS, ask

LANGUAGES: tuple[Language, ...] = ("zh", "en")


def parsed(text: str) -> ElementTree.Element:
    tree: ElementTree.Element = html5lib.parse(text, namespaceHTMLElements=False)
    return tree


def told(element: ElementTree.Element) -> str:
    return " ".join(" ".join(element.itertext()).split())


@pytest.fixture(scope="module", params=LANGUAGES)
def text(request: pytest.FixtureRequest) -> str:
    return page(said(language=request.param, synthetic=True))


def test_the_same_audit_gives_the_same_bytes(text: str) -> None:
    language: Language = "en" if '<html lang="en"' in text else "zh"
    assert page(said(language=language, synthetic=True)) == text


def test_the_page_is_valid_and_hostile_names_stay_text(text: str) -> None:
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(text)
    tree = parsed(text)
    assert not list(tree.iter("script"))
    assert HOSTILE in told(tree)
    assert text.count("</style>") == 1


def test_nothing_is_fetched(text: str) -> None:
    assert not re.search(r"(?:https?|ftp|file|data|javascript):", text)
    assert "default-src 'none'" in text
    for element in parsed(text).iter():
        assert element.tag not in {"img", "link", "iframe", "object", "embed", "base", "form"}
        for name, value in element.attrib.items():
            if str(name).rpartition("}")[2] in {"href", "src", "action"}:
                assert value.startswith("#")
            assert not str(name).startswith("on")
    assert "url(" not in re.sub(r"url\(#[^)]+\)", "", text)
    assert "@import" not in text


def test_every_link_and_label_has_its_target(text: str) -> None:
    tree = parsed(text)
    ids = [e.get("id") for e in tree.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    for element in tree.iter():
        if href := element.get("href"):
            assert href[1:] in ids
        for name in (element.get("aria-labelledby") or "").split():
            assert name in ids


def test_tables_have_captions_and_drawings_are_told(text: str) -> None:
    tree = parsed(text)
    tables_ = list(tree.iter("table"))
    assert len(tables_) > 8
    for each in tables_:
        caption = each.find("caption")
        assert caption is not None
        assert told(caption)
        assert all(th.get("scope") for th in each.iter("th"))
    drawings = [e for e in tree.iter() if e.tag.endswith("svg") and e.get("role") == "img"]
    assert len(drawings) > 10
    assert all(e.get("aria-label") or e.get("aria-labelledby") for e in drawings)


def test_headings_go_down_one_level_at_a_time(text: str) -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", text)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_names_are_masked_and_officers_told_apart() -> None:
    masked, shown = page(said()), page(said(shown=True))
    for name in (PARTY, *OFFICERS):
        assert name not in masked
        assert name in shown
    assert "张** 1" in masked
    assert "张** 2" in masked
    assert "已经遮盖" in masked
    assert "含有姓名" in shown


def test_a_synthetic_corpus_is_called_synthetic() -> None:
    assert "合成案例" in page(said(synthetic=True))
    assert "合成案例" not in page(said())


def test_english_speaks_no_chinese_of_its_own() -> None:
    text = page(said(language="en"))
    # What is Chinese comes from the cases and from rules without an English wording.
    body = re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)
    for chinese in ("差异", "偏重", "件数", "结论", "案由", "不成立", "说明", "区间", "法定幅度"):
        assert chinese not in body


def test_a_case_page_says_what_was_expected_and_draws_it() -> None:
    tree = parsed(page(said()))
    first = next(e for e in tree.iter("article") if e.get("id") == "case-1")
    words = told(first)
    assert "罚款4,800元，同样的事实通常为900元，偏重" in words
    assert "q 值为0.012" in words
    strip = next(e for e in first.iter() if e.tag.endswith("svg"))
    label = strip.get("aria-label") or ""
    assert "法定幅度500元以上5,000元以下" in label
    assert "同类通常900元；本案4,800元" in label
    assert "<script>" in words  # from the text of the case, as text


def test_a_case_page_says_which_facts_would_justify_its_penalty() -> None:
    area = FactContrast(
        "area_m2", "面积", None, "平方米", (), Decimal(3), "above", Decimal(20), 9, 10, 2, 40
    )
    words = said()
    (first, *rest), cases = files(words.audit)
    shown = replace(first, contrast=Contrast(10, 40, (area,)))
    text = told(parsed(audit_page(words, [shown, *rest], cases)))
    assert "哪些事实能说明这样的处罚" in text
    assert "面积高于本案的3平方米（居中为20平方米）：相近的10件中有9件，其余40件中有2件" in text


def test_pairs_stand_side_by_side_with_the_facts_that_differ() -> None:
    tree = parsed(page(said()))
    pair = next(e for e in tree.iter("article") if e.get("class") == "pair")
    words = told(pair)
    assert "罚款相差8倍" in words
    assert "600元" in words
    assert "4,800元" in words
    assert "面积 1平方米／6平方米" in words


def test_long_lists_say_how_many_more_there_are_and_where() -> None:
    first = audit()
    many = audit(outliers=(outlier(),) * 250, pairs=first.pairs * 77)
    text = page(said(many))
    assert f"共250件，这里列出最突出的{tables.MOST_OUTLIERS}件；其余50件" in text
    assert f"共77对，这里列出差额最大的{MOST_PAIRS}对；其余47对" in text
    assert text.count('<article class="case"') == MOST_PAGES


def test_a_list_of_pairs_that_was_cut_is_no_count() -> None:
    pairs = audit().pairs
    whole, cut = said(audit(pairs=pairs * 999)), said(audit(pairs=pairs * MOST_LISTED))
    assert "有999对案件案情几乎相同" in " ".join(whole.lead())
    assert "只列出差得最多的1,000对" in " ".join(cut.lead())
    assert whole.figure("pairs") == "同案不同罚（对）"
    assert cut.figure("pairs") == "同案不同罚（对，至少）"


def large() -> Audit:
    """As much as a million cases may give."""
    first = audit()
    names: list[Disparity] = [
        disparity(f"第{n}队", dimension)
        for dimension in ("team", "body", "district", "officer")
        for n in range(3000)
    ]
    series = tuple(replace(first.drifts[1], months=first.drifts[1].months * 4) for _ in range(300))
    return audit(
        outliers=tuple(outlier(case(1 + n % 5).id) for n in range(20_000)),
        pairs=first.pairs * 1000,
        disparities=tuple(names),
        drifts=(first.drifts[0], *series),
        heaps=first.heaps * 500,
        notes=first.notes * 300,
    )


def test_the_page_of_a_million_cases_stays_small() -> None:
    assert len(page(said(large())).encode()) < 5_000_000


def test_an_audit_that_finds_nothing_says_so() -> None:
    for language in LANGUAGES:
        words = said(nothing(), language)
        assert words.found() == 0
        text = page(words)
        assert words.words("auditcase.pairs.none") in text
        assert words.words("audit.drift.none") in text
        assert "<article" not in text


def test_a_scale_holds_every_mark() -> None:
    for text in (page(said()), page(said(language="en"))):
        places = re.findall(r'\b(?:x|x1|x2|cx)="(-?[\d.]+)%"', text)
        assert places
        assert all(0 <= float(place) <= 100 for place in places)


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_the_page_is_no_wider_than_the_screen(tmp_path: Path, width: int) -> None:
    file = tmp_path / "audit.html"
    file.write_text(page(said(synthetic=True)), encoding="utf-8")
    assert ask(file, WIDTHS, width, tmp_path) == 0


def test_a_case_named_like_a_formula_is_only_text() -> None:
    assert FORMULA.replace('"', "&#34;") in page(said())
