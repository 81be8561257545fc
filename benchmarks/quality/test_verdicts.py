"""The studies of verdicts and audits run, and at a small size already keep what they promise."""

from __future__ import annotations

import re

from benchmarks.quality.audits.__main__ import report as audits
from benchmarks.quality.verdicts.__main__ import NAMES, report
from benchmarks.quality.verdicts.baselines import BASELINES


def percents(line: str) -> list[float]:
    return [float(found) for found in re.findall(r"(\d+(?:\.\d+)?)%", line)]


def test_the_study_of_verdicts() -> None:
    lines = list(report(1, [600]))
    ours = [line for line in lines if "| 60 |" in line]
    assert len(ours) == len(NAMES)
    for line in ours:
        shape, size, *rest = [cell.strip() for cell in line.strip("|").split("|")]
        alarm, power = percents(rest[0])[0], percents(rest[-1])[0]
        assert (shape in NAMES.values(), size) == (True, "60")
        assert alarm <= 12  # 5 % of 600, and of what one seed may add
        assert power >= 60
    assert len([x for x in lines if "|" in x]) == 2 * 2 + len(NAMES) * (len(BASELINES) + 2)


def test_the_study_of_audits() -> None:
    lines = list(audits(2, 3000))
    rows = [line for line in lines if line.startswith(("| normal", "| skewed", "| heaped"))]
    assert len(rows) == 3
    for line in rows:
        _, false, recall = percents(line)
        assert false <= 20
        assert recall >= 60
    assert any("2/2 次发现" in line for line in lines)
