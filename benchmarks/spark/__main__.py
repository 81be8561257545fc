"""Determinations on Spark with one core and with two, and by the local function, in one run.

``python -m benchmarks.spark [ROWS]``: synthetic cases of the Shanghai rulebook, drawn once
(DRAWN of them) and repeated under other ids up to ROWS, in Parquet. Each way is run RUNS times,
turn about; printed are the best of each, and the processor time of all processes of a run beside,
which says more than the clock where other work shares the machine. A run on one core is confined
to one core of the machine with all its processes: Spark's ``local[1]`` by itself bounds the tasks
only, and its virtual machine reads and sends on another core while Python decides.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from discretion.corpus.columns import table
from discretion.corpus.synthetic import generate
from discretion.engine.book import load_rulebook
from discretion.spark import determine_many
from discretion.spark.decide import answers

BOOK = "shanghai-urban-management"
ROWS, DRAWN, RUNS = 1_200_000, 50_000, 2
CORES = os.sched_getaffinity(0)


class Run(NamedTuple):
    """Seconds by the clock, and of processor time of this process and all below it."""

    clock: float
    processor: float


def main(rows: int) -> None:
    """Print the figures."""
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    book = load_rulebook(BOOK)
    with tempfile.TemporaryDirectory() as folder:
        files = written(Path(folder), rows)
        runs: dict[str, list[Run]] = {}
        for _ in range(RUNS):
            confine(1)
            local = measured(lambda: [answers(book, pq.read_table(file)) for file in files])
            runs.setdefault("local function", []).append(local)
            for cores in (1, 2):
                spark: Any = (
                    SparkSession.builder.master(f"local[{cores}]")
                    .config("spark.ui.enabled", "false")
                    .config("spark.sql.files.maxPartitionBytes", "16m")
                    .getOrCreate()
                )
                few, all_ = (spark.read.parquet(str(at)) for at in (files[0], folder))
                confine(cores)
                job = determine_many(few, BOOK).write.format("noop").mode("overwrite")
                job.save()  # starts the processes and loads the rulebook
                job = determine_many(all_, BOOK).write.format("noop").mode("overwrite")
                runs.setdefault(f"local[{cores}]", []).append(measured(job.save))
                spark.stop()
    best = {name: min(each) for name, each in runs.items()}
    one = best["local[1]"]
    for name, run in best.items():
        print(
            f"{name:15} {run.clock:7.2f} s  {rows / run.clock:10,.0f} cases/s"
            f"  {run.processor:7.2f} s of processors  {one.clock / run.clock:5.2f} times local[1]"
        )


def written(folder: Path, rows: int) -> list[Path]:
    """Write *rows* synthetic cases as Parquet files of DRAWN rows; return them."""
    book = load_rulebook(BOOK)
    drawn = table((case for case, _ in generate(book, min(DRAWN, rows), 5)), book.every_fact())
    ids, files = drawn["id"].to_pylist(), []
    for number in range(-(-rows // DRAWN)):
        again = pa.array([f"{number}-{i}" for i in ids])
        files.append(folder / f"{number:04}.parquet")
        pq.write_table(drawn.set_column(0, "id", again), files[-1], compression="zstd")
    return files


def measured(work: Callable[[], Any]) -> Run:
    """Return what *work* takes."""
    before, begin = processor_time(), time.perf_counter()
    work()
    return Run(time.perf_counter() - begin, processor_time() - before)


def processor_time() -> float:
    """Return the processor seconds of this process and all below it (Linux)."""
    ticks = sum(sum(map(int, fields[11:15])) for _, fields in processes())
    return ticks / os.sysconf("SC_CLK_TCK")


def confine(cores: int) -> None:
    """Let all threads of this process and of all below it run on the first *cores* cores only."""
    allowed = set(sorted(CORES)[:cores])
    for process, _ in processes():
        for thread in (Path("/proc") / str(process) / "task").iterdir():
            with contextlib.suppress(ProcessLookupError):  # it has ended meanwhile
                os.sched_setaffinity(int(thread.name), allowed)


def processes() -> list[tuple[int, list[str]]]:
    """Return this process and all below it, each with its fields of ``/proc/PID/stat``."""
    found: dict[int, list[str]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):  # it has ended meanwhile
                stat = (entry / "stat").read_text()
                found[int(entry.name)] = stat.rpartition(")")[2].split()
    below = []
    for process, fields in found.items():
        above = process
        while above not in (os.getpid(), 0):
            above = int(found[above][1]) if above in found else 0
        if above:
            below.append((process, fields))
    return below


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
