"""Words by which a text states a fact. Every gap is bounded, so that reading stays linear.

The patterns are of the folded text. Names of facts are those of the shared facts that rulebooks
inherit; words for quantities go by what a fact is called, in any rulebook.
"""

from __future__ import annotations

import re

GAP = "[^，。；：,;]"
"""A character inside a clause."""
_YES = "[^，。；：,;未不没无拒尚]"
"""A character inside a clause that denies nothing."""
_NOT = r"(?<![未没不无])(?<!没有)(?<!未能)(?<!不能)(?<!尚未)"
"""Not after a denial."""

_FREE = "[^，。；：,;未不没无拒尚仍]"
ORDERS = re.compile(
    rf"(?:(?:责令|(?<!按)(?<!按照)(?<!符合)要求|通知|督促|告知|限其){_FREE}{{0,10}}?|限期)(?:改正|整改|拆除|清除)"
    r"(?:通知书|决定书|通知|文书)?"
)
"""An order to correct, which says nothing of obedience."""
TITLES = re.compile(r"《[^《》]{0,60}》")
"""Titles of law, which state no fact of the case."""

PHRASES: dict[str, tuple[tuple[re.Pattern[str], object], ...]] = {
    name: tuple((re.compile(pattern), value) for pattern, value in rows)
    for name, rows in {
        "refused_correction": (
            (r"(?:拒不|拒绝)(?:改正|整改)(?!的)", True),
            (r"(?:逾期|过期)(?:仍|尚|依然)?(?:未|不|没有)(?:予以|进行)?(?:改正|整改)(?!的)", True),
            (
                rf"(?:期满|届满|到期|期限内){GAP}{{0,10}}?(?:仍|尚)?(?:未|没有)"
                r"(?:按要求|予以)?(?:改正|整改)(?!的)",
                True,
            ),
            (r"(?:仍|依然)(?:未|不|拒不)(?:予以)?(?:改正|整改)(?!的)", True),
        ),
        "corrected": (
            (
                rf"{_NOT}(?:已|随即|当即|立即|及时|自行|主动|当场|现场){_YES}{{0,8}}?"
                r"(?:改正|整改)(?!的|通知|期限|要求)",
                True,
            ),
            (rf"{_NOT}(?:改正|整改)(?:完毕|到位|完成)", True),
            (rf"{_NOT}(?<!责令)(?:已|现场)?恢复(?:了)?原状", True),
            (
                r"(?:未|没有|不予|拒不|拒绝)(?:能)?(?:按期|按时|及时|如期|按要求|在(?:规定)?期限内)?"
                r"(?:予以|进行)?(?:改正|整改)(?!的)",
                False,
            ),
            (r"(?:改正|整改)(?:工作)?(?:尚未|仍未|未)(?:完成|到位|完毕)", False),
        ),
        "damage": (
            (rf"{_NOT}(?:造成|致使|导致){_YES}{{0,12}}?(?:损坏|损毁|破损|毁坏)(?!的)", True),
            (rf"(?:未|没有)(?:造成|导致)?{GAP}{{0,8}}?(?:损坏|损毁|破损|毁坏)(?!的)", False),
        ),
        "serious": (
            (rf"{_NOT}(?<!构成)(?<!属于)情节(?:较为|特别|比较)?严重(?!的)", True),
            (r"(?:不|未|尚不|尚未)(?:构成|属于|属|达到)?情节严重", False),
        ),
        "harm": (
            (r"(?:没有|未|无)(?:造成|产生)?(?:明显|实际|任何|严重)?危害后果", "none"),
            (r"(?:没有|未)(?:造成|产生)(?:任何|实际)?(?:不良)?(?:后果|影响|损失)", "none"),
            (r"(?:危害)?后果(?:较|比较|显著)?轻微|轻微的?危害后果", "slight"),
            (rf"{_NOT}(?<!未造成)一定的?(?:不良)?(?:危害后果|影响|后果)", "ordinary"),
            (
                r"(?<!未造成)(?<!没有造成)(?<!未产生)(?:较为|极其|特别)?严重的?(?:危害)?后果"
                r"|(?<!未造成)后果(?:特别)?严重",
                "grave",
            ),
        ),
        "prior_penalties": (
            (r"(?:首次|初次|第一次)(?:违法|被查处|被处罚|被查获|实施)", 0),
            (r"(?:无|没有|未有)(?:任何)?(?:同类|相同|同种)?(?:违法|行政处罚|处罚)(?:行为)?记录", 0),
            (rf"(?:未|没有)曾?(?:因{GAP}{{0,10}})?(?:受过|受到过|受到|被)(?:行政)?处罚", 0),
        ),
        "times_found": ((r"(?:首次|初次)被?(?:发现|查处|查获)", 1),),
        "first_violation": ((r"(?:首次|初次|第一次)(?:违法|被查处|被发现|实施)", True),),
        "minor_violation": (
            (rf"{_NOT}(?:违法)?(?:行为|情节)(?:较|显著|比较)?轻微(?!的)", True),
        ),
        "cooperative": ((rf"{_NOT}(?:积极|主动)配合(?:调查|执法|检查|处理)?", True),),
        "removed_harm": (
            (rf"{_NOT}主动(?:采取措施)?(?:消除|减轻){_YES}{{0,8}}?(?:后果|影响|危害)", True),
        ),
        "obstructs": (
            (rf"{_NOT}(?:暴力抗法|(?:威胁|辱骂|殴打|推搡){GAP}{{0,6}}?执法|阻[碍挠]执法)", True),
        ),
        "suspected_crime": ((rf"{_NOT}涉嫌(?:构成)?犯罪", True),),
    }.items()
}  # fmt: skip
"""Facts that are stated in words of their own: pattern and value."""

CUES: dict[str, tuple[str, ...]] = {
    "违法所得": ("违法所得", "非法所得", "获利", "牟利", "盈利"),
    "货值": ("货值", "商品价值", "价值"),
    "造价": ("造价",),
    "合同价": ("合同价", "合同金额", "工程款", "承包价"),
    "修复费": ("修复费", "修复所需"),
    "补偿标准": ("补偿标准", "补偿费", "绿化补偿"),
    "挪用": ("挪用", "侵占"),
    "预算": ("预算",),
    "收益": ("收益", "收入"),
    "持续": ("持续", "历时", "长达"),
    "逾期": ("逾期", "超期", "超过期限"),
    "面积": ("面积", "占用", "占地", "占道"),
    "长度": ("长度", "长约", "长"),
    "重量": ("重量", "重", "净重", "共计"),
    "体积": ("体积", "方量", "土方"),
    "超标": ("超标",),
    "投诉": ("投诉", "举报"),
    "胸径": ("胸径",),
    "灶头": ("灶头", "灶眼"),
    "用户": ("用户", "住户", "居民"),
    "树木": ("树", "株"),
    "动物": ("动物", "犬", "鸡", "鸭", "鹅", "家禽", "家畜", "羊", "猪"),
    "设施": ("设施", "设备"),
    "车辆": ("车",),
    "数量": ("数量", "共", "合计", "总计"),
}
"""Words beside a quantity, by what is in the name of its fact."""

ELSEWHERE = re.compile(
    r"照片|笔录|执法|队员|证人|材料|证据|文书|通知书|证明|视频|复印件|截图|光盘|罚款|路|弄|号|楼|室|公里处"
)
"""Words beside a number that counts something else than the act."""
NOT_LENGTH = ("宽", "高", "深", "厚", "距", "离", "相距", "间隔", "直径", "宽约", "高约", "深约")
COUNTERS = frozenset("个件处块只张套台桶袋箱盆顶条根组")
"""Units in which things are counted where a fact only says how many."""
PENALISED = re.compile(r"处罚|查处|罚款")
FOUND = re.compile(r"发现|查获|查处|检查")
