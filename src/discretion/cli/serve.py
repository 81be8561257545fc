"""``discretion serve``: the library over HTTP."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from discretion.cli.arguments import Parser, add_output, add_rulebook, count
from discretion.cli.listening import add_listening, settings_of
from discretion.report.words import Words

if TYPE_CHECKING:
    from fastapi import FastAPI

    from discretion.service.settings import Settings

SUMMARY = "以 HTTP 服务供办案系统调用"


def arguments(parser: Parser) -> None:
    """Take the rulebook, the corpus, the journal, and where to listen."""
    add_listening(
        parser,
        journal="保存决定记录和事件流状态的文件夹（默认不保存）",
        host="服务的另一个名称，可写几次",
    )
    add = parser.options.add_argument
    add(
        "--time-limit",
        type=count,
        default=30,
        metavar="SECONDS",
        help="一个请求至多几秒（默认 30）",
    )
    add(
        "--poll",
        type=count,
        default=2,
        metavar="SECONDS",
        help="每几秒查看一次裁量基准库和案例库有没有更新（默认 2）",
    )
    add("--workers", type=count, default=1, metavar="N", help="几个进程（默认 1）")
    add_rulebook(parser)
    add_output(parser)


def run(options: argparse.Namespace) -> int:
    """Serve until told to stop."""
    settings = settings_of(
        options,
        names=options.names,
        time_limit=float(options.time_limit),
        poll=float(options.poll),
    )
    from discretion.service.running import serve

    words = Words(options.lang)
    if options.workers > 1:
        _try_to_load(settings)
    listening = words("service.listening", host=settings.host, port=settings.port)
    return serve(settings, application, options.workers, lambda: print(listening, flush=True))


def _try_to_load(settings: Settings) -> None:
    """Raise what is wrong with the files here, once, rather than in every process."""
    from discretion.corpus import open_corpus
    from discretion.engine.book import load_rulebook

    book = load_rulebook(settings.rulebook)
    if settings.corpus is not None:
        open_corpus(settings.corpus, book)


def application(settings: Settings) -> FastAPI:
    """Return everything that is served: the service, and the desk on top of it."""
    from discretion.service.app import create_app
    from discretion.service.state import State

    return create_app(State(settings), settings)
