"""The fast index: exactly brute force's answers, from memory-mapped arrays."""

from discretion.similarity.index.columns import Columns
from discretion.similarity.index.index import Index
from discretion.similarity.index.layout import map_folder, read_segment
from discretion.similarity.index.neighbours import Neighbours, neighbours
from discretion.similarity.index.opened import Hit
from discretion.similarity.index.reasons import explain
from discretion.similarity.index.statistics import of_segment, write_statistics
from discretion.similarity.index.writer import SegmentBuilder

__all__ = [
    "Columns",
    "Hit",
    "Index",
    "Neighbours",
    "SegmentBuilder",
    "explain",
    "map_folder",
    "neighbours",
    "of_segment",
    "read_segment",
    "write_statistics",
]
