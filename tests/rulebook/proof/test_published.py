"""Tables as bureaus published them, defects and all: each defect is found, and nothing else.

The figures and limits are those of the published rows, the words are not. Every finding below was
checked by hand against the rows; that its counter-example is one, the engine confirms.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from discretion.rulebook.load import read_with_origin
from discretion.rulebook.proof.lint import prove
from discretion.rulebook.schema import TableBenchmark
from tests.rulebook.proof.test_mutations import CONFIRM
from tests.rules.statutes import SHARED

FOLDER = Path(__file__).with_name("published")
ROWS = SHARED / "domain" / "benchmarks.json"

BOOK, ORIGIN = read_with_origin(FOLDER)
FOUND = prove(BOOK, ORIGIN)

Rows = tuple[int, ...]
EXPECTED: dict[str, list[tuple[str, Rows, dict[str, Any]]]] = {
    # (a) the first step begins below the statutory minimum.
    "PB-A-27": [("below-statute", (1,), {"prior_penalties": 0})],
    # (b) the second and the third time stand in both groups; (e) violence only in the last step.
    "PB-B-58": [
        ("overlap", (2, 4), {"prior_penalties": 1}),
        ("overlap", (3, 5), {"prior_penalties": 2}),
        ("overlap", (1, 6), {"prior_penalties": 0, "obstructs": True}),
        ("overlap", (2, 6), {"prior_penalties": 1, "obstructs": True}),
        ("overlap", (3, 6), {"prior_penalties": 3}),
        ("overlap", (4, 6), {"prior_penalties": 1, "obstructs": True}),
        ("overlap", (5, 6), {"prior_penalties": 2, "obstructs": True}),
        ("not-covering", (1,), {"prior_penalties": 0}),
    ],
    # (c) days and share of the area, joined by OR, may fall in different steps, or in none.
    "PB-C-71": [
        ("gap", (), {"days_shown": 60, "area_share": 0}),
        ("overlap", (1, 2), {"days_shown": 1, "area_share": 10}),
        ("overlap", (1, 3), {"days_shown": 0, "area_share": 10}),
        ("overlap", (2, 3), {"days_shown": 0, "area_share": 5}),
    ],
    # (d) two facts make four cases, and the table has three.
    "PB-D-73": [("gap", (), {"has_plan": True, "has_drills": True})],
    # (e) violence joins the last step by OR; (i) correction in time, in an item that needs refusal.
    "PB-E-2": [
        ("overlap", (2, 4), {"prior_penalties": 0, "obstructs": True}),
        ("overlap", (3, 4), {"prior_penalties": 1, "obstructs": True}),
        ("unreachable-row", (1,), {"corrected": True, "refused_correction": False}),
    ],
    # (f) the number of a limit belongs to the step below and to the step above.
    "PB-F-LAMP": [
        ("overlap", (1, 2), {"area_m2": 0, "small_signs": 3}),
        ("overlap", (1, 3), {"area_m2": 0, "small_signs": 0, "grave_effect": True}),
        ("overlap", (2, 3), {"area_m2": 0, "small_signs": 3, "grave_effect": True}),
        ("amounts-overlap", (1, 2), {"area_m2": 0, "small_signs": 0}),
        ("amounts-overlap", (2, 3), {"area_m2": 6, "small_signs": 4}),
    ],
    "PB-F-DEBRIS": [
        ("overlap", (1, 2), {"volume_m3": 5}),
        ("overlap", (2, 3), {"volume_m3": 10}),
        ("amounts-overlap", (1, 2), {"volume_m3": 0}),
        ("amounts-overlap", (2, 3), {"volume_m3": 7.5}),
    ],
    "PB-F-GAS": [
        ("overlap", (1, 2), {"weight_t": 20}),
        ("overlap", (1, 3), {"weight_t": 0, "grave_effect": True}),
        ("overlap", (2, 3), {"weight_t": 50}),
        ("amounts-overlap", (1, 2), {"weight_t": 0}),
        ("amounts-overlap", (2, 3), {"weight_t": 35}),
    ],
    "PB-F-LITTER": [
        ("gap", (), {"spots": 5}),
        ("overlap", (1, 2), {"spots": 2}),
        ("amounts-overlap", (1, 2), {"spots": 0}),
        ("not-covering", (1, 2), {"spots": 0}),
    ],
    # Limits that are written well: only the amounts share an end.
    "PB-F-AREA": [
        ("amounts-overlap", (1, 2), {"area_m2": 0}),
        ("amounts-overlap", (2, 3), {"area_m2": 5}),
    ],
    # (g) ranges of different kinds of mix share the lower end and overlap.
    "PB-G-57": [
        ("amounts-overlap", (1, 2), {"mix": "recyclable", "times_found": 1}),
        ("amounts-overlap", (1, 5), {"mix": "recyclable", "times_found": 1}),
        ("amounts-overlap", (2, 3), {"mix": "recyclable", "times_found": 2}),
        ("amounts-overlap", (3, 4), {"mix": "wet", "times_found": 1}),
        ("amounts-overlap", (3, 5), {"mix": "wet", "times_found": 1}),
        ("amounts-overlap", (4, 6), {"mix": "wet", "times_found": 2}),
        ("amounts-overlap", (5, 6), {"mix": "hazardous", "times_found": 1}),
    ],
    # (h) a mitigated amount below the minimum, the end open: sound, but only for who has a ground.
    "PB-H-LIGHT": [("gap", (), {"facilities": 2, "removed_harm": False})],
    "PB-H-CLOSED": [
        ("amounts-overlap", (1, 2), {"removed_harm": False}),
        ("not-mitigated", (1,), {"removed_harm": True}),
    ],
    # (j) the fine is fixed and only the confiscation is open: two thirds of the cases have no row.
    "PB-J-3": [("gap", (), {"prior_penalties": 0, "refused_correction": True})],
}


def test_every_table_has_its_findings_listed() -> None:
    assert set(EXPECTED) == set(BOOK.items)


@pytest.mark.parametrize("code", EXPECTED)
def test_every_defect_is_found_with_its_counter_example_and_nothing_else(code: str) -> None:
    found = []
    for finding in FOUND:
        if finding.item == code:
            assert finding.example
            rows = dict(finding.values).get("rows") or ()
            found.append((finding.code, rows, dict(finding.example.facts)))
    assert [(kind, rows) for kind, rows, _ in found] == [(k, r) for k, r, _ in EXPECTED[code]]
    for (kind, _, facts), (_, _, expected) in zip(found, EXPECTED[code], strict=True):
        assert {name: facts[name] for name in expected} == expected, kind


def test_the_engine_confirms_every_counter_example() -> None:
    assert FOUND
    for finding in FOUND:
        assert CONFIRM[finding.code](BOOK, finding), finding


PUBLISHED = {
    "PB-A-27": ("深圳", ["transfer station without video monitoring"]),
    "PB-B-58": (
        "深圳",
        ["treatment unit mixes sorted waste", "treatment unit mixes sorted waste, serious"],
    ),
    "PB-C-71": ("深圳", ["airport/road ads: under 60 days a year or under 25% area"]),
    "PB-D-73": ("深圳", ["no emergency plan or drill"]),
    "PB-E-2": ("深圳", ["business beyond the shop front, refuses to correct"]),
    "PB-F-LAMP": ("登封", ["ad or hanging object on a bridge or street lamp"]),
    "PB-F-DEBRIS": ("登封", ["builder clears construction waste late, polluting"]),
    "PB-F-GAS": ("not stated (Henan style)", ["gas business without licence"]),
    "PB-F-LITTER": ("巩义", ["littering, not corrected in time"]),
    "PB-G-57": ("上海", ["unit waste not put into matching containers"]),
    "PB-J-3": ("深圳", ["stall/goods outside set places, refuses to correct"]),
}
"""Where the figures of a table come from, in the list of published rows."""


@pytest.mark.skipif(not ROWS.exists(), reason="the list of published rows is not here")
@pytest.mark.parametrize("code", PUBLISHED)
def test_the_figures_are_those_of_the_published_rows(code: str) -> None:
    city, names = PUBLISHED[code]
    published = [
        (row["fine_min"], row["fine_max"])
        for row in json.loads(ROWS.read_text(encoding="utf-8"))
        if row["city"] == city and row["item"] in names
    ]
    table = BOOK.items[code].versions[0].benchmark
    assert isinstance(table, TableBenchmark)
    mine = [
        (0, 0) if row.fine is None else (_yuan(row.fine, "min"), _yuan(row.fine, "max"))
        for row in table.rows
    ]
    assert mine == published


def _yuan(fine: Any, end: str) -> int:
    return int(getattr(fine, end).as_yuan)
