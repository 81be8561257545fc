"""Ledgers as people send them, and the worst that may stand in one."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from discretion.corpus.source import sample_ledger

HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    '"><svg/onload=alert(3)>',
    "=HYPERLINK(1)",
    "+1+1|cmd",
    "{{ 7*7 }}{% raw %}",
    "&lt;b&gt;</textarea></title><!--",
    "\u202egnp.exe\u202c\u2066RTL\u2069",
    "👩‍⚖️🚮" * 3,
    "很长" * 60,
    "javascript:alert(4)",
)
"""Texts that must be shown as they are, wherever they are shown."""


def rows(count: int = 0) -> list[dict[str, str]]:
    """The first rows of the shipped synthetic ledger; 0: all."""
    with sample_ledger().open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.DictReader(file))
    return found[:count] if count else found


def as_csv(given: Sequence[Mapping[str, str]]) -> bytes:
    """A ledger as a CSV file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, [*given[0]])
    writer.writeheader()
    writer.writerows(given)
    return text.getvalue().encode()


def hostile(count: int = 40) -> bytes:
    """A ledger with something hostile in every free text."""
    given = rows(count)
    for at, row in enumerate(given):
        bad = HOSTILE[at % len(HOSTILE)]
        row["处罚决定书文号"] = f"{bad}〔{at}〕"
        row["当事人"] = f"{bad}有限公司"
        row["违法事实"] = f"{bad}，当事人{bad}，{row['违法事实']}"
        row["办案单位"] = bad
        row["所属街镇"] = bad
    given[0]["罚款金额(元)"] = HOSTILE[0]
    return as_csv([{**row, HOSTILE[1]: bad} for row, bad in zip(given, HOSTILE * 9, strict=False)])
