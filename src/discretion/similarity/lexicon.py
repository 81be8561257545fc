"""The words by which names, places, numbers and citations are known in a text.

They are data of two readers that must agree: the definition in
:mod:`discretion.similarity.text` and the fast scanner.
"""

from __future__ import annotations

from discretion.similarity.normal import SYMBOLS

MASKS = ("人名", "地址", "日期", "时间", "电话", "证号", "车牌", "文号", "编号", "法条")
"""What is masked; mask k is written as the character ``SYMBOLS + k`` and separates terms."""
NAME, PLACE, DATE, TIME, PHONE, IDENTITY, PLATE, FILE, NUMBER, CITATION = (
    chr(SYMBOLS + k) for k in range(len(MASKS))
)
FIRST_QUANTITY = chr(SYMBOLS + 0x100)
"""Quantity symbols begin here; each is a character of the text's n-grams."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"

BREAKS = "的在于至到从由对将因未与和及系为是被把向经擅占无其该此并且后称应据以已仍即均不得位近沿"
"""Characters that do not stand inside a name of a person, firm or place."""
BREAK_PAIRS = _words(
    "发现 查明 证实 核实 查实 获悉 得知 确认 依照 举报 反映 投诉 检查 巡查 赶赴 来到 前往 "
    "途经 驾车 行驶 隶属 租用 承租 经营 街道 公司 显示 事人 告人 害人 人员 同意 委托"
)
"""Pairs of characters after which a name may begin: looking back for its start ends there."""
TOWNS = _words("街道 新区 镇 乡")
AREAS = "省市区县镇乡"
"""The last character of a division's name."""
ROAD_ENDS = "路街道巷弄村宅里苑园坊桥"
"""A number after one of these is a house number."""

SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦"
    "昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐时傅皮卞齐康伍余元卜顾孟平黄穆萧尹姚邵"
    "湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱"
    "骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊"
    "惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘斜厉戎祖武符刘"
    "景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦"
    "雍璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容古易慎戈廖庾终暨居衡步都耿满弘匡国"
    "文寇广禄阙东殴沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶曾沙乜养鞠须丰巢关蒯相查荆红游竺权盖益桓公"
    "肖覃兰涂苟闫岳代邸付桑仝佟战冼谌漆"
)
COMPOUND_SURNAMES = _words("欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 令狐 慕容 司徒 夏侯")
AFTER_NAME = (
    "正驾酒醉持携伙窜进入来去走打用趁乘多先随当分共同又自两等涉犯违实施存立拒收承供投归积退赔使有让请"
    "通伪非故出超未向醒再主发开遂听接负签交报私现雇组租借购销生制使撞碰受死系系户住家等人与"
)
"""Characters that may follow a person's name, besides ``BREAKS`` and whatever is not Chinese."""
PARTY = "当事人"
ROLES = _words(
    "当事人 被告人 被害人 嫌疑人 受害人 负责人 代表人 经营者 执法人员 证人 业主 驾驶员 司机 "
    "行人 同案犯 投诉人 举报人 申请人 上诉人 委托人 代理人 村民 妻子 丈夫 群众"
)
"""Words after which a person or a firm is named."""
ORGANISATIONS = _words(
    "有限责任公司 有限公司 公司 合作社 经营部 工作室 服务部 维修部 门市部 商行 商店 饭店 "
    "超市 餐馆 宾馆 酒店 店 厂"
)
"""Last words of an organisation's name after a role."""
FIRM_ENDS = _words("有限责任公司 有限公司 股份有限公司 合作社 经营部 分公司")
"""Last words that end an organisation's name wherever they stand."""
STATUTE_ENDS = "法例定则准典释"
"""Last characters of the title of a statute, regulation, rule or interpretation."""

DAY_PARTS = _words("上午 下午 凌晨 早上 晚上 晚间 傍晚 中午 当晚")
FIGURES = "零〇一二两三四五六七八九十百千万"
HOUSE_UNITS = _words("支弄 弄 号楼 号 幢 栋 单元 室")
FLOOR_UNITS = _words("层 楼 铺")
"""Units of a house number, and those that only continue one."""
STEMS = "甲乙丙丁戊己庚辛"
