"""Precision and recall of facts read in texts, beside a plain way, as Markdown (Chinese).

``python -m benchmarks.quality.facts``. The synthetic cases are drawn with seeds of their own, not
those of the shipped sample; the narratives written by hand are in ``narratives.yaml``.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from benchmarks.quality.judged import SHARED
from discretion.corpus.synthetic import generate
from discretion.engine.book import load_rulebook
from discretion.extraction.rules import propose
from discretion.extraction.suggestions import facts_of
from discretion.rulebook.schema import FactDeclaration, FactType

SHANGHAI, SHENZHEN = "shanghai-urban-management", "shenzhen-urban-management"
NARRATIVES = Path(__file__).with_name("narratives.yaml")
REAL = SHARED / "data" / "jingan_dev" / "penalties_2021-05.csv"
CASES, SEED = 2000, 77
NUMERIC = frozenset({FactType.INTEGER, FactType.NUMBER, FactType.MONEY})

Facts = Mapping[str, FactDeclaration]
Told = tuple[str, Facts, Mapping[str, Any]]
"""A text, the facts asked for, and those that are known to hold."""
Reader = Callable[[str, Facts], Iterable[tuple[str, Any]]]


@dataclass
class Score:
    """Right, wrong and missed readings, in all and by kind of fact."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)

    def precision(self, kind: str | None = None) -> float:
        """The share of readings that are right."""
        return _share(self.right, self.wrong, kind)

    def recall(self, kind: str | None = None) -> float:
        """The share of known facts that are read."""
        return _share(self.right, self.missed, kind)


def _share(right: Counter[str], other: Counter[str], kind: str | None) -> float:
    good, bad = (c.total() if kind is None else c[kind] for c in (right, other))
    return good / (good + bad) if good + bad else float("nan")


def score(told: Iterable[Told], read: Reader) -> Score:
    """Return how *read* does on texts whose facts are known."""
    found = Score()
    for text, facts, known in told:
        readings = set(read(text, facts))
        for name, value in readings:
            right = name in known and _same(known[name], value)
            (found.right if right else found.wrong)[_kind(facts[name])] += 1
        for name, value in known.items():
            if not any(n == name and _same(value, v) for n, v in readings):
                found.missed[_kind(facts[name])] += 1
    return found


def _same(known: Any, value: Any) -> bool:
    if isinstance(known, bool | str) or isinstance(value, bool | str):
        return type(known) is type(value) and known == value
    return Decimal(str(known)) == Decimal(value)


def _kind(fact: FactDeclaration) -> str:
    return "数量" if fact.type in NUMERIC else "是否" if fact.type is FactType.BOOL else "选项"


# --- readers --------------------------------------------------------------------------------------


def rules(text: str, facts: Facts) -> Iterator[tuple[str, Any]]:
    """The built-in extractor."""
    for each in propose(text, facts):
        yield each.fact, each.value


def plainly(text: str, facts: Facts) -> Iterator[tuple[str, Any]]:
    """The plain way: figures right before the unit; what is called by its name is so."""
    for name, fact in facts.items():
        if fact.type in NUMERIC:
            for number in re.findall(rf"(\d+(?:\.\d+)?){re.escape(fact.unit or '')}", text):
                yield name, Decimal(number)
        elif fact.type is FactType.BOOL:
            if any(word in text for word in (fact.label, *fact.aliases)):
                yield name, True
        else:
            yield from ((name, code) for code, label in fact.choices.items() if label in text)


# --- texts ----------------------------------------------------------------------------------------


def synthetic(name: str, n: int, seed: int) -> Iterator[Told]:
    """Yield fresh synthetic cases; findings are left out, since their texts do not tell them."""
    book = load_rulebook(name)
    for case, _ in generate(book, n, seed):
        facts = {k: f for k, f in facts_of(case, book).items() if not f.circumstance}
        known = {k: v for k, v in case.facts.items() if k in facts and v is not None}
        yield case.text, facts, known


def narratives(part: str) -> Iterator[Told]:
    """Yield the texts written by hand, with every shared fact asked for."""
    facts = dict(load_rulebook(SHANGHAI).facts)
    for row in yaml.safe_load(NARRATIVES.read_text(encoding="utf-8"))[part]:
        yield row["text"], facts, row["facts"]


def report(n: int, seed: int) -> Iterator[str]:
    """Yield the lines of the tables."""
    sets: dict[str, list[Told]] = {
        f"合成（上海，{n} 件）": list(synthetic(SHANGHAI, n, seed)),
        f"合成（深圳，{n} 件）": list(synthetic(SHENZHEN, n, seed)),
        "手写，用来改进规则的": list(narratives("tuned")),
        "手写，规则定稿后写的": list(narratives("held_out")),
    }
    yield "| 文本 | 做法 | 精确率 | 召回率 | 读出 | 应有 |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for title, told in sets.items():
        for way, read in (("本库", rules), ("只认数字加单位、原样名称", plainly)):
            s = score(told, read)
            made, due = (s.right + s.wrong).total(), (s.right + s.missed).total()
            yield f"| {title} | {way} | {s.precision():.3f} | {s.recall():.3f} | {made} | {due} |"
    yield ""
    yield "| 文本（本库） | 事实 | 精确率 | 召回率 |"
    yield "| --- | --- | --- | --- |"
    for title, told in sets.items():
        s = score(told, rules)
        for kind in ("数量", "是否", "选项"):
            if (s.right + s.missed + s.wrong)[kind]:
                yield f"| {title} | {kind} | {s.precision(kind):.3f} | {s.recall(kind):.3f} |"


def real(path: Path) -> Iterator[str]:
    """Yield what is read in real texts, of which nobody has labelled the facts."""
    facts = dict(load_rulebook(SHANGHAI).facts)
    with path.open(encoding="utf-8-sig", newline="") as file:
        texts = [row["违法事由"] for row in csv.DictReader(file)]
    read = Counter((p.fact, str(p.value)) for text in texts for p in propose(text, facts))
    yield f"真实处罚决定的违法事由 {len(texts)} 条，读出 {read.total()} 项："
    yield "；".join(f"{fact}={value} {n} 次" for (fact, value), n in read.most_common()) or "无"


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=CASES)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    lines = list(report(options.n, options.seed))
    lines += ["", *(real(REAL) if REAL.exists() else ["（没有真实数据，略）"])]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
