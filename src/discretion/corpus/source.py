"""Where cases come from: a ledger file or cases in memory; the one place that knows the intake."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from discretion.corpus.errors import CorpusError
from discretion.model.case import Case
from discretion.rulebook.book import Rulebook

if TYPE_CHECKING:
    from discretion.intake.ledger import LedgerStream

LEDGER_SUFFIXES = frozenset({".xlsx", ".csv", ".tsv", ".json", ".jsonl", ".parquet"})
DEFAULT_RULEBOOK = "shanghai-urban-management"
SAMPLE = "sample"


@dataclass(frozen=True, slots=True)
class Source:
    """Cases to take in, and the rows that cannot be used, each as plain data for a report.

    The cases can be read once; ``rejects`` grow meanwhile.
    """

    cases: Iterable[Case]
    rejects: Sequence[dict[str, Any]] = ()


def read_source(
    source: str | Path | Iterable[Case],
    book: Rulebook,
    *,
    mapping: str | Path | None = None,
    sheet: str | None = None,
) -> Source:
    """Read a ledger file, or take cases as they are.

    *mapping* and *sheet* say how to read a ledger, see :func:`discretion.read_ledger`.

    Raises:
        CorpusError: no such file, or none of a known kind.
        ValueError: the intake cannot read the file.
    """
    if not isinstance(source, str | Path):
        return Source(_only_cases(source))
    path = Path(source)
    if not path.is_file():
        raise CorpusError(f"没有台账文件 {path}；请核对路径")
    if path.suffix.lower() not in LEDGER_SUFFIXES:
        raise CorpusError(
            f"不认得台账文件 {path} 的类型；支持 {'、'.join(sorted(LEDGER_SUFFIXES))}"
        )
    from discretion.intake.ledger import open_ledger

    return _streamed(open_ledger(path, book, mapping=mapping, sheet=sheet))


def sample_ledger() -> Path:
    """Return the ledger of the synthetic sample corpus shipped with this package.

    Raises:
        CorpusError: it is missing from this installation.
    """
    shipped = Path(str(files("discretion"))) / "_data" / "cases_corpus" / "sample.csv"
    checkout = Path(__file__).resolve().parents[3] / "cases_corpus" / "sample.csv"
    for path in (shipped, checkout):
        if path.is_file():
            return path
    raise CorpusError(
        "安装中缺少随附的示例案例库（cases_corpus/sample.csv）；请重新安装 discretion"
    )


def default_book() -> Rulebook:
    """Return the rulebook that a ledger is read with unless another is given."""
    from discretion.rulebook.load import load

    return load(DEFAULT_RULEBOOK)


def _streamed(ledger: LedgerStream) -> Source:
    """Return the cases of a ledger, none of which is kept here."""
    rejects: list[dict[str, Any]] = []

    def cases() -> Iterator[Case]:
        for result in ledger:
            rejects.extend(_plain(p) for p in result.problems if p.fatal)
            if result.entry is not None:
                yield result.entry.case

    return Source(cases(), rejects)


def _only_cases(cases: Iterable[Any]) -> Iterator[Case]:
    for number, case in enumerate(cases, start=1):
        if not isinstance(case, Case):
            raise CorpusError(f"第 {number} 个对象是 {type(case).__name__}，须为 Case")
        yield case


def _plain(problem: Any) -> dict[str, Any]:
    if is_dataclass(problem) and not isinstance(problem, type):
        return {
            k: v if isinstance(v, int) else str(v)
            for k, v in asdict(problem).items()
            if v is not None
        }
    return {"message": str(problem)}
