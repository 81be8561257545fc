"""Synthetic cases as ledgers with the columns that bureaus use, and the planted labels apart."""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from discretion.corpus.files import write_atomically
from discretion.corpus.source import DEFAULT_RULEBOOK
from discretion.corpus.synthetic import Plant, generate
from discretion.files.office import workbook_bytes
from discretion.model.case import Case, Channel, FactValue, PartyKind
from discretion.model.penalty import PenaltyKind
from discretion.rulebook.book import Rulebook
from discretion.rulebook.prose.kinds import KIND_NAMES
from discretion.rulebook.schema import FactDeclaration

_PARTY = {PartyKind.INDIVIDUAL: "个人", PartyKind.UNIT: "单位"}
_CHANNEL = {
    Channel.ON_SITE: "现场检查",
    Channel.OFF_SITE: "非现场执法",
    Channel.COMPLAINT: "投诉举报",
    Channel.TRANSFERRED: "部门移送",
    Channel.ASSIGNED: "上级交办",
    Channel.OTHER: "其他",
}
COLUMNS = (
    "处罚决定书文号",
    "案由编码",
    "案由",
    "当事人",
    "当事人类型",
    "违法事实",
    "处罚依据",
    "处罚结果",
    "罚款金额(元)",
    "违法行为发生日期",
    "违法行为终了日期",
    "发现日期",
    "立案日期",
    "处罚决定日期",
    "办案单位",
    "处罚机关",
    "行政区划代码",
    "所属街镇",
    "违法地点",
    "案件来源",
    "情节",
)
PLANT_COLUMNS = (
    "处罚决定书文号",
    "不一致类型",
    "罚款金额(元)",
    "基准下限(元)",
    "基准上限(元)",
    "法定下限(元)",
    "法定上限(元)",
    "关联文号",
)


def fact_columns(cases: Iterable[Case], book: Rulebook) -> list[tuple[str, FactDeclaration]]:
    """Return the facts that occur in *cases*, in the order in which the rulebook declares them."""
    declared: dict[str, FactDeclaration] = {}
    for item in book.items.values():
        for name, fact in book.facts_of(item).items():
            declared.setdefault(name, fact)
    present = {name for case in cases for name in case.facts}
    return [(name, fact) for name, fact in declared.items() if name in present]


def heading(fact: FactDeclaration) -> str:
    """Return the column name of a fact: its first alias or label, and its unit."""
    return f"{fact.label}({fact.unit})" if fact.unit else fact.label


def row_of(case: Case, book: Rulebook, facts: Sequence[tuple[str, FactDeclaration]]) -> list[Any]:
    """Return a case as ledger cells: text, whole numbers, decimals, dates or None."""
    penalty, place = case.penalty, case.place
    known = dict(book.facts)
    for code in case.items:
        known |= book.items[code].facts if code in book.items else {}
    labels = [known[c].label if c in known else c for c in case.circumstances]
    fine = penalty.fine if penalty else None
    return [
        case.id,
        "、".join(case.items),
        "、".join(book.items[i].title for i in case.items if i in book.items),
        case.party.name,
        _PARTY[case.party.kind],
        case.text,
        case.basis,
        _result(case),
        None if fine is None else _number(fine.as_yuan),
        case.act.start,
        case.act.end,
        case.act.discovered,
        case.filed,
        case.decided,
        case.team,
        case.body,
        place.district if place else None,
        place.street if place else None,
        place.address if place else None,
        _CHANNEL[case.channel] if case.channel else None,
        "；".join(labels) or None,
        *(_fact_cell(case.facts.get(name), fact) for name, fact in facts),
    ]


def write_ledgers(
    pairs: Sequence[tuple[Case, Plant | None]], book: Rulebook, folder: Path
) -> list[Path]:
    """Write ``sample.csv``, ``sample.xlsx`` and ``planted.csv`` below *folder*; return the files.

    The same cases give the same bytes (the ``.xlsx`` with the same zlib).
    """
    folder.mkdir(parents=True, exist_ok=True)
    facts = fact_columns((case for case, _ in pairs), book)
    header = [*COLUMNS, *(heading(fact) for _, fact in facts)]
    rows = [row_of(case, book, facts) for case, _ in pairs]
    plants = [
        [
            p.case_id,
            p.kind.value,
            p.fine,
            p.band_low,
            p.band_high,
            p.lawful_low,
            p.lawful_high,
            p.partner,
        ]
        for _, p in pairs
        if p is not None
    ]
    files = {
        "sample.csv": _csv(header, rows),
        "sample.xlsx": _xlsx(header, rows),
        "planted.csv": _csv(list(PLANT_COLUMNS), plants),
    }
    for name, content in files.items():
        write_atomically(folder / name, content)
    return [folder / name for name in files]


@dataclass(frozen=True, slots=True)
class Settings:
    """What a generated corpus depends on, beside the rulebook's content."""

    rulebook: str = DEFAULT_RULEBOOK
    n: int = 3000
    seed: int = 20260815
    inconsistent_share: float = 0.03


def read_settings(path: Path) -> Settings:
    """Read ``settings.yaml``, or return the defaults if there is no such file.

    Raises:
        ValueError: not a mapping of known settings with values of the right kind.
    """
    import yaml

    if not path.is_file():
        return Settings()
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except yaml.YAMLError as error:
        raise ValueError(f"{path} 不是有效的 YAML：{error}") from None
    known = asdict(Settings())
    if not isinstance(found, dict) or not found.keys() <= known.keys():
        raise ValueError(f"{path} 只能有这些设置：{'、'.join(known)}")
    for name, value in found.items():
        kinds = (int, float) if isinstance(known[name], float) else type(known[name])
        if isinstance(value, bool) or not isinstance(value, kinds):
            raise ValueError(f"{path} 的 {name} 值 {value!r} 类型不对，例：{known[name]}")
    return Settings(**found)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status (2 if the input cannot be used)."""
    parser = argparse.ArgumentParser(
        prog="python -m discretion.corpus.export",
        description="生成合成示例案例库（台账）；未给出的参数取输出文件夹中 settings.yaml 的值",
    )
    parser.add_argument("--n", type=int, help="案件数")
    parser.add_argument("--seed", type=int, help="随机种子")
    parser.add_argument(
        "--share", dest="inconsistent_share", type=float, help="植入不一致的比例，如 0.03"
    )
    parser.add_argument("--rulebook", help="裁量基准库的名称或文件夹")
    parser.add_argument("--out", type=Path, default=Path("cases_corpus"), help="输出文件夹")
    options = vars(parser.parse_args(arguments))
    out = options.pop("out")
    try:
        import discretion

        settings = replace(
            read_settings(out / "settings.yaml"),
            **{name: value for name, value in options.items() if value is not None},
        )
        book = discretion.load_rulebook(settings.rulebook)
        pairs = list(generate(book, settings.n, settings.seed, settings.inconsistent_share))
        for path in write_ledgers(pairs, book, out):
            print(path)
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _result(case: Case) -> str:
    penalty = case.penalty
    if penalty is None:
        return ""
    parts = []
    for kind in penalty.kinds:
        if kind is PenaltyKind.FINE and penalty.fine is not None:
            parts.append(f"罚款人民币{penalty.fine}元")
        elif kind is PenaltyKind.CONFISCATE_GAINS and penalty.confiscated_gains is not None:
            parts.append(f"没收违法所得{penalty.confiscated_gains}元")
        else:
            parts.append(KIND_NAMES[kind])
    return "；".join(parts) if parts else "不予行政处罚"


def _fact_cell(value: FactValue, fact: FactDeclaration) -> Any:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str):
        return fact.choices.get(value, value)
    return None if value is None else _number(value)


def _number(value: int | Decimal) -> int | Decimal:
    return int(value) if value == int(value) else value


def _csv(header: list[str], rows: Iterable[list[Any]]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(["" if v is None else str(v) for v in row] for row in rows)
    return ("\ufeff" + buffer.getvalue()).encode()


def _xlsx(header: list[str], rows: Iterable[list[Any]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("处罚台账（合成数据）")
    sheet.freeze_panes = "B2"
    sheet.append(header)
    for row in rows:
        sheet.append(
            [v if v is None or isinstance(v, int | Decimal | date) else str(v) for v in row]
        )
    return workbook_bytes(book)


if __name__ == "__main__":
    raise SystemExit(main())
