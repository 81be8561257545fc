"""The server: sockets, processes, and a clean end."""

from __future__ import annotations

import signal
from collections.abc import Callable
from functools import partial
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from discretion.service import logs
from discretion.service.patience import patient
from discretion.service.settings import Settings

Build = Callable[[Settings], FastAPI]
"""Makes the application in the process that serves it; must be a function of a module."""


def serve(settings: Settings, build: Build, workers: int = 1) -> int:
    """Serve until SIGTERM or SIGINT; running requests are finished. Returns the exit status."""
    logs.set_up()
    config = uvicorn.Config(
        partial(_made, settings, build),
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=workers,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        http=patient(settings.time_limit),
        ws="none",
        timeout_keep_alive=30,
        timeout_graceful_shutdown=round(settings.time_limit),
        timeout_worker_healthcheck=60,
        h11_max_incomplete_event_size=1 << 16,
    )
    sockets = [config.bind_socket()]
    if workers > 1:
        Multiprocess(config, sockets).run()
        return 0
    for each in (signal.SIGTERM, signal.SIGINT):
        # The server ends by raising again the signal that stopped it: an end in order is no error.
        signal.signal(each, lambda number, frame: None)
    server = uvicorn.Server(config)
    server.run(sockets)
    return 0 if server.started else 1


def _made(settings: Settings, build: Build) -> Any:
    logs.set_up()
    return build(settings)
