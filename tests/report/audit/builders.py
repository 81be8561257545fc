"""An audit made by hand, with names that attack whatever they are written into."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from discretion.consistency.dossier import Dossier, dossiers
from discretion.corpus import Corpus
from discretion.corpus.source import Source
from discretion.engine.book import Book, load_rulebook
from discretion.model.audit import (
    Audit,
    Change,
    Disparity,
    Drift,
    Estimate,
    Heap,
    ItemNote,
    Outlier,
    Pair,
)
from discretion.model.case import Case
from discretion.model.money import Money
from discretion.model.review import Verdict
from discretion.report.audit.page import audit_page, shown_cases
from discretion.report.audit.words import AuditWords, Setting
from discretion.report.masking import Mask
from discretion.report.texts import Language
from discretion.report.words import Words

STALL = "SH-SR-25-3"
HOSTILE = '</style><script>alert("1")</script>&amp;'
FORMULA = '=HYPERLINK("x","y")'
PARTY = "上海味稔众垚食品商店"
OFFICERS = ("张春明", "张春生")
TEAM = f"=1+1{HOSTILE}"


@cache
def book() -> Book:
    return load_rulebook("shanghai-urban-management")


def case(number: int, fine: int | None = 900, **changes: Any) -> Case:
    data: dict[str, Any] = {
        "id": f"沪嘉罚〔2021〕{number}号",
        "items": [STALL],
        "party": {"kind": "unit", "name": PARTY},
        "act": {"start": "2021-05-01"},
        "decided": "2021-05-20",
        "team": TEAM,
        "officers": [OFFICERS[number % 2]],
        "text": f"当事人{PARTY}在路口堆放物品，占用{number}平方米。{HOSTILE}",
        "facts": {"area_m2": number},
    }
    if fine is not None:
        data["penalty"] = {"fine": fine}
    return Case.model_validate({**data, **changes})


@cache
def corpus() -> Corpus:
    cases = [case(n, 500 + 100 * n) for n in range(1, 6)]
    cases.append(case(6, 4800, id=FORMULA, circumstances=["first_violation"]))
    return Corpus.of(Source(cases), book().every_fact())


def outlier(case_id: str = FORMULA, **changes: Any) -> Outlier:
    found = Outlier(
        case_id,
        STALL,
        HOSTILE,
        "unit",
        HOSTILE,
        TEAM,
        date(2021, 5, 20),
        Money.yuan(4800),
        Money.yuan(900),
        0.96,
        0.09,
        0.00002,
        0.012,
        412,
        Verdict.OFF_BENCHMARK,
    )
    return replace(found, **changes)


def disparity(group: str, dimension: str = "team", **changes: Any) -> Disparity:
    found = Disparity(
        dimension,
        group,
        Estimate(0.12, 0.08, 0.16, 140),
        Estimate(0.15, 0.1, 0.2, 140),
        0.00001,
        0.0002,
        True,
    )
    return replace(found, **changes)


def audit(**changes: Any) -> Audit:
    months = tuple(
        (date(2022 + m // 12, 1 + m % 12, 1), Estimate(0.01 * (m % 5) - 0.02, -0.06, 0.06, 30 + m))
        for m in range(30)
    )
    before, after = Estimate(-0.02, -0.03, -0.01, 400), Estimate(0.1, 0.09, 0.11, 500)
    changed = (
        Change(date(2023, 3, 1), before, after, 1e-6, f"《{HOSTILE}》"),
        Change(date(2024, 1, 9), after, before, 1e-5, None),
    )
    one = case(1).id
    found = Audit(
        cases=6,
        verdicts={v: Estimate(0.2, 0.1, 0.4, 6) for v in Verdict},
        doubts={"facts_missing": 2, "no_benchmark": 1, "reason_not_recorded": 1},
        unusable=1,
        method="bh",
        rate=0.1,
        outliers=(outlier(), outlier(one, fine=None, fine_expected=None, body=None, team=None)),
        pairs=(
            Pair(
                one,
                FORMULA,
                STALL,
                0.91,
                (Money.yuan(600), Money.yuan(4800)),
                (0.02, 0.96),
                (TEAM, None),
                (date(2021, 5, 20), None),
            ),
        ),
        disparities=(
            disparity(TEAM),
            disparity("平常队", found=False, q=0.4, effect=Estimate(-0.01, -0.03, 0.01, 90)),
            *(disparity(name, "officer") for name in OFFICERS),
            disparity("unit", "party"),
            disparity("off_site", "channel"),
        ),
        drifts=(Drift(None, months, ()), Drift(STALL, months, changed)),
        heaps=(
            Heap("round", None, Money.yuan(1000), 240, 81.5, Estimate(2.94, 2.6, 3.3, 4000), 1e-9),
            Heap(
                "below_threshold", STALL, Money.yuan(5000), 40, 11, Estimate(3.6, 2.6, 5, 900), 1e-5
            ),
        ),
        notes=tuple(
            ItemNote(code, STALL, HOSTILE, Estimate(0.3, 0.25, 0.36, 210))
            for code in ("benchmark_ignored", "not_separating", "one_row")
        ),
        first=date(2021, 5, 20),
        last=date(2021, 5, 20),
        corpus_version="c" * 64,
        rulebook=book().fingerprint,
    )
    return replace(found, **changes)


def nothing(**changes: Any) -> Audit:
    empty: dict[str, Any] = dict.fromkeys(
        ("outliers", "pairs", "disparities", "drifts", "heaps", "notes"), ()
    )
    quiet = {v: Estimate(float(v is Verdict.CONSISTENT), 0.6, 1.0, 6) for v in Verdict}
    return audit(**empty, verdicts=quiet, doubts={}, unusable=0, **changes)


def said(
    found: Audit | None = None,
    language: Language = "zh",
    *,
    synthetic: bool = False,
    shown: bool = False,
) -> AuditWords:
    setting = Setting(book(), f"案例库{HOSTILE}", synthetic, Mask(shown=shown))
    return AuditWords(found or audit(), setting, Words(language))


def files(found: Audit) -> tuple[list[Dossier], dict[str, Case]]:
    flagged, paired = shown_cases(found)
    return list(dossiers(corpus(), book(), flagged)), {i: corpus().case(i) for i in paired}


def page(words: AuditWords) -> str:
    return audit_page(words, *files(words.audit))
