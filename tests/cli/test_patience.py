from __future__ import annotations

import sys
import time

import pytest

from discretion.cli import printing


@pytest.mark.parametrize(("work", "said"), [(0.3, True), (0.0, False)])
def test_a_long_wait_is_explained_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    work: float,
    said: bool,
) -> None:
    monkeypatch.setattr(printing, "PATIENCE", 0.05)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with printing.patience("正在编译"):
        time.sleep(work)
    printed = capsys.readouterr()
    assert (printed.err == "正在编译\n") is said
    assert printed.out == ""


def test_no_word_goes_to_a_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(printing, "PATIENCE", 0.0)
    with printing.patience("正在编译"):
        time.sleep(0.05)
    assert capsys.readouterr().err == ""
