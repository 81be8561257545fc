"""``discretion desk``: the reviewer's desk in a browser, served by this machine for itself."""

from __future__ import annotations

import argparse
import socket
import sys
import threading
import time
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

from discretion.cli.arguments import Parser, UsageError, add_rulebook, count
from discretion.report.words import Words

if TYPE_CHECKING:
    from fastapi import FastAPI

    from discretion.service.settings import Settings

SUMMARY = "在浏览器里核查台账和案件、查阅裁量基准、看审计（离线）"
STARTING = 120.0
"""Seconds within which a server listens, or is not waited for."""


def arguments(parser: Parser) -> None:
    """Take the rulebook, the corpus, the journal, and where to listen."""
    add = parser.options.add_argument
    add("--corpus", metavar="PATH", help="案例库文件夹、台账或者 sample（默认不比较）")
    add("--journal", metavar="DIR", help="保存决定记录和显示姓名日志的文件夹（默认不保存）")
    add("--host", default="127.0.0.1", metavar="ADDRESS", help="监听的地址（默认 127.0.0.1）")
    add("--port", type=count, default=8470, metavar="N", help="监听的端口（默认 8470）")
    add("--token-file", metavar="FILE", help="写有令牌的文件；监听别的机器能访问的地址时必须给出")
    add(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="访问时用的另一个主机名，可写几次",
    )
    add("--no-open", action="store_true", help="不打开浏览器，只显示地址")
    add("--lang", choices=("zh", "en"), default="zh", metavar="zh|en", help="语言（默认 zh）")
    add_rulebook(parser)


def run(options: argparse.Namespace) -> int:
    """Serve the desk until told to stop."""
    words = Words(options.lang)
    try:
        from discretion.service.running import serve
        from discretion.service.settings import Settings, SettingsError
    except ModuleNotFoundError as error:
        raise UsageError(words("service.missing", name=error.name)) from None
    token = options.token_file
    try:
        settings = Settings(
            rulebook=options.rulebook,
            corpus=options.corpus,
            journal=Path(options.journal) if options.journal else None,
            host=options.host,
            port=options.port,
            token=Path(token).read_text(encoding="utf-8").strip() if token else None,
            hosts=tuple(name.lower() for name in options.allow_host),
        )
    except SettingsError as error:
        raise UsageError(str(error)) from None
    show = (settings, words, not options.no_open)
    threading.Thread(target=_show, args=show, daemon=True).start()
    return serve(settings, english if options.lang == "en" else application)


def application(settings: Settings) -> FastAPI:
    """Return the service with the desk on top of it."""
    return _application(settings, "zh")


def english(settings: Settings) -> FastAPI:
    """Return the same, its first language English."""
    return _application(settings, "en")


def _application(settings: Settings, language: str) -> FastAPI:
    from discretion import desk
    from discretion.service.app import create_app
    from discretion.service.state import State

    state = State(settings)
    app = create_app(state, settings)
    desk.mount(app, state, desk.settings_of(settings, language))
    return app


def _show(settings: Settings, words: Words, opening: bool) -> None:
    """Say where the desk is once it is there, and open it."""
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host
    end = time.monotonic() + STARTING
    while time.monotonic() < end:
        try:
            socket.create_connection((host, settings.port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.2)
    else:
        return
    name = f"[{host}]" if ":" in host else host
    page = "desk/login" if settings.token else "desk/"
    address = f"{'http'}://{name}:{settings.port}/{page}"
    print(words("desk.ready", address=address), file=sys.stderr, flush=True)
    if opening:
        webbrowser.open(address)
