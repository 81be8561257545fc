"""National corpora on Apache Spark 4: the local functions, on many machines.

Every function takes and returns Spark DataFrames and answers exactly as the local one does: tasks
run the same code on the same columns. Needs the extra ``spark`` and Java 17; ``discretion`` must be
installed on every executor, and a corpus folder be there under one path for all of them.
"""

from __future__ import annotations

from discretion.spark.audit import SparkAudit, audit
from discretion.spark.decide import determine_many
from discretion.spark.errors import ClusterError
from discretion.spark.search import similar
from discretion.spark.source import cases

__all__ = ["ClusterError", "SparkAudit", "audit", "cases", "determine_many", "similar"]
