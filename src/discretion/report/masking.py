"""Personal data on the way out: names and numbers are starred unless the reader asked for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from discretion.model.case import Case
from discretion.model.identity import mask_name, mask_numbers
from discretion.report.words import clean

_HAN = r"[\u4e00-\u9fff]"
_LETTER = r"(?:[^\W在于至到从由对将因未的与及系为占擅经被向正]|[（）()·])"
"""A letter that may stand in the name of a business; words that begin a clause may not."""
_BUSINESS = (
    r"(?:有限责任公司|股份有限公司|有限公司|分公司|公司|合作社|经营部|工作室|服务部|门市部|商行|商店"
    r"|餐饮店|饭店|超市|便利店|水果店|餐厅|酒店|厂|店|馆|铺|行|部|中心|摊)"
)
_SURNAME = (
    "[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛"
    "叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺"
    "赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁耿"
    "牟卜裴窦欧司诸端宗柏鲍柯阮纪舒屈项童闵盛包房凌简饶关郁裘单骆冉戚宁车曲华祖闻党占卞褚娄岑甄全甘]"
)
_AFTER_A_NAME = (
    r"(?=[，,；;。、：:（(\s未在于系因将擅已的经违占驾从向对自与及和涉有]|正在|实施|存在|$)"
)

_NAMES = (
    re.compile(rf"(?<=当事人)([：:]?)({_SURNAME}{_HAN}{{1,3}}?){_AFTER_A_NAME}"),
    re.compile(
        rf"(?<=当事人)([：:]?)((?![逾收拒积无没有已随即应其不])({_LETTER}){{2,28}}?{_BUSINESS})"
    ),
    re.compile(rf"(^|[，,；;。、：:\s])({_LETTER}{{2,28}}?(?:有限责任公司|有限公司|合作社))"),
)
"""Where a text names somebody without our knowing the name: after 当事人, or a company's name."""


class Mask:
    """Stars names, identity numbers, telephones and number plates in texts.

    ``names`` are known to identify somebody and are starred wherever they stand; what merely looks
    like a name is starred too. With ``shown`` nothing is hidden, and texts are only made safe.
    """

    def __init__(self, names: Iterable[str | None] = (), *, shown: bool = False) -> None:
        self.shown = shown
        known = {n for n in names if n and len(n) > 1}
        self._names = sorted(known, key=lambda n: (-len(n), n))

    def __call__(self, text: str) -> str:
        """Return *text* as it may be printed."""
        if not self.shown:
            for name in self._names:
                text = text.replace(name, mask_name(name))
            text = mask_numbers(text)
            for pattern in _NAMES:
                text = pattern.sub(lambda found: found[1] + mask_name(found[2]), text)
        return clean(text)

    def name(self, name: str | None) -> str:
        """Return a name as it may be printed."""
        if not name:
            return "—"
        return clean(name if self.shown else mask_name(name))

    def of(self, case: Case | None) -> Mask:
        """Return a mask that also knows the names in *case*."""
        return self.knowing(names_in(case)) if case else self

    def knowing(self, names: Iterable[str]) -> Mask:
        """Return a mask that also knows *names*."""
        return Mask((*self._names, *names), shown=self.shown)


def names_in(case: Case) -> tuple[str, ...]:
    """Return the names and numbers that identify persons in a case."""
    found = (case.party.name, case.party.number, *case.officers)
    return tuple(name for name in found if name)


Names = Mapping[str, tuple[str, ...]]
"""The names in past cases, by case id."""
