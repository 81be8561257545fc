"""The parts of a party's name: where, which brand, what form, which branch, run by whom."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from discretion.similarity.lexicon import COMPOUND_SURNAMES, SURNAMES
from discretion.similarity.normal import normalise
from discretion.similarity.parties import regions

_FORMS = (
    ("股份有限公司", "股份公司"),
    ("股份公司", "股份公司"),
    ("有限责任公司", "公司"),
    ("责任有限公司", "公司"),
    ("有限公司", "公司"),
    ("公司", "公司"),
    ("专业合作社", "合作社"),
    ("合作社", "合作社"),
    ("合伙企业", "合伙企业"),
)
"""Last words of a name and the form that they mean; longer ones first."""
_SHOP_ENDS = (
    "店铺厂行部馆站场室社吧坊园院校局所会处中心商行超市市场酒店集团支队委员会医院学校幼儿园"
)
_ORGANISATION = re.compile(
    rf"[{_SHOP_ENDS}]$|公司|超市|中心|摊$|工作室|事务所|物业|银行|委员会|集团|工程队|项目部|单位"
)
_TRADES = re.compile(
    "餐饮|饮食|餐厅|餐馆|小吃|快餐|面馆|火锅|烧烤|奶茶|咖啡|早点|水果|蔬菜|生鲜|海鲜|肉类|食品|副食|粮油|烟酒|便利|百货"
    "|杂货|日用品|日杂|商品|商贸|贸易|物流|货运|运输|快递|五金|建材|装饰|装潢|装修|建筑|工程|市政|园林|绿化|环境|环保|环卫|保洁"
    "|物业|管理|服务|咨询|科技|信息|网络|文化|传媒|广告|汽车|汽修|维修|修理|配件|电动车|洗车|洗衣|美容|美发|理发|足浴|沐浴"
    "|宾馆|酒店|旅馆|旅店|服装|服饰|鞋帽|花卉|鲜花|药房|药店|诊所|教育|培训|房地产|房产|置业|投资|实业|发展|电子|电器|机械|设备"
    "|机电|金属|制品|材料|塑料|包装|印刷|家具|家居|用品|超市|商店|商行|经营部|门市部|服务部|维修部|工作室|中心|饭店|食堂|菜馆"
    f"|集团|个体|[{_SHOP_ENDS}]"
)
"""What says the trade and not who: a name of these words alone names nobody in particular."""
_FIGURE = r"(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})"
_NUMBERED = re.compile(rf"(.+?)(?:第?({_FIGURE})(?:分|号)?店|(分|总|新|老|旗舰|[东南西北])店)$")
_NAMED_BRANCH = re.compile(
    r"(.*(?:公司|[店铺厂行部馆站]))(.{0,12}?)(?:分公司|分店|分部|分厂|分行)$"
)
_BRANCH_MARK = re.compile(rf"第?({_FIGURE})(?:分|号)?店?|(.+?)(?:分店|分公司|店)")
_RUN_BY = re.compile(
    r"(?:经营者|业主|负责人|投资人|法定代表人|法人)(?:姓名|为|是)?:?([\u4e00-\u9fff·]{2,8})\)?$"
)
_SOLE = re.compile("个体工商户|个体经营户|个体户")
_ANONYMOUS = re.compile(r"[*×○□]|某(?![\u4e00-\u9fff]*[0-9])|x{2}")
_PERSON = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,12}(?:·[\u4e00-\u9fff]{1,12})+")
_PSEUDONYM = re.compile(r"某个人[0-9]+")
_TOWN = re.compile(r"[\u4e00-\u9fff]{2,4}?(?:镇街道|街道|镇|乡)(?=[\u4e00-\u9fff]{3})")
_BRACKET = re.compile(r"\(([^()]*)\)")
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")}


@dataclass(frozen=True, slots=True)
class PartyName:
    """A name taken apart. ``core`` is a person's name, or an organisation's brand and trade."""

    person: bool
    core: str
    form: str = ""
    """``公司``, ``股份公司``, ``合作社``, ``合伙企业``; "" for shops and where none is written."""
    branch: str = ""
    """Number or name of the branch; "" for none."""
    region: str = ""
    """GB/T 2260 code of the division named, 2, 4 or 6 digits."""
    operator: str = ""
    """Who runs a sole trader's shop."""
    generic: bool = False
    """The core has words of trade only (便利店) and identifies nobody."""

    @property
    def shop(self) -> bool:
        """Whether the core itself says what it is, so that no form is missing."""
        return not self.person and not self.form and self.core[-1:] in _SHOP_ENDS


@lru_cache(maxsize=1 << 16)
def parse_name(text: str, near: str = "") -> PartyName | None:
    """Return the parts of a name; None where it is empty or anonymised (张某, 李*).

    *near* is the code of the division where the party was met (2 to 6 digits).

    >>> parse_name("上海鑫味餐飲管理有限責任公司（嘉定分公司）")
    PartyName(person=False, core='鑫味餐饮管理', form='公司', branch='嘉定', region='31', \
operator='', generic=False)
    """
    name = normalise(text).strip("。.,、;:-")
    if not name or (_ANONYMOUS.search(name) and not _PSEUDONYM.fullmatch(name)):
        return None
    bare = _SOLE.sub("", name)
    found = _RUN_BY.search(bare)
    before = bare[: found.start()].rstrip("(,:、") if found else bare
    if found and not before:
        return PartyName(True, found[1])
    if _is_person(_BRACKET.sub("", bare)):
        return PartyName(True, _BRACKET.sub("", bare))
    return _organisation(bare, near)


def _is_person(name: str) -> bool:
    if _PSEUDONYM.fullmatch(name):
        return True
    if not _PERSON.fullmatch(name):
        return False
    if "·" in name:
        return not _ORGANISATION.search(name)
    known = name[0] in SURNAMES or name[:2] in COMPOUND_SURNAMES
    # 张景行 and the like are persons: of the endings only these are common in given names.
    ended = _ORGANISATION.search(name) and not (len(name) <= 3 and name[-1] in "行园")
    return known and not ended and (len(name) < 4 or name[:2] in COMPOUND_SURNAMES)


def _organisation(name: str, near: str) -> PartyName | None:
    region = operator = branch = ""
    kept = ""
    last = 0
    for part in _BRACKET.finditer(name):
        kept += name[last : part.start()]
        last = part.end()
        inside = part[1]
        if not inside:
            continue
        run_by = _RUN_BY.search(inside)
        mark = _BRANCH_MARK.fullmatch(inside)
        if run_by:
            operator = run_by[1]
        elif code := regions.whole(inside, near):
            region = code
        elif mark:
            branch = _figure(mark[1]) if mark[1] else mark[2]
        else:
            kept += inside
    name = kept + name[last:]
    name = re.sub(r"[()]", "", name)
    if found := _RUN_BY.search(name):
        operator, name = found[1], name[: found.start()]
    name, region = _without_region(name, region, near)
    name, own = _without_branch(name)
    core, form = name, ""
    for end, meaning in _FORMS:
        if name.endswith(end) and len(name) > len(end):
            core, form = name.removesuffix(end), meaning
            break
    if not core:
        return None
    generic = len(_TRADES.sub("", core)) < 2
    return PartyName(False, core, form, own or branch, region, operator, generic)


def _without_region(name: str, region: str, near: str) -> tuple[str, str]:
    named = ""
    for _ in range(3):
        length, code = regions.leading(name, named or region or near)
        rest = name[length:]
        # 嘉定区 is never a brand, 嘉定 alone may be.
        certain = name[length - 1 : length] in ("省", "市", "区", "县")
        if not length or (named and not code.startswith(named)) or not (certain or _branded(rest)):
            break
        name, named = rest, code
    if named and (town := _TOWN.match(name)) and _branded(name[town.end() :]):
        name = name[town.end() :]
    # The narrower of the two where they agree: 上海…(嘉定).
    if named.startswith(region) or not region.startswith(named):
        region = named or region
    return name, region


def _branded(rest: str) -> bool:
    """Whether something that tells names apart is left once a division's name is taken away."""
    bare = rest
    for end, _ in _FORMS:
        bare = bare.removesuffix(end)
    return len(_TRADES.sub("", bare)) >= 2


def _without_branch(name: str) -> tuple[str, str]:
    if (found := _NUMBERED.fullmatch(name)) and len(found[1]) >= 2:
        base = found[1] if found[1][-1] in _SHOP_ENDS else found[1] + "店"
        return base, _figure(found[2]) if found[2] else found[3]
    if found := _NAMED_BRANCH.fullmatch(name):
        mark = found[2].removeprefix("第")
        return found[1], _figure(mark) if re.fullmatch(_FIGURE, mark) else mark or "分"
    return name, ""


def _figure(text: str) -> str:
    """Return a number of up to two Chinese figures, or of digits, in digits."""
    if text.isdigit():
        return str(int(text))
    if "十" in text:
        tens, _, ones = text.partition("十")
        return str(_DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0))
    return "".join(str(_DIGITS[c]) for c in text)
