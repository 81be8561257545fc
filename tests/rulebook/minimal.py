"""The smallest rulebook that uses every kind of file; tests change one thing in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

FILES = {
    "rulebook.yaml": """\
title: 最小裁量基准库
jurisdiction: "310000"
authority: 测试机关
effective: {from: 2024-01-01}
policy:
  grades:
    status: sample
    reference: {source: law-2024}
    ranged: {lighter: "[0..0.3)", ordinary: "[0.3..0.7)", heavier: "[0.7..1]"}
    max_only: {lighter: "[0..0.4)", ordinary: "[0.4..0.6)", heavier: "[0.6..1]"}
  look_back: {years: 2, status: sample, reference: {source: law-2024}}
  refusal: {meaning: 期限届满没有改正, status: sample, reference: {source: law-2024}}
  hearing: {individual: 5000, unit: 50000, status: sample, reference: {source: law-2024}}
  legal_review: {individual: 5000, unit: 50000, status: sample, reference: {source: law-2024}}
""",
    "sources.yaml": """\
sources:
  - id: law-2020
    title: 测试条例（2020）
    level: local-regulation
    in_force: {from: 2020-01-01, to: 2023-12-31}
    replaced_by: {title: 测试条例（2024）, from: 2024-01-01, source: law-2024}
  - id: law-2024
    title: 测试条例（2024）
    level: local-regulation
    in_force: {from: 2024-01-01}
""",
    "facts.yaml": """\
facts:
  area_m2: {type: number, label: 面积, unit: 平方米, range: ">= 0"}
  gains: {type: money, label: 违法所得, range: ">= 0"}
  harm: {type: choice, label: 危害后果, choices: {slight: 轻微, grave: 严重}}
  hidden: {type: bool, label: 隐匿证据, circumstance: true}
""",
    "general.yaml": """\
rules:
  - id: no-harm
    citation: {source: law-2024, article: 33}
    text: 轻微并及时改正的不予处罚
    text_en: No penalty for a slight act that was corrected
    when: {harm: '"slight"'}
    effect: {kind: exempt, mode: must}
""",
    "items/road.yaml": """\
items:
  - code: T-1
    title: 擅自占用道路
    domain: 道路
    derived:
      - name: large
        type: bool
        label: 面积较大
        rows:
          - {when: {area_m2: ">= 10"}, then: true}
          - {when: {area_m2: "< 10"}, then: false}
    versions:
      - penalizes: [{source: law-2024, article: 5}]
        correction: none
        penalties:
          - fine: {form: range, min: 200, max: 2000}
        benchmark:
          status: sample
          rows:
            - {row: 1, grade: lighter, when: {large: false}}
            - {row: 2, grade: heavier, when: {large: true}}
""",
}


def write(folder: Path, changes: Mapping[str, str | bytes | None] | None = None) -> Path:
    """Write the rulebook into *folder*; a changed file replaces its namesake, None leaves it out.

    Returns the folder.
    """
    for name, content in {**FILES, **(changes or {})}.items():
        if content is None:
            continue
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def changed(name: str, old: str, new: str) -> dict[str, str | bytes | None]:
    """The change of one place of one file; the place must be there exactly once."""
    assert FILES[name].count(old) == 1, f"{old!r} is not once in {name}"
    return {name: FILES[name].replace(old, new)}
