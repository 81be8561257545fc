"""x"""

from __future__ import annotations

from discretion.spark.decide import determine_many
from discretion.spark.errors import ClusterError
from discretion.spark.search import similar
from discretion.spark.source import cases

__all__ = ["ClusterError", "cases", "determine_many", "similar"]
