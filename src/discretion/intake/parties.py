"""Who the party is: a person or a unit, as a column says or as name and number tell."""

from __future__ import annotations

import re
from functools import lru_cache

from stdnum.cn import ric, uscc

from discretion.model.case import PartyKind
from discretion.rulebook.prose.numerals import fold
from discretion.rulebook.prose.unreadable import UnreadableError

# 个体工商户 is a citizen in business (民法典 art. 54), not an organisation.
_INDIVIDUAL = ("个体", "自然人", "公民", "个人", "individual")
_UNIT = (
    *("法人", "单位", "组织", "企业", "公司", "机关", "机构", "合伙", "合作社", "团体", "unit"),
)
_UNIT_NAME = re.compile(
    r"公司|厂$|商行|商店|超市|酒店|饭店|宾馆|经营部|门市部|工作室|合作社|委员会|中心|学校|幼儿园"
    r"|医院|诊所|银行|事务所|集团|物业|研究院|协会|工程队|项目部|单位|[店馆部站局院社厅所坊]$|行$"
)
_PERSON_NAME = re.compile(r"[\u4e00-\u9fff·某×*＊xX○]{2,4}[甲乙丙丁]?|某?(个人|男|女)\w*")
_SOLE_TRADER = "92"
"""How the credit code of a 个体工商户 begins (GB 32100)."""


@lru_cache(maxsize=1024)
def written_kind(text: str) -> PartyKind:
    """Return the kind that a column says.

    Raises:
        UnreadableError: it says neither.
    """
    word = fold(text).lower()
    if any(w in word for w in _INDIVIDUAL):
        return PartyKind.INDIVIDUAL
    if any(w in word for w in _UNIT):
        return PartyKind.UNIT
    raise UnreadableError("认不出当事人类型", text, "请写“个人”或“单位”")


def told_kind(name: str | None, number: str | None) -> tuple[PartyKind, bool]:
    """Tell the kind from the identity number, else from the name; False if that is only a guess."""
    if number:
        compact = fold(number).upper().replace(" ", "")
        if ric.is_valid(compact):
            return PartyKind.INDIVIDUAL, True
        if uscc.is_valid(compact):
            sole = compact.startswith(_SOLE_TRADER)
            return (PartyKind.INDIVIDUAL if sole else PartyKind.UNIT), True
    if name:
        short = fold(name)
        # 张景行 and the like are persons: of the endings only 行 is common in given names.
        if _UNIT_NAME.search(short) and not (len(short) <= 3 and short.endswith("行")):
            return PartyKind.UNIT, True
        if _PERSON_NAME.fullmatch(short):
            return PartyKind.INDIVIDUAL, True
    return PartyKind.INDIVIDUAL, False
