"""Cases from tables of other libraries and from databases."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from discretion.corpus import CorpusError, SqlQuery, ingest, open_corpus
from discretion.model.case import Case
from discretion.rulebook.book import Rulebook

NAMES = ("处罚决定书文号", "案由编码", "当事人", "违法事实", "罚款金额(元)", "处罚决定日期")


@pytest.fixture(scope="module")
def rows(book: Rulebook) -> list[tuple[object, ...]]:
    code = next(iter(book.items))
    made = [(f"甲{n}号", code, "某店", f"事实{n}", 500 + n, "2024-05-06") for n in range(50)]
    return [*made, ("乙1号", code, "某店", "事实", 100, "2024年13月40日")]


def as_columns(rows: list[tuple[object, ...]]) -> dict[str, list[object]]:
    return dict(zip(NAMES, map(list, zip(*rows, strict=True)), strict=True))


def check(folder: Path, source: object, book: Rulebook) -> None:
    report = ingest(source, folder, book)
    assert (report.added, report.cases, report.rejected) == (50, 50, 1)
    assert report.rejects is not None
    assert "2024年13月40日" in report.rejects.read_text(encoding="utf-8")
    case = open_corpus(folder).case("甲7号")
    assert case.penalty is not None
    assert (case.text, str(case.penalty.fine)) == ("事实7", "507")


def test_tables_of_arrow_polars_and_pandas(
    tmp_path: Path, book: Rulebook, rows: list[tuple[object, ...]]
) -> None:
    table = pa.table(as_columns(rows))
    check(tmp_path / "table", table, book)
    stream = pa.RecordBatchReader.from_batches(table.schema, iter(table.to_batches(9)))
    check(tmp_path / "stream", stream, book)
    versions = {open_corpus(tmp_path / name).version for name in ("table", "stream")}
    for name in ("polars", "pandas"):
        library = pytest.importorskip(name)
        check(tmp_path / name, library.DataFrame(as_columns(rows)), book)
        versions.add(open_corpus(tmp_path / name).version)
    assert len(versions) == 1


def test_a_corpus_goes_into_another_without_loss(
    tmp_path: Path, book: Rulebook, cases: list[Case]
) -> None:
    version = ingest(cases, tmp_path / "a", book).version
    corpus = open_corpus(tmp_path / "a")
    assert ingest(corpus, tmp_path / "b", book).version == version
    frame = pytest.importorskip("polars").DataFrame(corpus)
    assert ingest(frame.reverse(), tmp_path / "c", book).version == version
    broken = corpus.table(["id", "json"]).slice(0, 2)
    broken = broken.set_column(1, "json", pa.array(['{"id": 3}', None], pa.large_string()))
    report = ingest(broken, tmp_path / "d", book)
    assert (report.read, report.rejected, report.cases) == (0, 2, 0)


def test_a_table_that_is_no_ledger_changes_nothing(tmp_path: Path, book: Rulebook) -> None:
    with pytest.raises(ValueError, match="看不出哪一列是案由"):
        ingest(pa.table({"a": [1], "b": [2]}), tmp_path / "c", book)
    assert not (tmp_path / "c" / "manifest.json").exists()
    empty = pa.table({name: pa.array([], pa.string()) for name in NAMES})
    assert ingest(empty, tmp_path / "c", book).read == 0


@pytest.fixture
def database(tmp_path: Path, rows: list[tuple[object, ...]]) -> Path:
    pytest.importorskip("sqlalchemy")
    path = tmp_path / "cases.db"
    with sqlite3.connect(path) as connection:
        fill(connection, rows, "?")
    return path


def fill(connection: object, rows: list[tuple[object, ...]], mark: str) -> None:
    names = ", ".join(f'"{name}"' for name in NAMES)
    kinds = ["text", "text", "text", "text", "numeric(12,2)", "text"]
    columns = ", ".join(f'"{n}" {k}' for n, k in zip(NAMES, kinds, strict=True))
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute(f"create table cases ({columns})")
    marks = ", ".join([mark] * len(NAMES))
    cursor.executemany(f"insert into cases ({names}) values ({marks})", rows)
    connection.commit()  # type: ignore[attr-defined]


def test_rows_of_sqlite(tmp_path: Path, book: Rulebook, database: Path) -> None:
    url = f"sqlite:///{database}"
    check(tmp_path / "c", SqlQuery(url, "select * from cases order by 1"), book)
    again = ingest(SqlQuery(url, "select * from cases where 1 = 0"), tmp_path / "c", book)
    assert (again.read, again.cases) == (0, 50)
    like = "select * from cases where \"违法事实\" like '%9' and '12:30' <> ':x'"
    assert ingest(SqlQuery(url, like), tmp_path / "c", book).unchanged == 5


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("select * from 没有", "拒绝了查询：no such table"),
        ("selec", "拒绝了查询"),
        ("create table x (y int)", "拒绝了查询：只许读取"),
        ('select "当事人", "当事人" from cases', "列名重复"),
    ],
)
def test_queries_that_cannot_be_used(
    tmp_path: Path, book: Rulebook, database: Path, query: str, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        ingest(SqlQuery(f"sqlite:///{database}", query), tmp_path / "c", book)
    assert not (tmp_path / "c" / "manifest.json").exists()
    with sqlite3.connect(database) as connection:
        assert connection.execute("select name from sqlite_master").fetchall() == [("cases",)]


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("sqlite:///没有.db", "没有数据库文件"),
        ("无此库://u:S3cret@h/d", "地址不能用|不认得"),
        ("foo://u:S3cret@h/d", "不认得数据库 foo"),
        ("postgresql+psycopg://u:S3cret@127.0.0.1:1/d?connect_timeout=2", "拒绝了查询|没有安装"),
        ("postgresql+psycopg://u:S3cret@[::bad/d", "地址不能用"),
        ("S3cret", "地址不能用"),
    ],
)
def test_a_password_is_never_told(tmp_path: Path, book: Rulebook, url: str, message: str) -> None:
    pytest.importorskip("sqlalchemy")
    query = SqlQuery(url, "select 1")
    assert "S3cret" not in repr(query)
    with pytest.raises(CorpusError, match=message) as caught:
        ingest(query, tmp_path / "c", book)
    assert "S3cret" not in "".join(traceback.format_exception(caught.value))
    for file in (p for p in tmp_path.rglob("*") if p.is_file()):
        assert b"S3cret" not in file.read_bytes()


# --- a PostgreSQL of the test's own ---------------------------------------------------------------


def program(name: str) -> str | None:
    places = [str(p.parent) for p in Path("/usr/lib/postgresql").glob(f"*/bin/{name}")]
    return shutil.which(name, path=os.pathsep.join([*places, os.environ.get("PATH", "")]))


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a new server, without a port open to others; as root it runs as another."""
    psycopg = pytest.importorskip("psycopg")
    initdb, control = program("initdb"), program("pg_ctl")
    if not initdb or not control or sys.platform == "win32":
        pytest.skip("PostgreSQL is not installed")
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="pg"))  # a socket's path must be short
    user = next((u for u in ("postgres", "nobody") if exists(u)), None)
    other: dict[str, object] = {"user": user} if os.getuid() == 0 else {}
    if other:
        if user is None:
            pytest.skip("PostgreSQL does not run as root, and there is no other user")
        shutil.chown(folder, user)
    (folder / "password").write_text("S3cret")
    (folder / "password").chmod(0o644)

    def run(*command: object) -> None:
        # The server keeps the streams of pg_ctl open: a pipe would never end.
        with (folder / "told").open("wb") as told:
            subprocess.run(
                [*map(str, command)], check=True, cwd="/", stdout=told, stderr=told, **other
            )

    data = folder / "data"
    password = ("-A", "scram-sha-256", "--pwfile", folder / "password")
    run(initdb, "-D", data, "-U", "owner", "-E", "UTF8", "--no-sync", *password)
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
    run(control, "-D", data, "-o", options, "-l", folder / "log", "-w", "start")
    try:
        with psycopg.connect(f"host={folder} user=owner password=S3cret dbname=postgres"):
            yield f"postgresql+psycopg://owner:S3cret@/postgres?host={folder}"
    finally:
        run(control, "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def exists(user: str) -> bool:
    import pwd

    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True


def test_rows_of_postgresql(
    tmp_path: Path, book: Rulebook, rows: list[tuple[object, ...]], postgres: str
) -> None:
    import psycopg

    with psycopg.connect(postgres.replace("+psycopg", "")) as connection:
        fill(connection, rows, "%s")
    typed = (
        "select *, '2024-01-02'::date as \"立案日期\" from cases where \"违法事实\" like '事实%'"
    )
    check(tmp_path / "c", SqlQuery(postgres, typed), book)
    case = open_corpus(tmp_path / "c").case("甲0号")
    assert str(case.filed) == "2024-01-02"
    with pytest.raises(CorpusError, match="拒绝了查询") as error:
        ingest(SqlQuery(postgres, "select * from nothing"), tmp_path / "c", book)
    assert "S3cret" not in str(error.value)
    wrong = postgres.replace("S3cret", "0therS3cret")
    with pytest.raises(CorpusError, match="拒绝了查询") as error:
        ingest(SqlQuery(wrong, "select 1"), tmp_path / "c", book)
    assert "S3cret" not in str(error.value)
    with pytest.raises(CorpusError, match="拒绝了查询"):
        ingest(SqlQuery(postgres, "delete from cases"), tmp_path / "c", book)
    with psycopg.connect(postgres.replace("+psycopg", "")) as connection:
        assert connection.execute("select count(*) from cases").fetchone() == (51,)


def test_a_long_result_is_not_held_in_memory(tmp_path: Path, book: Rulebook, postgres: str) -> None:
    from discretion.corpus.sql import run_query

    with run_query(SqlQuery(postgres, "select * from generate_series(1, 100000000)")) as found:
        names, rows, _ = found
        assert (names, next(rows)[0]) == (["generate_series"], 1)
