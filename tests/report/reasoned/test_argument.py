"""The argument: every sentence rests on what was determined, and what matters is said."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from discretion.consistency.check import check
from discretion.engine.book import load_rulebook
from discretion.model.case import Act, Party, PartyKind
from discretion.model.determination import Outcome, Reason
from discretion.model.money import Money
from discretion.model.penalty import Penalty, PenaltyKind
from discretion.model.review import Finding, Review, Verdict
from discretion.report.masking import Mask
from discretion.report.paragraph import paragraph
from discretion.report.reasoned.compose import reasoned_document
from discretion.report.reasoned.document import ReasonedDocument
from discretion.report.reasoned.plain import as_json, as_text
from discretion.report.words import Words
from tests.report.builders import NAME, case, determination, missing, review
from tests.report.reasoned.conftest import NAMES, Reviewed


def codes_of(found: Review) -> set[str]:
    """Every code that a sentence about *found* may rest on, gathered without the library."""
    d = found.determination
    codes = {f"finding.{finding.code}" for finding in found.findings}
    codes |= {f"fact.{name}" for name, _ in d.facts}
    codes |= {f"missing.{each.fact}" for each in d.missing}

    def walk(reason: Reason, group: str) -> None:
        codes.add(f"{group}.{reason.code}")
        for child in reason.children:
            walk(child, group)

    for reason in d.reasons:
        walk(reason, "reason")
    for reason in d.for_person:
        walk(reason, "person")
    for group, thing in (("determination", d), ("review", found), ("case", d.case)):
        for name in getattr(type(thing), "__dataclass_fields__", None) or type(thing).model_fields:
            if getattr(thing, name) not in (None, (), "", ()):
                codes.add(f"{group}.{name}")
    return codes


def document(given: Reviewed, language: Any = "zh") -> ReasonedDocument:
    return reasoned_document(given.review, language, declarations=given.book.every_fact())


def untraced(found: Review, made: ReasonedDocument) -> list[tuple[str, set[str]]]:
    known = codes_of(found)
    data = as_json(made)
    told = [(s["text"], s["codes"]) for part in data["parts"] for s in part["sentences"]]
    told += [(str(r["cells"]), r["codes"]) for table in data["annex"] for r in table["rows"]]
    return [(text, set(codes) - known) for text, codes in told if not codes or set(codes) - known]


def test_every_sentence_of_every_rule_case_rests_on_a_code_that_is_there(
    by_rule: list[Reviewed],
) -> None:
    assert len(by_rule) > 100
    for given in by_rule:
        made = document(given)
        assert not untraced(given.review, made), given.review.determination.case_id
        shown = as_text(made)
        assert "None" not in shown
        assert "{" not in shown
        assert json.dumps(as_json(made), allow_nan=False)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_sentence_rests_on_a_code_with_comparables_too(
    compared: dict[Verdict, Reviewed], language: str
) -> None:
    for given in compared.values():
        made = document(given, language)
        assert not untraced(given.review, made)
        assert "comparables" in {part.code for part in made.parts}
        assert "matches" in {table.code for table in made.tables}


def test_a_sentence_with_a_code_that_is_not_there_would_be_found() -> None:
    found = review()
    made = reasoned_document(found)
    bare = replace(found, findings=(), comparison=None, matches=())
    assert not untraced(found, made)
    assert untraced(bare, made)


def test_outcomes_grades_and_amounts_are_said(by_rule: list[Reviewed]) -> None:
    words = Words()
    seen_outcomes, seen_grades = set(), set()
    for given in by_rule:
        d = given.review.determination
        argued = "".join(part.text for part in document(given).parts)
        seen_outcomes.add(d.outcome)
        if d.outcome is not Outcome.PENALTY:
            assert words(f"outcome.{d.outcome.value}") in argued
        if d.grade is not None:
            seen_grades.add(d.grade)
            assert f"裁量阶次为{words.grade(d.grade)}。" in argued
        if given.review.fine is not None:
            assert words.money(given.review.fine) in argued
        for each in d.missing:
            assert each.question in argued
    assert {"exempt", "lighter", "ordinary", "heavier"} <= seen_grades
    assert {Outcome.PENALTY, Outcome.NO_PENALTY, Outcome.MAY_EXEMPT} <= seen_outcomes


def test_mitigation_is_argued_with_its_article(by_rule: list[Reviewed]) -> None:
    book = by_rule[0].book
    removed = case(items=("SH-SR-25-2",), circumstances=("removed_harm",), facts={}, penalty=None)
    found = check(removed, book)
    (said,) = [
        said.text
        for part in reasoned_document(found).parts
        for said in part.statements
        if "reason.mitigable" in said.codes
    ]
    assert "主动消除或者减轻危害后果，应当从轻或者减轻：可以低于法定下限" in said
    assert "第三十二条第（一）项" in said


def test_a_deviation_gives_its_reason_or_leaves_the_place_for_it() -> None:
    told = as_text(reasoned_document(review(), names=True))
    assert f"之所以如此，是因为：{NAME}屡次违法。" in told
    silent = review(findings=(Finding("reason_not_recorded"),), verdict=Verdict.UNUSUAL)
    assert "之所以如此，是因为：【请写明理由】。" in as_text(reasoned_document(silent))


def test_a_deviation_says_by_how_much_and_from_which_cases(
    compared: dict[Verdict, Reviewed],
) -> None:
    found = compared[Verdict.OFF_BENCHMARK]
    assert found.review.matches
    (part,) = [p for p in document(found).parts if p.code == "deviation"]
    finding = next(f for f in found.review.findings if f.code == "off_benchmark")
    distance = Words().money(dict(finding.values)["distance"])
    assert distance in part.text
    (left,) = [p for p in document(found).parts if p.code == "open"]
    assert "本案确有的应当查明并载明：回溯期内因同类行为受处罚次数高于本案的0次" in left.text
    unusual = document(compared[Verdict.UNUSUAL])
    (part,) = [p for p in unusual.parts if p.code == "deviation"]
    assert "件可比案例差异明显" in part.text


def test_without_comparables_it_says_that_there_are_none(by_rule: list[Reviewed]) -> None:
    proposed = [g for g in by_rule if g.review.fine is not None]
    said = [p.text for p in document(proposed[0]).parts if p.code == "comparables"]
    assert said == ["没有可比案例。"]


def test_a_fine_that_needs_an_order_disobeyed_is_not_called_certain() -> None:
    book = load_rulebook("shanghai-urban-management")
    proposed = case(
        items=("SH-HW-57-1",),
        act=Act(start=date(2023, 3, 2), discovered=date(2023, 3, 2)),
        filed=date(2023, 3, 3),
        decided=date(2023, 4, 10),
        party=Party(kind=PartyKind.UNIT),
        facts={},
    )
    told = as_text(reasoned_document(check(proposed, book)))
    assert "认定：应予处罚；视尚未查明的事实，也可能是：只责令改正，不罚款" in told
    assert "关于改正：先责令改正，逾期不改正或者拒不改正的才可罚款。" in told


def test_missing_facts_keep_it_a_draft() -> None:
    open_ = determination(missing=missing(), grade=None, grades=("lighter", "ordinary"))
    made = reasoned_document(review(determination=open_))
    assert "尚待查明：面积为多少平方米？裁量表第2、3行" in as_text(made)
    assert "裁量阶次尚不能确定，可能为：从轻、一般。" in as_text(made)
    assert "尚有事实未查明，本文不能作为定稿。" in made.notes


def test_names_are_starred_unless_asked_for() -> None:
    assert NAME not in as_text(reasoned_document(review()))
    assert NAME not in json.dumps(as_json(reasoned_document(review())), ensure_ascii=False)
    assert as_text(reasoned_document(review(), names=True)).count(NAME) >= 3


def test_a_penalty_without_a_fine_is_not_called_no_proposal() -> None:
    warned = case(penalty=Penalty(kinds=(PenaltyKind.WARNING,)))
    found = review(fine=None, determination=determination(case=warned))
    assert "拟作处理：警告。" in as_text(reasoned_document(found))
    for text in (as_text(reasoned_document(found)), paragraph(found, Words(), Mask())):
        assert "尚未提出处罚" not in text
    none = review(fine=None, determination=determination(case=case(penalty=None)))
    assert "尚未提出处罚；裁量幅度为" in as_text(reasoned_document(none))


def test_an_unknown_item_is_not_argued() -> None:
    book = load_rulebook(NAMES[0])
    found = check(case(items=("NO-SUCH",)), book)
    made = reasoned_document(found, declarations=book.every_fact())
    assert not untraced(found, made)
    assert "法律适用" not in as_text(made)
    assert "NO-SUCH" in as_text(made)


def test_days_are_written_out_in_chinese_only() -> None:
    made = reasoned_document(review())
    assert made.parts[1].text.count("2018年12月20日版") == 1
    assert "2024年5月20日" in as_text(made)
    assert "2018-12-20" in as_text(reasoned_document(review(), "en"))


def test_english_sentences_begin_with_a_capital() -> None:
    for part in reasoned_document(review(), "en").parts:
        for said in part.statements:
            assert not said.text[0].islower()


def test_fines_are_exact_to_the_fen() -> None:
    found = review(fine=Money(90050))
    assert "900.50元" in as_text(reasoned_document(found))
