"""``discretion serve``: the library over HTTP."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from discretion.cli.arguments import Parser, UsageError, add_output, add_rulebook, count
from discretion.report.words import Words

if TYPE_CHECKING:
    from fastapi import FastAPI

    from discretion.service.settings import Settings

SUMMARY = "以 HTTP 服务供办案系统调用"


def arguments(parser: Parser) -> None:
    """Take the rulebook, the corpus, the journal, and where to listen."""
    add = parser.options.add_argument
    add("--corpus", metavar="PATH", help="案例库文件夹、台账或者 sample（默认不比较）")
    add("--journal", metavar="DIR", help="保存决定记录和事件流状态的文件夹（默认不保存）")
    add("--host", default="127.0.0.1", metavar="ADDRESS", help="监听的地址（默认 127.0.0.1）")
    add("--port", type=count, default=8470, metavar="N", help="监听的端口（默认 8470）")
    add("--token-file", metavar="FILE", help="写有令牌的文件；监听别的机器能访问的地址时必须给出")
    add(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="服务的另一个名称，可写几次",
    )
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
    words = Words(options.lang)
    try:
        from discretion.service.running import serve
        from discretion.service.settings import Settings
    except ModuleNotFoundError as error:
        raise UsageError(words("service.missing", name=error.name)) from None
    settings = Settings(
        rulebook=options.rulebook,
        corpus=options.corpus,
        journal=Path(options.journal) if options.journal else None,
        host=options.host,
        port=options.port,
        token=_token(options.token_file),
        names=options.names,
        time_limit=float(options.time_limit),
        poll=float(options.poll),
        hosts=tuple(name.lower() for name in options.allow_host),
    )
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


def _token(file: str | None) -> str | None:
    return None if file is None else Path(file).read_text(encoding="utf-8").strip()
