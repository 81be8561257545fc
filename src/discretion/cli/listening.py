"""What ``serve`` and ``desk`` are told alike: the cases, the journal, and where to listen."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from discretion.cli.arguments import Parser, UsageError, count
from discretion.report.words import Words

if TYPE_CHECKING:
    from discretion.service.settings import Settings


def add_listening(parser: Parser, journal: str, host: str) -> None:
    """Take them; *journal* says what is kept in the journal's folder, *host* what a name is for."""
    add = parser.options.add_argument
    add("--corpus", metavar="PATH", help="案例库文件夹、台账或者 sample（默认不比较）")
    add("--journal", metavar="DIR", help=journal)
    add("--host", default="127.0.0.1", metavar="ADDRESS", help="监听的地址（默认 127.0.0.1）")
    add("--port", type=count, default=8470, metavar="N", help="监听的端口（默认 8470）")
    add("--token-file", metavar="FILE", help="写有令牌的文件；监听别的机器能访问的地址时必须给出")
    add("--allow-host", action="append", default=[], metavar="NAME", help=host)


def settings_of(options: argparse.Namespace, **more: Any) -> Settings:
    """Return the settings that *options* give, and *more* of them.

    Raises:
        UsageError: the packages of the service are not installed.
        SettingsError: others would reach it without a token.
    """
    try:
        from discretion.service import running  # noqa: F401
        from discretion.service.settings import Settings, SettingsError
    except ModuleNotFoundError as error:
        raise UsageError(Words(options.lang)("service.missing", name=error.name)) from None
    token = options.token_file
    if token is not None:
        try:
            token = Path(token).read_text(encoding="utf-8").strip()
        except UnicodeDecodeError:
            raise SettingsError(f"令牌文件 {token} 不是 UTF-8 文本，请另存一份") from None
    return Settings(
        rulebook=options.rulebook,
        corpus=options.corpus,
        journal=Path(options.journal) if options.journal else None,
        host=options.host,
        port=options.port,
        token=token,
        hosts=tuple(name.lower() for name in options.allow_host),
        **more,
    )
