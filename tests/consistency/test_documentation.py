"""The examples of docs/consistency.md are run as they stand there."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "consistency.md"


def test_the_worked_examples_give_what_the_page_says() -> None:
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) >= 7
    found = doctest.DocTestParser().get_doctest("".join(blocks), {}, PAGE.name, None, 0)
    said: list[str] = []
    results = doctest.DocTestRunner(optionflags=doctest.REPORT_NDIFF).run(found, out=said.append)
    assert results.attempted > 15
    assert not results.failed, "".join(said)
