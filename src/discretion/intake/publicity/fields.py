"""The fields of a record: code, name, kind, length, and when it must be filled in.

After the template of 2018, read off systems that implement it; the text of the standard itself was
not held. Lengths are those that such systems take, so that a record within them is taken by all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "date", "wan", "credit_code", "party_kind", "categories"]
"""``wan``: an amount in units of 10,000 yuan, up to six decimals."""
Needed = Literal["always", "unit", "fine", "never"]
"""When a field must be filled in: of organisations, where a fine is imposed."""

UNIT_KINDS = ("法人及非法人组织", "个体工商户")
INDIVIDUAL = "自然人"


@dataclass(frozen=True, slots=True)
class Field:
    """One field; ``ledger`` is the column of a ledger that holds the same, if any."""

    code: str
    name: str
    kind: Kind
    length: int
    needed: Needed = "never"
    ledger: str | None = None


FIELDS: tuple[Field, ...] = (
    Field("CF_XDR_MC", "行政相对人名称", "text", 200, "always", "当事人"),
    Field("CF_XDR_LB", "行政相对人类别", "party_kind", 100, "always", "当事人类型"),
    Field("CF_XDR_SHXYM", "统一社会信用代码", "credit_code", 18, "unit", "统一社会信用代码"),
    Field("CF_XDR_GSZC", "工商注册号", "text", 50),
    Field("CF_XDR_ZZJG", "组织机构代码", "text", 9),
    Field("CF_XDR_SWDJ", "税务登记号", "text", 15),
    Field("CF_XDR_SYDW", "事业单位证书号", "text", 12),
    Field("CF_XDR_SHZZ", "社会组织登记证号", "text", 50),
    Field("CF_FRDB", "法定代表人", "text", 50),
    Field("CF_FR_ZJLX", "法定代表人证件类型", "text", 64),
    Field("CF_FR_ZJHM", "法定代表人证件号码", "text", 18),
    Field("CF_XDR_ZJLX", "自然人证件类型", "text", 64),
    Field("CF_XDR_ZJHM", "自然人证件号码", "text", 64, "never", "证件号码"),
    Field("CF_WSH", "行政处罚决定书文号", "text", 128, "always", "处罚决定书文号"),
    Field("CF_WFXW", "违法行为类型", "text", 2000, "always", "案由"),
    Field("CF_SY", "违法事实", "text", 2000, "always", "违法事实"),
    Field("CF_YJ", "处罚依据", "text", 2048, "always", "处罚依据"),
    Field("CF_CFLB", "处罚类别", "categories", 255, "always", "处罚种类"),
    Field("CF_NR", "处罚内容", "text", 4000, "always", "处罚结果"),
    Field("CF_NR_FK", "罚款金额(万元)", "wan", 19, "fine", "罚款金额(万元)"),
    Field(
        "CF_NR_WFFF",
        "没收违法所得、没收非法财物的金额(万元)",
        "wan",
        19,
        "never",
        "没收违法所得金额(万元)",
    ),
    Field("CF_NR_ZKDX", "暂扣或吊销证照名称及编号", "text", 200),
    Field("CF_JDRQ", "处罚决定日期", "date", 10, "always", "处罚决定日期"),
    Field("CF_YXQ", "处罚有效期", "date", 10, "always"),
    Field("CF_GSJZQ", "公示截止期", "date", 10),
    Field("CF_CFJG", "处罚机关", "text", 200, "always", "处罚机关"),
    Field("CF_CFJGDM", "处罚机关统一社会信用代码", "credit_code", 18, "always"),
    Field("CF_SJLY", "数据来源单位", "text", 200, "always"),
    Field("CF_SJLYDM", "数据来源单位统一社会信用代码", "credit_code", 18, "always"),
    Field("BZ", "备注", "text", 512),
)
BY_CODE = {field.code: field for field in FIELDS}
ALIASES = {"CF_FR_SFZH": "CF_FR_ZJHM", "行政相对人代码_1(统一社会信用代码)": "CF_XDR_SHXYM"}
"""Other codes and names that are met, and the field that they mean."""


def field_named(heading: str) -> Field | None:
    """Return the field that a column heading or element names, by code or by name."""
    plain = heading.strip().replace("（", "(").replace("）", ")")
    plain = ALIASES.get(plain, ALIASES.get(plain.upper(), plain))
    return BY_CODE.get(plain.upper()) or next((f for f in FIELDS if f.name == plain), None)
