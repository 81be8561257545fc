"""The paragraph for the decision, and what would justify a difference, in words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from discretion.model.money import Money
from discretion.model.review import Comparison, Contrast, FactContrast, Finding, Review, Verdict
from discretion.report.explain import contrast_lines
from discretion.report.masking import Mask
from discretion.report.paragraph import paragraph
from discretion.report.words import Words
from tests.report.builders import NAME, PLACE, determination, yuan

COMPARED = Comparison(
    severity=0.9,
    n=412,
    effective_n=60.0,
    expected=0.3,
    low=0.2,
    high=0.5,
    p=0.01,
    fine_expected=Money.yuan(400),
    fine_low=Money.yuan(300),
    fine_high=Money.yuan(600),
)


def review(verdict: Verdict = Verdict.OFF_BENCHMARK, **changes: Any) -> Review:
    found = Review(
        determination(places=(PLACE,), statutory=yuan(100, 1000), missing=()),
        verdict,
        Money.yuan(900),
        yuan(100, 1000),
        yuan(370, 730),
        COMPARED,
        (),
        (Finding("off_benchmark"),),
    )
    return replace(found, **changes)


def said(given: Review, language: Any = "zh", mask: Mask | None = None) -> str:
    return paragraph(given, Words(language), mask or Mask([NAME]))


def test_it_names_item_law_reasons_fine_and_comparables() -> None:
    text = said(review())
    assert text.startswith("当事人的行为属于“占用道路设摊经营”，依据《上海市市容环境卫生管理条例》")
    assert "第二十五条第五款第（二）项，法定罚款幅度为100元以上1,000元以下。" in text
    assert "裁量理由：符合裁量表第2行“面积较大”" in text
    assert "罚款900元，不在裁量幅度（370元以上730元以下）之内。" in text
    assert (
        "经与412件同类案件比较，同样的事实通常罚款400元，八成在300元至600元之间，本案与之不同。"
        in text
    )
    assert text.endswith("【请写明理由】。")


def test_a_recorded_reason_is_given_and_masked() -> None:
    given = review(findings=(Finding("reason_recorded", (("reason", f"{NAME}屡次违法"),)),))
    assert "之所以如此，是因为：" in said(given)
    assert NAME not in said(given)
    assert NAME in said(given, mask=Mask(shown=True))


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"fine": Money.yuan(500)}, "罚款500元，在裁量幅度（370元以上730元以下）之内。"),
        ({"fine": Money.yuan(5000)}, "不在依法可罚的幅度（100元以上1,000元以下）之内，应当更正。"),
        ({"benchmark": None}, "罚款900元。"),
        ({"fine": None}, "尚未提出处罚；裁量幅度为370元以上730元以下。"),
        (
            {"comparison": replace(COMPARED, severity=0.3), "findings": ()},
            "本案与之相当。",
        ),
    ],
)
def test_what_stands_in_it_follows_the_review(changes: dict[str, Any], wanted: str) -> None:
    assert wanted in said(review(**changes))


def test_a_consistent_penalty_needs_no_excuse() -> None:
    text = said(review(Verdict.CONSISTENT, fine=Money.yuan(500), findings=()))
    assert "之所以" not in text


def test_nothing_is_said_without_an_item() -> None:
    assert said(review(determination=determination(item=None, places=()))) == ""


def test_english_is_english_where_the_rules_are() -> None:
    text = said(review(), "en")
    assert "does not lie within the benchmark band (CNY 370 to CNY 730)." in text
    assert "Compared with 412 like cases" in text
    assert text.endswith("[state the reasons].")


FACT = FactContrast(
    "priors", "前科", "earlier penalties", "次", (), 0, "above", Decimal(2), 9, 10, 3, 40
)


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (Contrast(0, 50, ()), "可比案例中没有一件罚得与本案相近"),
        (Contrast(10, 40, ()), "10件可比案例罚得与本案相近，但没有一项"),
        (
            Contrast(10, 40, (FACT,)),
            "前科高于本案的0次（居中为2次）：相近的10件中有9件，其余40件中有3件",
        ),
        (
            Contrast(10, 40, (replace(FACT, mine=None),)),
            "前科超过2次：相近的10件中有9件，其余40件中有3件；本案未载明",
        ),
        (
            Contrast(10, 40, (replace(FACT, relation="is", mine=False, value=True, unit=None),)),
            "前科 是：相近的10件中有9件，其余40件中有3件；本案否",
        ),
    ],
)
def test_a_contrast_is_told_in_sentences(found: Contrast, wanted: str) -> None:
    assert wanted in contrast_lines(found, Words())[-1].text
    assert contrast_lines(found, Words("en"))
