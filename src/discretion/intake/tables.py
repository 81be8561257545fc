"""Tables as files have them, read row by row: which kind a file is, and who reads it."""

from __future__ import annotations

from pathlib import Path

from discretion.intake.errors import IntakeError
from discretion.intake.grid import IsHeader, Table
from discretion.rulebook.wording import refusal

SUFFIXES = (".xlsx", ".csv", ".tsv", ".jsonl", ".json", ".parquet")


def read_table(
    path: Path, is_header: IsHeader, sheet: str | None = None, format: str | None = None
) -> Table:
    """Open a table by its suffix: ``.xlsx .csv .tsv .jsonl .json .parquet``, or that of a plug-in.

    *format* names the plug-in that reads it, whatever the suffix.

    Raises:
        IntakeError: the file cannot be used; the message says why and how to mend it. A file that
            turns out to be damaged further on raises while its rows are read.
        PlugInError: no plug-in of that name, or it is broken.
    """
    # Spreadsheet and Parquet readers take long to import: each is imported when it is needed.
    from discretion.intake import delimited, records, workbooks

    suffix = _suffix(path)
    if format is None and suffix not in SUFFIXES:
        from discretion.intake.formats import format_for

        format = format_for(path)
        if format is None:
            raise IntakeError(
                "不认得这种文件",
                where=str(path),
                remedy=f"支持的后缀：{'、'.join(SUFFIXES)}；其他表格请先另存为 .xlsx。",
            )
    if sheet is not None and (format is not None or suffix != ".xlsx"):
        raise IntakeError(
            "只有 .xlsx 才有工作表", where=str(path), value=sheet, remedy="请去掉工作表名称。"
        )
    if format is not None:
        from discretion.intake.formats import read_format

        return read_format(path, format)
    if suffix == ".xlsx":
        return workbooks.read(path, is_header, sheet)
    if suffix in (".csv", ".tsv"):
        return delimited.read(path, is_header)
    if suffix == ".parquet":
        return records.read_parquet(path)
    return records.read_lines(path) if suffix == ".jsonl" else records.read_json(path)


def _suffix(path: Path) -> str:
    where = str(path)
    suffix = path.suffix.lower()
    if path.is_dir():
        raise IntakeError("这是文件夹，不是台账文件", where=where, remedy="请给出台账文件的路径。")
    if not path.is_file():
        raise IntakeError("没有这个文件", where=where, remedy="请核对路径和文件名。")
    if suffix == ".xls":
        raise IntakeError(
            "不能读取旧式 .xls 工作簿", where=where, remedy="请在 Excel 中另存为 .xlsx 再试。"
        )
    try:
        empty = path.stat().st_size == 0
        path.open("rb").close()
    except OSError as error:
        raise IntakeError(
            f"文件打不开：{refusal(error)}",
            where=where,
            remedy="请核对权限，或者关闭占用它的程序。",
        ) from None
    if empty:
        raise IntakeError("文件是空的", where=where, remedy="请核对文件是否保存完整。")
    return suffix
