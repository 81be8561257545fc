"""``discretion desk``: the reviewer's desk in a browser, served by this machine for itself."""

from __future__ import annotations

import argparse
import logging
import socket
import sys
import threading
import time
import webbrowser
from typing import TYPE_CHECKING

from discretion.cli.arguments import Parser, add_rulebook
from discretion.cli.listening import add_listening, settings_of
from discretion.report.words import Words

if TYPE_CHECKING:
    from fastapi import FastAPI

    from discretion.service.settings import Settings

SUMMARY = "在浏览器里核查台账和案件、查阅裁量基准、看审计（离线）"


def arguments(parser: Parser) -> None:
    """Take the rulebook, the corpus, the journal, and where to listen."""
    add_listening(
        parser,
        journal="保存决定记录和显示姓名日志的文件夹（默认不保存）",
        host="访问时用的另一个主机名，可写几次",
    )
    add = parser.options.add_argument
    add("--no-open", action="store_true", help="不打开浏览器，只显示地址")
    add("--lang", choices=("zh", "en"), default="zh", metavar="zh|en", help="语言（默认 zh）")
    add_rulebook(parser)


def run(options: argparse.Namespace) -> int:
    """Serve the desk until told to stop."""
    settings = settings_of(options)
    from discretion.service.running import serve

    show = (settings, Words(options.lang), not options.no_open)
    threading.Thread(target=_show, args=show, daemon=True).start()
    build = english if options.lang == "en" else application
    starting = Words(options.lang)("desk.starting")
    return serve(
        settings,
        build,
        announce=lambda: print(starting, file=sys.stderr, flush=True),
        level=logging.WARNING if settings.local else logging.INFO,
    )


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
    while True:  # until it is there, or the program ends
        try:
            socket.create_connection((host, settings.port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.2)
    name = f"[{host}]" if ":" in host else host
    page = "desk/login" if settings.token else "desk/"
    address = f"{'http'}://{name}:{settings.port}/{page}"
    print(words("desk.ready", address=address), file=sys.stderr, flush=True)
    if opening:
        webbrowser.open(address)
