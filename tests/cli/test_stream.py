"""``discretion stream`` as a user meets it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from discretion.cli.main import main

pytest.importorskip("durable_rules_engine")

OPENED = (
    '{"kind":"opened","id":"1","case":"A1","on":"2024-01-05","record":{"id":"A1","items":'
    '["SH-SR-24-3-B"],"party":{"kind":"individual","name":"王小明"},"act":{"start":"2024-01-04"}}}'
)
PROPOSED = '{"kind":"proposed","id":"2","case":"A1","on":"2024-03-25","penalty":{"fine":200000}}'


@pytest.fixture
def events(tmp_path: Path) -> Path:
    file = tmp_path / "events.jsonl"
    file.write_text(f"{OPENED}\n\nnot json\n{PROPOSED}\n", encoding="utf-8")
    return file


def test_reminders_and_warnings_in_words(events: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stream", str(events), "--today", "2024-04-05"]) == 1
    out, error = capsys.readouterr()
    assert "第 3 行" in error
    assert "【提示】2024-03-25 案件 A1（王**）：办案期限在 15 日内届满（2024-04-04）" in out
    assert "【解除】2024-04-05 案件 A1" in out
    assert "【预警】2024-04-05 案件 A1（王**）：办案期限已过（2024-04-04）而没有决定" in out
    assert "处罚（200,000元）超出法定的种类或者幅度（10,000元以上100,000元以下）" in out
    assert "第六十三条第一款" in out
    assert out.splitlines()[-1].startswith("收到 2 个事件，重复 0 个，拒收 1 个；截至 2024-04-05")


def test_json_lines_with_code_severity_citation_and_day(
    events: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["stream", str(events), "--today", "2024-03-25", "--json", "--lang", "en"]
    assert main([*arguments, "--names"]) == 1
    refused, *lines, summary = map(json.loads, capsys.readouterr().out.splitlines())
    assert (refused["state"], refused["line"]) == ("refused", 3)
    assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1))
    by_code = {line["code"]: line for line in lines}
    due = by_code["deadline-15-days"]
    assert (due["severity"], due["by"], due["party"]) == ("reminder", "2024-04-04", "王小明")
    assert (due["citation"]["article"], due["citation"]["source"]) == (60, "cn-penalty-law-2021")
    assert due["message"] == "The decision is due within 15 days (on 2024-04-04)"
    assert by_code["outside-the-law"]["citation"]["source"] == "sh-sanitation-2022"
    assert summary["summary"]["events"] == 2


def test_the_state_goes_on_where_it_ended(
    events: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["stream", str(events), "--today", "2024-03-25", "--json"]
    state = ["--state", str(tmp_path / "state")]
    assert main([*arguments, *state]) == 1
    first = capsys.readouterr().out.splitlines()
    assert main([*arguments, *state]) == 1
    again = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["state"] for line in again[:-1]] == ["refused"]
    assert again[-1]["summary"]["repeated"] == 2
    assert main(arguments) == 1
    assert capsys.readouterr().out.splitlines() == first


def test_a_second_process_is_told_that_the_state_is_in_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.stream.making import fresh

    stream = fresh(tmp_path)
    empty = tmp_path / "none.jsonl"
    empty.write_bytes(b"")
    assert main(["stream", str(empty), "--state", str(tmp_path)]) == 2
    assert "正被另一个进程使用" in capsys.readouterr().err
    stream.close()
    assert main(["stream", str(empty), "--state", str(tmp_path)]) == 0


def test_lines_come_out_while_the_input_is_still_open() -> None:
    command = [sys.executable, "-m", "discretion.cli", "stream", "--today", "2024-03-25", "--json"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ}
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{OPENED}\n{PROPOSED}\n".encode())
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["seq"] == 1
        process.stdin.write(b'{"kind":"tick"')
        process.stdin.close()
        rest = process.stdout.read().decode().splitlines()
        assert json.loads(rest[-2])["state"] == "refused"
        assert process.wait() == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["no-such-file.jsonl"], "没有这个文件"),
        (["."], "这是文件夹"),
        (["x", "--today", "tomorrow"], "不是日期"),
        (["x", "--rules", "no-such-file.yaml"], "没有这个文件"),
    ],
)
def test_mistakes_are_named(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["stream", *arguments]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_with_everything_saved(number: signal.Signals, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "discretion.cli", "stream", "--today", "2024-04-05", "--json"]
    command += ["--state", str(tmp_path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(f"{OPENED}\n{PROPOSED}\n".encode())
        process.stdin.flush()
        first = json.loads(process.stdout.readline())
        process.send_signal(number)  # while the input is still open
        *_, summary = map(json.loads, process.stdout.read().splitlines())
        assert process.stderr.read() == b""
        assert process.wait() == 1, "a warning stands"
    assert (first["seq"], summary["summary"]["events"]) == (1, 2)
    assert summary["summary"]["today"] == "2024-03-25", "time did not go on to today"
    again = subprocess.run(
        command, input=f"{OPENED}\n{PROPOSED}\n".encode(), capture_output=True, check=False
    )
    *said, summary = map(json.loads, again.stdout.splitlines())
    assert summary["summary"]["repeated"] == 2
    assert said[0]["seq"] > first["seq"]
    assert {line["on"] for line in said} == {"2024-04-05"}


def test_hostile_lines_are_counted_with_their_numbers_and_the_others_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hostile = [
        b"not json",
        b"[" * 200_000,
        b'{"kind":"paid","id":"9","case":"A1","on":"2024-03-25","amount":' + b"9" * 4000 + b"}",
        b'{"kind":"paid","id":"9","case":"A1","on":"2024-03-25","amount":NaN}',
        b'{"kind":"paid","id":"9","case":"A1","on":"2024-03-25","amount":true}',
        b'{"kind":"burnt","id":"9","case":"A1","on":"2024-03-25"}',
        b"x" * 10_000_000,
        b'{"kind":"served","id":"9","case":"A1\x00","on":"2024-03-25"}',
        b'{"kind":"served","id":"9","case":"A1\\u0000","on":"2024-03-25"}',
        PROPOSED.replace("200000", "300000").encode(),
        b'{"kind":"served","id":"9","case":"A1","on":"2024-13-45"}',
        b"\xff\xfe\x00",
    ]
    file = tmp_path / "events.jsonl"
    good = [OPENED.encode(), PROPOSED.encode()]
    file.write_bytes(b"\n".join([*good, *hostile, b'{"kind":"tick","on":"2024-03-26"}']))
    assert main(["stream", str(file), "--today", "2024-03-26", "--json"]) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    refused = [line for line in lines if line.get("state") == "refused"]
    assert [line["line"] for line in refused] == list(range(3, 3 + len(hostile)))
    for line in refused:
        assert f"第 {line['line']} 行" in line["reason"]
        assert len(line["reason"]) < 1000
    summary = lines[-1]["summary"]
    assert (summary["events"], summary["refused"]) == (3, len(hostile))
    assert "outside-the-law" in {line.get("code") for line in lines}
