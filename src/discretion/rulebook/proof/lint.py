"""Everything that can be proved about a rulebook, in one pass."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from discretion.rulebook.book import Rulebook
from discretion.rulebook.check import Origin, Spot
from discretion.rulebook.load import folder_of, read_with_origin
from discretion.rulebook.proof.bench import Bench
from discretion.rulebook.proof.dates import prove_dates
from discretion.rulebook.proof.derived import prove_derived
from discretion.rulebook.proof.findings import Finding, Report
from discretion.rulebook.proof.general import prove_policy, prove_rules
from discretion.rulebook.proof.scores import prove_score
from discretion.rulebook.proof.space import Space
from discretion.rulebook.proof.statute import prove_amounts
from discretion.rulebook.proof.tables import prove_table
from discretion.rulebook.proof.words import prove_words

Progress = Callable[[int], None] | None


def prove(
    book: Rulebook, origin: Origin, *, only: str | None = None, progress: Progress = None
) -> list[Finding]:
    """Return every finding about *book*, in the order of its parts; ``only`` is an item's code.

    Cost: for each version of an item, some operations on decision diagrams for every pair of
    rows; see :mod:`discretion.rulebook.proof.regions`.
    """
    report = Report(origin)
    if only is None:
        prove_policy(book, report)
        prove_rules(book, report)
    for done, item in enumerate(book.items.values()):
        if only is not None and item.code != only:
            continue
        prove_dates(book, item, report)
        for i, version in enumerate(item.versions):
            space = Space(book, item, version)
            here = Spot("item", item.code, ("versions", i))
            bench = Bench(space, here, book.effective(version).from_, report)
            if i == 0:
                prove_derived(bench)
            prove_table(bench)
            prove_amounts(bench)
            prove_words(bench)
            prove_score(bench)
            bench.close()
        if progress is not None:
            progress(done + 1)
    return report.found


def lint(name: str | Path, *, only: str | None = None, progress: Progress = None) -> list[Finding]:
    """Load the rulebook *name* from the disk and prove what can be proved.

    Raises:
        RulebookError: it cannot be loaded at all; with every fault found.
    """
    book, origin = read_with_origin(folder_of(name))
    return prove(book, origin, only=only, progress=progress)
