"""What ``ingest`` reads: a ledger, or a query to a database whose address is kept off the screen.

The address comes from an environment variable: arguments are seen by every user of the machine,
and stay in the history of the shell.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from discretion.cli.arguments import UsageError

if TYPE_CHECKING:
    from discretion.corpus import SqlQuery


def source_of(options: argparse.Namespace) -> str | SqlQuery:
    """Return the ledger or the query that *options* name.

    Raises:
        UsageError: neither or both, or half a query.
    """
    if options.database is None and options.query is None:
        if options.file is None:
            raise UsageError("缺少参数：LEDGER；从数据库导入请写 --database 和 --query")
        return str(options.file)
    if options.file is not None:
        raise UsageError("台账和 --database 只能给出一个")
    if options.database is None or options.query is None:
        raise UsageError("从数据库导入，--database 和 --query 须一并给出")
    if options.sheet is not None:
        raise UsageError("--sheet 只用于 xlsx 台账")
    if not options.database.isidentifier():
        raise UsageError(
            "--database 须是环境变量的名称，不是地址本身；"
            "例：先 export CASES_DB=数据库地址，再写 --database CASES_DB"
        )
    url = os.environ.get(options.database)
    if not url:
        raise UsageError(f"没有环境变量 {options.database}；请先把数据库地址写在里面")
    from discretion.corpus import SqlQuery

    return SqlQuery(url, _query(options.query))


def _query(text: str) -> str:
    if not text.lower().endswith(".sql"):
        return text
    path = Path(text)
    if not path.is_file():
        raise UsageError(f"没有查询文件 {path}")
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"查询文件 {path} 不是 UTF-8 文本") from None
