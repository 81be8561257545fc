"""A record says what was written into it, or where it no longer does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discretion import Case, check, load_rulebook
from discretion.record.append import append
from discretion.record.entries import (
    ALGORITHMS,
    MOST_OF_A_LINE,
    START,
    Algorithm,
    Head,
    RecordError,
    entry_of,
    opening,
    read,
    sealed,
    verify,
)
from discretion.record.replay import replay

BOOK = load_rulebook("shanghai-urban-management")
MADE = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


def case(number: int, fine: int = 600) -> Case:
    return Case.model_validate(
        {
            "id": f"沪〔2021〕{number}号",
            "items": ["SH-SR-25-3"],
            "party": {"kind": "unit"},
            "act": {"start": "2021-05-06", "discovered": "2021-05-06"},
            "decided": "2021-05-20",
            "facts": {"prior_penalties": 0, "area_m2": 3, "key_area": False},
            "penalty": {"fine": fine},
        }
    )


def entries(count: int) -> list[dict[str, Any]]:
    return [entry_of(check(case(i), BOOK), MADE) for i in range(1, count + 1)]


def made(folder: Path, count: int, algorithm: Algorithm = "sha256") -> tuple[Path, Head]:
    path = folder / "决定.jsonl"
    return path, append(path, entries(count), algorithm)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_what_is_appended_is_sound_and_replays_the_same(
    tmp_path: Path, algorithm: Algorithm
) -> None:
    path, _ = made(tmp_path, 3, algorithm)
    head = append(path, entries(2))
    assert verify(path) == (head, None)
    assert head.number == 5
    assert verify(path, head) == (head, None)
    assert json.loads(path.read_text(encoding="utf-8").splitlines()[0])["algorithm"] == algorithm
    found = list(replay(path, {BOOK.fingerprint: BOOK}.get))
    assert [f.outcome for f in found] == ["same"] * 5


def test_sm3_is_the_national_standard(tmp_path: Path) -> None:
    """GB/T 32905-2016, example A.1."""
    import hashlib

    wanted = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert hashlib.new("sm3", b"abc").hexdigest() == wanted


@given(st.data())
def test_the_first_damage_is_found_where_it_is(data: st.DataObject) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path, head = made(Path(folder), 6)
        lines = path.read_bytes().splitlines(keepends=True)
        at = data.draw(st.integers(1, 6))
        kind = data.draw(st.sampled_from(["flip", "drop", "swap", "repeat"]))
        if kind == "flip":
            spot = data.draw(st.integers(0, len(lines[at]) - 2))
            flipped = bytes([lines[at][spot] ^ data.draw(st.integers(1, 127))])
            lines[at] = lines[at][:spot] + flipped + lines[at][spot + 1 :]
        elif kind == "drop":
            del lines[at]
        elif kind == "swap":
            at = min(at, 5)
            lines[at], lines[at + 1] = lines[at + 1], lines[at]
        else:
            lines.insert(at + 1, lines[at])
            at += 1
        path.write_bytes(b"".join(lines))
        found, broken = verify(path, head)
        assert broken is not None
        assert broken.line == at + 1
        assert found.number == at - 1
        if kind != "drop" or at < 6:  # of a cut end only the head that was kept elsewhere tells
            with pytest.raises(RecordError):
                append(path, entries(1))


def test_a_whole_chain_forged_is_told_by_the_head_that_was_kept(tmp_path: Path) -> None:
    path, head = made(tmp_path, 3)
    path.unlink()
    _, other = made(tmp_path, 4)
    assert verify(path) == (other, None)
    _, broken = verify(path, Head(3, "0" * 64))
    assert broken is not None
    assert (broken.line, broken.reason) == (4, "altered")
    assert verify(path, head)[1] is None  # the first three are the same decisions


def test_a_line_cut_short_by_a_crash_is_dropped_and_nothing_else(tmp_path: Path) -> None:
    path, head = made(tmp_path, 2)
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"number":3,"pre')
    assert verify(path)[1] is not None
    assert append(path, []) == head
    assert path.read_bytes() == whole


@pytest.mark.parametrize("content", [b'{"id":"a"}', b"notes\nmore", b"\x00\xff"])
def test_a_file_that_is_no_record_is_never_touched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "案件.json"
    path.write_bytes(content)
    with pytest.raises(RecordError, match="不是决定记录"):
        append(path, entries(1))
    assert path.read_bytes() == content
    with pytest.raises(RecordError, match="不是决定记录"):
        list(replay(path, {BOOK.fingerprint: BOOK}.get))


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_header_that_a_crash_cut_short_is_begun_again(
    tmp_path: Path, algorithm: Algorithm
) -> None:
    path, head = made(tmp_path, 1, algorithm)
    header = path.read_bytes().splitlines(keepends=True)[0]
    for length in range(len(header)):
        path.write_bytes(header[:length])
        assert append(path, entries(1), algorithm) == head


@pytest.mark.parametrize(
    "line",
    [
        '{"number":"x","case":{}}',
        '{"number":[1],"case":{}}',
        '{"number":true,"case":{}}',
        '{"number":NaN,"case":{}}',
        '{"number":Infinity,"case":{}}',
        '{"number":1,"case":{},"note":"\\ud800"}',
        "[" * 100_000,
    ],
)
def test_a_line_that_is_no_entry_is_unreadable(tmp_path: Path, line: str) -> None:
    path, _ = made(tmp_path, 0)
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    _, broken = verify(path)
    assert broken is not None
    assert (broken.line, broken.reason) == (2, "unreadable")
    (found,) = replay(path, {BOOK.fingerprint: BOOK}.get)
    assert found.outcome == "unusable"


def test_a_key_that_comes_twice_is_no_entry(tmp_path: Path) -> None:
    """Else a line could show one verdict and be sealed over another."""
    path, _ = made(tmp_path, 1)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"verdict":', '"verdict":"other","verdict":'), encoding="utf-8")
    _, broken = verify(path)
    assert broken is not None
    assert broken.line == 2


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    path, head = made(tmp_path, 1)
    with pytest.raises(RecordError, match="UTF-8"):
        append(path, [{**entries(1)[0], "reason": "\udce4"}])
    assert verify(path) == (head, None)


@pytest.mark.skipif(os.name == "nt", reason="devices are files on POSIX")
def test_a_device_is_no_record() -> None:
    with pytest.raises(RecordError, match="不是普通文件"):
        verify(Path("/dev/zero"))
    with pytest.raises(RecordError, match="不是普通文件"):
        append(Path("/dev/null"), entries(1))


def test_a_changed_case_or_rule_is_reported_on_replay(tmp_path: Path) -> None:
    path, _ = made(tmp_path, 1)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"area_m2":3', '"area_m2":300'), encoding="utf-8")
    (found,) = replay(path, {BOOK.fingerprint: BOOK}.get)
    assert found.outcome == "differs"
    (found,) = replay(path, lambda _: None)
    assert found.outcome == "rulebook_not_held"


def test_two_writers_never_mix(tmp_path: Path) -> None:
    import fcntl

    path, head = made(tmp_path, 1)
    with path.open("rb+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(RecordError, match="另一个进程"):
            append(path, entries(1))
    assert verify(path) == (head, None)


@pytest.mark.parametrize("content", [b"", b"{}\n", b"\xff\xfe\n", b"[1]\n", b'{"format":"x"}\n'])
def test_what_is_no_record_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(content)
    with pytest.raises(RecordError, match=r"决定记录"):
        verify(path)


def test_as_a_user_would(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "discretion.cli", *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=environment,
            check=False,
        )

    given = tmp_path / "案件.json"
    given.write_text(case(1).model_dump_json(exclude_none=True), encoding="utf-8")
    record = str(tmp_path / "记录.jsonl")
    added = run("record", "add", record, str(given), "--sm3", "--json")
    assert added.returncode == 0, added.stderr
    head = json.loads(added.stdout)
    noted = f"{head['number']}:{head['hash']}"
    assert run("record", "verify", record, "--head", noted).returncode == 0
    assert "相同1条" in run("record", "replay", record).stdout
    text = Path(record).read_text(encoding="utf-8")
    altered = text.replace('"area_m2":3', '"area_m2":4')
    Path(record).write_text(altered, encoding="utf-8")
    broken = run("record", "verify", record)
    assert broken.returncode == 1
    assert "从第2行起不可信：内容被改动" in broken.stdout
    refused = run("record", "add", record, str(given))
    assert refused.returncode == 2
    assert "Traceback" not in refused.stderr
    assert run("record", "verify", record, "--head", "乱写").returncode == 2


def test_a_line_too_long_for_an_entry_is_not_held(tmp_path: Path) -> None:
    record = tmp_path / "record.jsonl"
    first, _ = opening("sha256")
    with record.open("wb") as file:
        file.write(first.encode())
        for _ in range(8):
            file.write(b"x" * (MOST_OF_A_LINE // 2))
        file.write(b"\n" + b"{}\n")
    tracemalloc.start()
    try:
        _, broken = verify(record)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert broken is not None
    assert (broken.line, broken.reason) == (2, "unreadable")
    assert peak < 3 * MOST_OF_A_LINE
    assert [number for number, _ in read(record)] == [1, 2, 3]
    with pytest.raises(RecordError, match="超过 16 MB"):
        sealed({"text": "x" * MOST_OF_A_LINE}, Head(0, START), "sha256")
