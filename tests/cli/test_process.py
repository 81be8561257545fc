"""What only a process of its own shows: pipes, signals, encodings, a full disk, what is loaded."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

import pytest

DISCRETION = [sys.executable, "-m", "discretion.cli"]


def start(
    *arguments: object, env: dict[str, str] | None = None, stdout: int | IO[bytes] = subprocess.PIPE
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*DISCRETION, *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        env={**os.environ, **(env or {})},
    )


def test_a_reader_that_leaves_ends_the_program_quietly(ledger: Path) -> None:
    process = start("check", ledger, "--json")
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    assert process.wait() == 141


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_said(case_file: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        process = start("determine", case_file, stdout=full)
        _, err = process.communicate()
    assert process.returncode == 2
    assert err.decode().strip() == "读写文件失败：磁盘空间不足。请核对路径、权限和磁盘空间后重试。"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
@pytest.mark.parametrize("json", [(), ("--json",)], ids=["words", "json"])
def test_closed_streams_are_no_fault(case_file: Path, json: tuple[str, ...]) -> None:
    command = [*DISCRETION, "determine", str(case_file), *json]
    for closed in (">&-", "2>&-", ">&- 2>&-"):
        done = subprocess.run(
            ["/bin/sh", "-c", f'"$@" {closed}', "sh", *command], capture_output=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, b""), closed


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_an_interrupt_ends_without_a_traceback() -> None:
    waiting = subprocess.Popen(
        [*DISCRETION, "determine"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + 20
    # The process reads standard input once everything is loaded; then a signal may come.
    while time.monotonic() < deadline and not _is_reading(waiting.pid):
        time.sleep(0.02)
    waiting.send_signal(signal.SIGINT)
    out, err = waiting.communicate()
    assert waiting.returncode == 130
    assert (out, err) == (b"", b"")


@pytest.mark.parametrize("module", ["argparse", "discretion.cli.tree", "pydantic", "rich.console"])
def test_ctrl_c_while_the_program_starts_shows_no_traceback(module: str, case_file: Path) -> None:
    program = (
        "import sys\n"
        "class Keyboard:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == sys.argv[1]:\n"
        "            raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Keyboard())\n"
        "from discretion.cli import main\n"
        "sys.exit(main(sys.argv[2:]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, module, "determine", str(case_file)],
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


def _is_reading(pid: int) -> bool:
    try:
        return "pipe" in Path(f"/proc/{pid}/wchan").read_text(encoding="ascii")
    except OSError:
        return False


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "cp1252"])
def test_any_encoding_of_the_terminal_will_do(encoding: str, case_file: Path) -> None:
    process = start("determine", case_file, env={"PYTHONIOENCODING": encoding})
    out, err = process.communicate()
    assert process.returncode == 0, err
    assert "10,000" in out.decode(encoding)
    process = start("determine", case_file, "--json", env={"PYTHONIOENCODING": encoding})
    out, _ = process.communicate()
    assert json.loads(out.decode("ascii"))["title"].startswith("收集、运输单位")


def test_deciding_one_case_loads_no_heavy_library(case_file: Path) -> None:
    program = (
        "import sys; from discretion.cli import main; status = main(sys.argv[1:]);"
        "heavy = {'numpy', 'sklearn', 'pyarrow', 'openpyxl', 'scipy', 'rich'} & set(sys.modules);"
        "print(sorted(heavy), file=sys.stderr); sys.exit(status)"
    )
    for arguments, loaded in ((["--json"], b"[]\n"), ([], b"['rich']\n")):
        done = subprocess.run(
            [sys.executable, "-c", program, "determine", str(case_file), *arguments],
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0
        assert done.stderr == loaded


def test_two_processes_print_the_same_bytes(ledger: Path) -> None:
    runs = []
    for seed in ("1", "2"):
        process = start("check", ledger, "--json", env={"PYTHONHASHSEED": seed})
        out, _ = process.communicate()
        runs.append(out)
    assert runs[0] == runs[1]
    assert len(runs[0].splitlines()) > 10


def test_no_progress_bar_outside_a_terminal(ledger: Path) -> None:
    process = start("check", ledger)
    out, err = process.communicate()
    assert err == b""
    assert b"\x1b" not in out


def test_the_width_can_be_chosen(case_file: Path) -> None:
    from rich.cells import cell_len

    process = start("determine", case_file, env={"COLUMNS": "60"})
    out, _ = process.communicate()
    assert max(cell_len(line) for line in out.decode().splitlines()) <= 60
