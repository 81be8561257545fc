"""A job for ``spark-submit``: the cases of a corpus folder decided and audited, into a new folder.

``python -m discretion.spark CORPUS RULEBOOK OUT`` runs it on this machine; a cluster is given by
``spark-submit --master … path/to/discretion/spark/__main__.py CORPUS RULEBOOK OUT``.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from discretion.corpus.errors import CorpusError
from discretion.model.audit import Disparity, Drift, Heap, ItemNote
from discretion.rulebook.errors import RulebookError
from discretion.spark import ClusterError, audit, cases, determine_many

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_FINDINGS: TypeAdapter[dict[str, tuple[Drift | Heap | ItemNote | Disparity, ...]]] = TypeAdapter(
    dict[str, tuple[Drift | Heap | ItemNote | Disparity, ...]]
)


def main(arguments: list[str] | None = None) -> int:
    """Run the job; return 0, or 2 with a message where something given cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m discretion.spark", description=__doc__)
    parser.add_argument("corpus", help="案例库文件夹 / corpus folder")
    parser.add_argument("rulebook", help="裁量基准库的名称或者文件夹 / name or folder")
    parser.add_argument("out", type=Path, help="结果写入的新文件夹 / new folder for the results")
    given = parser.parse_args(arguments)
    if os.path.lexists(given.out):
        return _refused(f"{given.out} 已经存在，没有改动；请换一个新文件夹")
    try:
        spark = session()
    except ClusterError as error:
        return _refused(str(error))
    from pyspark.errors import PySparkException

    try:
        job(spark, given.corpus, given.rulebook, given.out.absolute())
    except (ClusterError, CorpusError, RulebookError) as error:
        return _refused(str(error))
    except PySparkException as error:
        told = refusal(str(error))
        if told is None:
            raise
        return _refused(told)
    finally:
        spark.stop()
    return 0


def refusal(text: str) -> str | None:
    """Return what an executor refused in words of this package, from Spark's account of it.

    >>> refusal("Traceback …\\ndiscretion.spark.errors.ClusterError: 请安装同一版本\\n\\tat java …")
    '请安装同一版本'
    """
    found = re.search(r"^discretion\.[\w.]+Error: (.+)$", text, re.MULTILINE)
    return found[1] if found else None


def session() -> SparkSession:
    """Return the session of this process, a new one where there is none.

    Raises:
        ClusterError: pyspark is not installed, or Java does not start.
    """
    try:
        from pyspark.errors import PySparkRuntimeError
        from pyspark.sql import SparkSession
    except ImportError:
        raise ClusterError(
            "没有安装 pyspark；请安装附加依赖：pip install 'discretion[spark]'"
        ) from None
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        return SparkSession.builder.appName("discretion").getOrCreate()
    except PySparkRuntimeError:
        raise ClusterError(
            "Spark 没能启动 Java；请安装 Java 17 或更高版本，或者用环境变量 JAVA_HOME 指明它在哪里"
        ) from None


def job(spark: SparkSession, corpus: str, rulebook: str, out: Path) -> None:
    """Write ``determinations`` and ``placed`` (Parquet) and ``audit.json`` into *out*."""
    found = cases(spark, corpus)
    determine_many(found, rulebook).write.parquet(f"file://{out}/determinations")
    whole = audit(found, rulebook)
    whole.placed.write.parquet(f"file://{out}/placed")
    findings = {n: getattr(whole, n) for n in ("drifts", "heaps", "notes", "disparities")}
    (out / "audit.json").write_bytes(_FINDINGS.dump_json(findings, indent=1))


def _refused(message: str) -> int:
    print(message, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
