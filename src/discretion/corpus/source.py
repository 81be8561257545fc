"""Where cases come from: a file, a table, a query, memory; the one place that knows the intake."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from discretion.corpus.arrow import cases_of, is_export, is_table, open_stream, rows_of
from discretion.corpus.errors import CorpusError
from discretion.corpus.sql import SqlQuery, run_query
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
    source: str | Path | SqlQuery | Iterable[Case] | Any,
    book: Rulebook,
    *,
    mapping: str | Path | None = None,
    sheet: str | None = None,
    format: str | None = None,
) -> Source:
    """Read a ledger file, a table of another library, or a query, or take cases as they are.

    *mapping*, *sheet* and *format* say how to read a ledger, see :func:`discretion.read_ledger`.
    A table is anything that exports an Arrow stream; its columns are those of a ledger, unless it
    is the export of a corpus.

    Raises:
        CorpusError: no such file, or none of a known kind.
        ValueError: the intake cannot read the file.
    """
    if isinstance(source, SqlQuery):
        return _from_query(source, book, mapping)
    if is_table(source):
        return _from_table(source, book, mapping)
    if not isinstance(source, str | Path):
        return Source(_only_cases(source))
    from discretion.intake.ledger import open_ledger

    path = Path(source)
    if not path.is_file():
        raise CorpusError(f"没有台账文件 {path}；请核对路径")
    if format is None and not _is_read(path):
        raise CorpusError(
            f"不认得台账文件 {path} 的类型；支持 {'、'.join(sorted(LEDGER_SUFFIXES))}"
        )
    return _streamed(open_ledger(path, book, mapping=mapping, sheet=sheet, format=format))


def _is_read(path: Path) -> bool:
    """Whether a ledger of this suffix can be read, by a plug-in at least."""
    if path.suffix.lower() in LEDGER_SUFFIXES:
        return True
    from discretion.intake.formats import format_for

    return format_for(path) is not None


def _from_table(source: Any, book: Rulebook, mapping: str | Path | None) -> Source:
    from discretion.intake.ledger import open_rows

    stream = open_stream(source)
    names = list(stream.schema.names)
    if is_export(names):
        rejects: list[dict[str, Any]] = []
        return Source(cases_of(stream, rejects), rejects)
    where = f"{type(source).__name__} 表"
    return _if_any(
        rows_of(stream), lambda rows: open_rows(names, rows, where, book, mapping=mapping)
    )


def _from_query(query: SqlQuery, book: Rulebook, mapping: str | Path | None) -> Source:
    from discretion.intake.ledger import open_rows

    rejects: list[dict[str, Any]] = []

    def cases() -> Iterator[Case]:
        with run_query(query) as (names, rows, where):
            found = _if_any(
                map(tuple, rows), lambda r: open_rows(names, r, where, book, mapping=mapping)
            )
            yield from found.cases
            rejects.extend(found.rejects)

    return Source(cases(), rejects)


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


def _if_any(
    rows: Iterator[Sequence[Any]], opened: Callable[[Iterator[Sequence[Any]]], LedgerStream]
) -> Source:
    """Return the cases of rows, of which there may be none: nothing new since the last time."""
    first = next(rows, None)
    return Source(()) if first is None else _streamed(opened(chain([first], rows)))


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
