"""The server: sockets, processes, and a clean end."""

from __future__ import annotations

import errno
import logging
import signal
import socket
from collections.abc import Callable
from functools import partial
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors.multiprocess import Multiprocess, Process

from discretion.rulebook.wording import refusal
from discretion.service import logs
from discretion.service.patience import Patient, PatientConfig
from discretion.service.settings import Settings, SettingsError

Build = Callable[[Settings], FastAPI]
"""Makes the application in the process that serves it; must be a function of a module."""


def _listening(settings: Settings, workers: int) -> list[socket.socket]:
    """Return a socket for each process, so that the system spreads connections among them."""
    try:
        found = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        family, *_, address = found[0]
        alone = _bound(family, address, shared=False)
        if workers == 1 or not hasattr(socket, "SO_REUSEPORT"):
            return [alone]
        alone.close()  # nobody else has the address: now it may be shared
        return [_bound(family, address, shared=True) for _ in range(workers)]
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        raise SettingsError(f"不能监听 {where}：{_why(error)}；请换一个地址或者端口") from None


def _bound(family: int, address: Any, shared: bool) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    made.bind(address)
    made.set_inheritable(True)
    return made


class _Processes(Multiprocess):
    """Processes with a socket each; one that takes the place of a dead one listens on all."""

    def init_processes(self) -> None:
        for i in range(self.processes_num):
            process = Process(self.config, [self.sockets[i % len(self.sockets)]])
            process.start()
            self.processes.append(process)

    def handle_hup(self) -> None:
        """End with the terminal, rather than live on without anybody knowing."""
        self.handle_term()


def _why(error: OSError) -> str:
    if isinstance(error, socket.gaierror):
        return "没有这个主机名"
    known = {
        errno.EADDRINUSE: "端口已被占用",
        errno.EADDRNOTAVAIL: "本机没有这个地址",
        errno.EACCES: "没有权限",
    }
    return known.get(error.errno or 0) or refusal(error)


def serve(
    settings: Settings,
    build: Build,
    workers: int = 1,
    announce: Callable[[], None] = lambda: None,
    level: int = logging.INFO,
) -> int:
    """Serve until SIGTERM or SIGINT; running requests are finished. Returns the exit status.

    *announce* is called once the address is taken; *level* is the least that is logged.

    Raises:
        SettingsError: the service cannot listen there.
    """
    sockets = _listening(settings, workers)
    announce()
    logs.set_up(level)
    config = PatientConfig(
        partial(_made, settings, build, level),
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=workers,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        http=Patient,
        ws="none",
        timeout_keep_alive=30,
        timeout_graceful_shutdown=round(settings.time_limit),
        timeout_worker_healthcheck=60,
        h11_max_incomplete_event_size=1 << 16,
    )
    config.patience = settings.time_limit
    if workers > 1:
        _Processes(config, sockets).run()
        return 0
    for each in (signal.SIGTERM, signal.SIGINT):
        # The server ends by raising again the signal that stopped it: an end in order is no error.
        signal.signal(each, lambda number, frame: None)
    server = uvicorn.Server(config)
    server.run(sockets)
    return 0 if server.started else 1


def _made(settings: Settings, build: Build, level: int) -> Any:
    logs.set_up(level)
    _end_with_the_terminal()
    return build(settings)


def _end_with_the_terminal() -> None:
    """Take the loss of the terminal as SIGTERM, unless it was started to outlive it (nohup)."""
    hang_up = getattr(signal, "SIGHUP", None)
    if hang_up is not None and signal.getsignal(hang_up) == signal.SIG_DFL:
        signal.signal(hang_up, lambda number, frame: signal.raise_signal(signal.SIGTERM))
