"""What a person sees in the terminal who starts the desk: that it starts, where it is, no logs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

from tests.service.conftest import ROOT, free_port


def test_the_terminal_says_where_the_desk_is_and_nothing_of_requests(tmp_path: Path) -> None:
    port, told = free_port(), tmp_path / "told"
    address = f"http:{'/' * 2}127.0.0.1:{port}/desk/"
    command = [sys.executable, "-m", "discretion.cli", "desk", "--no-open", "--port", str(port)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with told.open("w") as file:
        process = subprocess.Popen(command, stderr=file, env=environment)
        try:
            end = time.monotonic() + 120
            while address not in told.read_text(encoding="utf-8") and time.monotonic() < end:
                assert process.poll() is None, told.read_text(encoding="utf-8")
                time.sleep(0.1)
            with urlopen(address) as answer:
                assert answer.status == 200
            process.send_signal(signal.SIGINT)
            assert process.wait(60) == 0
        finally:
            process.kill()
            process.wait()
    first, second = told.read_text(encoding="utf-8").splitlines()
    assert first.startswith("正在启动裁量核查台")
    assert second == f"裁量核查台已就绪：{address}（Ctrl+C 停止）"
