"""The head of a drafted rulebook: title, and a policy that a person must set."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

from discretion.rulebook.exchange.published.doubts import MARK
from discretion.rulebook.files import read_file
from discretion.rulebook.load import rules_folder
from discretion.rulebook.prose.numerals import parse_number
from discretion.rulebook.schema import RulebookFile, SourcesFile

_LAW = "cn-penalty-law-2021"


def title_of(titles: Sequence[str], path: Path) -> str:
    """Return the title above the tables that names a benchmark, or the name of the file."""
    named = [t for t in titles if re.search("裁量|基准|标准|处罚", t) and len(t) <= 200]
    return re.sub(r"\s+", "", named[0] if named else path.stem)


def known_sources() -> dict[str, str]:
    """Return the ids of the texts in the shipped general rulebook, by title and alias."""
    file = read_file(rules_folder() / "general" / "sources.yaml", SourcesFile)
    return {name: s.id for s in file.sources for name in (s.title, *s.aliases)}


def rulebook_head(title: str, day: date, assumed: bool, windows: Collection[str]) -> RulebookFile:
    """Return the head; *windows* are the times within which the table counts repeats."""
    sample = {"status": "sample", "reference": {"source": _LAW, "note": f"{MARK}：起草时所填"}}
    threshold = {"individual": 5000, "unit": 50000, **sample}
    cuts = {"lighter": "[0..0.3]", "ordinary": "(0.3..0.7)", "heavier": "[0.7..1]"}
    years = {_years(w) for w in windows}
    said = "、".join(sorted(windows))
    notes = [
        f"{MARK}：制定机关、行政区划、施行日期、听证与法制审核的数额都不是从表里读的。",
        f"施行日期没有指定，暂填 {day}。" if assumed else "",
        f"表里的次数限于：{said}。" if said else "表里没有写回溯期，暂填 2 年。",
    ]
    return RulebookFile.model_validate(
        {
            "title": title,
            "jurisdiction": "000000",
            "authority": f"{MARK}：制定机关",
            "effective": {"from": day},
            "extends": ["general"],
            "policy": {
                "grades": {**sample, "ranged": cuts, "max_only": cuts},
                "look_back": {"years": years.pop() if len(years) == 1 else 2, **sample},
                "refusal": {"meaning": f"{MARK}：拒不改正的认定", **sample},
                "hearing": threshold,
                "legal_review": threshold,
            },
            "note": "".join(notes),
        }
    )


def _years(window: str) -> int:
    match = re.search("([0-9一二两三四五]+)个?(?:自然)?年", window)
    return max(1, int(parse_number(match[1]))) if match and "月" not in window else 1
