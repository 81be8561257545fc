"""The sheets of a workbook and their columns: the one definition that both ways use.

A column says where its value stands inside the part of the rule file that the row is (``steps``),
and in which form. What a sheet looks like is in :mod:`discretion.rulebook.exchange.looks`.
"""

from __future__ import annotations

from collections.abc import Mapping

from discretion.rulebook.exchange import terms
from discretion.rulebook.exchange.columns import Column, Layout, Way
from discretion.rulebook.exchange.fines import FINE
from discretion.rulebook.exchange.phrases import (
    CITATION,
    CITATIONS,
    CONDITION,
    EFFECT,
    OTHERS,
    REFERENCE,
)
from discretion.rulebook.exchange.values import (
    DATA,
    DAY,
    LINES,
    NAMES,
    NUMBER,
    NUMBERS,
    PAIRS,
    TEST,
    TEXT,
    TRUTH,
    WHOLE,
    WORD,
    words,
)

_DELETE = Column(
    "delete",
    "删除",
    "要删去这一行，选“删”。也可以撤销工作表保护后删去整行。",
    6,
    words({"yes": "删"}),
)
_CODE = Column(
    "code",
    "案由代码",
    "大写字母、数字与连字符，如 SH-RD-42。已有的代码不要改。",
    16,
    WORD,
    fixed=True,
)
_VERSION = Column(
    "version", "版本", "这个案由的第几个版本，从 1 起，先旧后新。", 6, WHOLE, fixed=True
)
_NOTE = Column("note", "备注", "不参与认定的说明。", 30)

_REST = Column("rest", "其他内容", "没有专门一列的内容，以数据写法（JSON）保留；一般不用改。", 16,
               DATA, ("*",))  # fmt: skip
"""Whatever a rule file says beyond the columns; hidden where nothing is."""

# --- the sheets of statutes -----------------------------------------------------------------------

ITEM, CLAUSE, ROW, OR = "案由", "罚则", "裁量", "或"
KINDS = {"item": ITEM, "clause": CLAUSE, "row": ROW, "or": OR}

STATUTE_HEAD = (
    _DELETE,
    Column(
        "kind",
        "类别",
        "案由：一个案由的第一行。罚则：法条规定的处罚。裁量：一个阶次一行。"
        "或：上一行的另一组条件，任一组满足即可。",
        6,
        words(KINDS),
    ),
    Column("code", "案由代码", "留空表示与上一行相同。已有的代码不要改。", 13, WORD, fixed=True),
    Column(
        "version",
        "版本",
        "案由的第几个版本，见“案由信息”表。留空表示与上一行相同。",
        6,
        WHOLE,
        fixed=True,
    ),
    Column("row", "序号", "裁量行的编号，在一个版本内不重复。", 6, WHOLE, fixed=True),
    Column("name", "名称", "案由行：案由名称。罚则行、裁量行：情形的名称，可以不写。", 30),
    Column(
        "party", "当事人", "只适用于个人或者单位的，选出来。", 8, words(terms.PARTIES), usual="any"
    ),
    Column(
        "mode",
        "处罚方式",
        "罚则行：法条写“处”的为应当，写“可以处”“可处”的为可以。",
        8,
        words(terms.MODES),
        usual="must",
    ),
    Column(
        "grade",
        "裁量阶次",
        "裁量行：由轻到重为不予处罚、减轻、从轻、一般、从重。",
        9,
        words(terms.GRADES),
    ),
    Column(
        "fine",
        "罚款",
        "罚则行：法条写的罚款，如 200元以上2000元以下。裁量行：这一档公布的罚款；"
        "不写的，按基准库规定的比例切分法定幅度。写法见“图例”。",
        26,
        FINE,
    ),
    Column(
        "share",
        "幅度占比",
        "裁量行：这一档在法定幅度中的位置，0 为下限、1 为上限，如 [0..0.3]。与罚款只写一个。",
        10,
        TEST,
    ),
)
"""Before the facts."""
STATUTE_TAIL = (
    Column(
        "when",
        "条件（文字）",
        '不便写进各列的条件，如 area_m2: >= 10 且 harm: "slight"。与各事实列只用一种。',
        16,
        CONDITION,
    ),
    Column(
        "others",
        "其他处罚",
        "罚款以外的处罚，每行一种，如 没收违法所得、可以吊销许可证件。",
        22,
        OTHERS,
    ),
    Column(
        "words",
        "条件原文",
        "裁量行：公布文本里写数量界限的原话，如 面积5平方米以上不足10平方米；检查时与条件核对。",
        20,
    ),
    _NOTE,
    _REST,
)
"""After the facts."""
STATUTE = Layout("", "", STATUTE_HEAD + STATUTE_TAIL, 6)
FACT_WIDTH = 12

USED: Mapping[str, Mapping[str, Way]] = {
    ITEM: {"name": ("title",)},
    CLAUSE: {
        "name": ("label",), "party": ("party",), "mode": ("mode",), "fine": ("fine",),
        "when": ("when",), "others": ("others",), "rest": ("*",),
    },
    ROW: {
        "row": ("row",), "name": ("label",), "party": ("party",), "grade": ("grade",),
        "fine": ("fine",), "share": ("share",), "when": ("when",), "others": ("others",),
        "words": ("words",), "note": ("note",), "rest": ("*",),
    },
    OR: {},
}  # fmt: skip
"""What a row of each kind says, and where it stands in the part of the rule file."""
PLACED: Mapping[str, frozenset[str]] = {
    ITEM: frozenset({"delete", "kind", "code"}),
    CLAUSE: frozenset({"delete", "kind", "code", "version"}),
    ROW: frozenset({"delete", "kind", "code", "version"}),
    OR: frozenset({"delete", "kind", "code", "version", "row"}),
}
"""What says where the row itself belongs; ``row`` of an 或 line is the benchmark row it widens."""

VERSIONS = Layout("案由信息", "各案由的依据、适用日期、基准的性质和出处；一个版本一行。", (
    _DELETE,
    _CODE,
    _VERSION,
    Column("title", "案由名称", "只供查看；要改的，请改法源表里的案由行。", 26, fixed=True),
    Column("clause", "处罚依据", "规定处罚的条文，每行一处，第一处所在的法源决定施行日期。", 32,
           CITATIONS, ("penalizes",)),
    Column("violates", "违反条款", "所违反的条文，每行一处。", 32, CITATIONS),
    Column("from", "适用自", "这个版本适用的第一日；不写则依法源的施行日期。", 11, DAY,
           ("effective", "from")),
    Column("to", "适用至", "这个版本适用的最后一日；不写则仍然有效。", 11, DAY,
           ("effective", "to")),
    Column("correction", "责令改正", "责令改正与罚款的先后。", 13, words(terms.CORRECTIONS)),
    Column("method", "基准方法", "裁量表，或者评分（见“评分基准”表）；没有基准的留空。", 9,
           words(terms.METHODS), ("benchmark", "method")),
    Column("status", "基准性质", "官方公布的，还是示例。", 9, words(terms.STATUSES),
           ("benchmark", "status")),
    Column("hit", "命中规则", "唯一（一个案件只合一行）、先到先得、取最重。", 10,
           words(terms.HITS), ("benchmark", "hit"), usual="unique"),
    Column("reference", "基准出处", "基准在哪个文件的第几项，如 sz-benchmark-2023 编号：第41项。",
           24, REFERENCE, ("benchmark", "reference")),
    Column("benchmark_note", "基准备注", "对这张裁量表的说明。", 24, TEXT, ("benchmark", "note")),
    Column("note", "版本备注", "不参与认定的说明。", 24),
    Column("title_en", "英文名称", "可以不写；以下各列只写在案由的第一个版本。", 26),
    Column("aliases", "别名", "台账里可能出现的叫法，每行一个。", 28, LINES),
    Column("domain", "领域", "如 生活垃圾分类。", 12),
    Column("item_note", "案由备注", "不参与认定的说明。", 30, TEXT, ("note",)),
    Column("file", "文件", "写在 items 文件夹的哪个文件，如 dogs.yaml。", 18, WORD),
    Column("order", "文件内次序", "在文件里排第几；不写则排在最后。", 8, NUMBER),
    Column("item_rest", "案由其他内容", "没有专门一列的内容，以数据写法（JSON）保留。", 16, DATA,
           ("*",)),
    _REST,
), 3)  # fmt: skip
OF_ITEM = frozenset({"title_en", "aliases", "domain", "item_note", "file", "order", "item_rest"})
"""What the first row of an item says of it, and not of its version."""

# --- the other sheets -----------------------------------------------------------------------------

SOURCES = Layout("法源", "法律、法规、规章和裁量基准文件。", (
    _DELETE,
    Column("id", "法源编号", "小写字母、数字与连字符，如 cn-roads-2019。已有的编号不要改。", 28,
           WORD, fixed=True),
    Column("title", "名称", "全称，不加书名号也可以。", 36),
    Column("aliases", "别名", "台账和文书里的简称，每行一个。", 28, LINES),
    Column("level", "效力级别", "从列表中选。", 14, words(terms.LEVELS)),
    Column("version", "通过日期", "这个文本通过或者修正的日期，如 2018-12-20。", 12, DAY),
    Column("from", "施行自", "施行的第一日。", 12, DAY, ("in_force", "from")),
    Column("to", "施行至", "施行的最后一日；现行有效的不写。", 12, DAY, ("in_force", "to")),
    Column("text", "核对文本", "数额所核对的法规文件名；没有读到原文的不写。", 30),
    Column("new_title", "被替代：名称", "替代它的文本。", 28, TEXT, ("replaced_by", "title")),
    Column("new_from", "被替代：自", "替代它的文本施行的第一日。", 12, DAY,
           ("replaced_by", "from")),
    Column("new_source", "被替代：编号", "替代它的文本在本表的编号，没有收录的不写。", 24, WORD,
           ("replaced_by", "source")),
    Column("new_note", "被替代：备注", "说明。", 28, TEXT, ("replaced_by", "note")),
    Column("note", "备注", "没有读到原文的，写明数额从哪里来。", 40),
    _REST,
), 2)  # fmt: skip

FACTS = Layout("事实", "裁量表可以用的事实；写了案由代码的，只有那个案由用。", (
    _DELETE,
    Column("code", "案由代码", "只有一个案由用的，写它的代码；共用的留空。", 16, WORD, fixed=True),
    Column("name", "事实名", "小写字母、数字与下划线，如 area_m2；裁量表的列用它。", 24, WORD,
           fixed=True),
    Column("label", "名称", "中文名称。", 26),
    Column("label_en", "英文名称", "可以不写。", 26),
    Column("type", "类型", "是否、整数、数量（可以有小数）、金额（元）、选项。", 8,
           words(terms.FACT_TYPES)),
    Column("unit", "单位", "如 平方米。", 8),
    Column("question", "提问", "向办案人员提的问题。", 36),
    Column("range", "取值范围", "每个值都要满足的条件，如 >= 0。", 12, TEST),
    Column("choices", "选项", "类型为选项时每行写“代码: 名称”，由轻到重。", 28, PAIRS),
    Column("aggravates", "轻重方向", "越大（为是、选项越靠后）越重还是越轻；都不是则留空。", 12,
           words(terms.AGGRAVATES)),
    Column("circumstance", "查明才算", "是：案件列明才算有，没有列明就是没有。", 10, TRUTH,
           usual=False),
    Column("excludes", "互斥", "为真时不能同时为真的是否类事实，用顿号隔开。", 24, NAMES),
    Column("aliases", "别名", "台账里可能出现的列名，每行一个。", 28, LINES),
    _REST,
), 3)  # fmt: skip

GENERAL = Layout("总则", "适用于各案由的一般规则。", (
    _DELETE,
    Column("id", "规则编号", "小写字母、数字与连字符。已有的编号不要改。", 28, WORD, fixed=True),
    Column("text", "内容", "规则的内容。", 44),
    Column("citation", "依据", "如 cn-penalty-law-2021 第33条第1款。", 30, CITATION),
    Column("when", "条件", "如 corrected: true 且 harm: \"none\"；另一组另起一行，以“或 ”开头。",
           40, CONDITION),
    Column("prompt", "提示条件", "这些事实齐备而“条件”里的认定还没有作出时，提请考虑。", 40,
           CONDITION),
    Column("kind", "效果", "从列表中选。", 14, words(terms.EFFECTS), ("effect", "kind")),
    Column("effect", "效果参数", "每行写“名称：值”，见“图例”。", 26, EFFECT, ("effect", "*")),
    Column("sources", "限定法源", "只对依这些法源处罚的案由适用；不限的不写。", 28, NAMES),
    Column("precedence", "优先级", "方向相反的规则都成立时，数大者优先；0 至 100。", 8, WHOLE,
           usual=50),
    Column("overrides", "排除的规则", "本规则成立时不再适用的规则（特别规定优先）。", 28, NAMES),
    Column("weighed_against", "须权衡的规则", "方向相反而没有先后、须由人权衡的规则。", 28, NAMES),
    Column("text_en", "英文内容", "英文译文。", 44),
    _REST,
), 2)  # fmt: skip

DERIVED = Layout("派生事实", "由别的事实推出的事实；自上而下，先满足的一行算数。", (
    _DELETE,
    _CODE,
    Column("name", "事实名", "留空表示与上一行是同一个派生事实。", 24, WORD, fixed=True),
    Column("label", "名称", "中文名称；只写在第一行。", 26),
    Column("type", "类型", "只写在第一行。", 8, words(terms.FACT_TYPES)),
    Column("choices", "选项", "类型为选项时每行写“代码: 名称”；只写在第一行。", 28, PAIRS),
    Column("aggravates", "轻重方向", "只写在第一行。", 12, words(terms.AGGRAVATES)),
    Column("when", "条件", "如 area_m2: >= 10 且 damage: true；另一组另起一行，以“或 ”开头。", 48,
           CONDITION),
    Column("then", "则为", "满足条件时的值，如 true、3 或 \"grave\"。", 14, TEST),
), 3)  # fmt: skip
DERIVED_ROW = frozenset({"when", "then"})

BENCH, FACTOR, CUT = "基准", "因素", "阶次"
SCORES = Layout("评分基准", "按因素打分的裁量基准。", (
    _DELETE,
    Column("kind", "类别", "基准：评分基准的第一行。因素：因素的一档。阶次：总分对应的阶次。", 8,
           words({"bench": BENCH, "factor": FACTOR, "cut": CUT})),
    _CODE,
    _VERSION,
    Column("number", "因素序号", "同一个因素的各档写同一个序号。", 8, WHOLE, fixed=True),
    Column("fact", "事实名", "因素所看的事实；只写在因素的第一行。", 24, WORD),
    Column("weight", "权重", "因素的权重；只写在因素的第一行。", 8, NUMBER),
    Column("when", "条件", "因素：对事实的条件。阶次：总分占比的条件，如 (0.3..0.7)。", 20, TEST),
    Column("score", "分数", "这一档的分数，0 至 100。", 8, NUMBER),
    Column("grade", "裁量阶次", "阶次行：对应的阶次。", 12, words(terms.GRADES)),
    Column("band", "浮动", "基准行：在所得位置上下各放宽多少，如 0.05。", 8, NUMBER, usual=0),
), 5)  # fmt: skip
SCORED: Mapping[str, Mapping[str, Way]] = {
    BENCH: {"band": ("band",)},
    FACTOR: {"fact": ("fact",), "weight": ("weight",), "when": ("when",), "score": ("score",)},
    CUT: {"when": ("when",), "grade": ("grade",)},
}
FACTOR_ROW = frozenset({"when", "score"})

FLAWS = Layout("缺陷", "公布文本自身的问题：照原样保留，在这里说明。", (
    _DELETE,
    _CODE,
    _VERSION,
    Column("text", "说明", "公布文本有什么问题，这里怎样处理。", 60),
    Column("finding", "检查结论", "所承认的检查结论的代码，如 gap；没有对应的不写。", 16, WORD),
    Column("rows", "裁量行", "涉及的裁量行序号，用顿号隔开；全部的不写。", 12, NUMBERS),
    Column("where", "情形", "涉及的情形，写法同“条件”；全部的不写。", 40, CONDITION),
    _REST,
), 3)  # fmt: skip

QUESTIONS = Layout("待定问题", "基准库没有回答的法律问题：可能处罚时，告诉办案人员由人判断。", (
    _DELETE,
    _CODE,
    _VERSION,
    Column("text", "问题", "什么问题没有定论，有哪几种看法。", 60),
    Column("text_en", "英文内容", "英文译文。", 44),
    Column("from", "行为自", "只涉及这一日及以后终了的行为；不限的不写。", 12, DAY),
    Column("party", "当事人", "只涉及个人或者单位的，选出来。", 10, words(terms.PARTIES),
           usual="any"),
    _REST,
), 3)  # fmt: skip

FILES = Layout("文件", "导入后写成的文件。", (
    _DELETE,
    Column("file", "文件", "rulebook、sources、facts、general（.yaml），或者 items/名称.yaml。",
           36, WORD, fixed=True),
    Column("heading", "文件头注释", "写在文件最前面的说明，不参与认定。", 70),
    Column("footing", "文件尾注释", "写在文件最后的说明，不参与认定。", 40),
), 2)  # fmt: skip

ORIGINALS = Layout("原文", "各文件导出时的原文（隐藏）：没有改动的文件照此一字不差地写回。", (
    Column("file", "文件", "不用改。", 36, WORD, fixed=True),
    Column("text", "原文", "一个文件分成几段的，依次相接。", 120, fixed=True),
), 1)  # fmt: skip
PIECE = 4000
"""Characters of a piece of an original: few enough for a cell, however they are escaped."""

HEAD = Layout("基准库", "基准库的名称、期间和本地裁量政策。", (
    Column("label", "项目", "不用改。", 34, fixed=True),
    Column("value", "内容", "要改的写在这一列。", 70),
    Column("help", "说明", "不用改。", 60, fixed=True),
), 1)  # fmt: skip


LEGEND = "图例"
PLAIN = (VERSIONS, FACTS, DERIVED, SCORES, FLAWS, QUESTIONS, SOURCES, GENERAL, FILES)
"""The sheets of one row a part, in their order after those of the statutes."""
RESERVED = frozenset({LEGEND, HEAD.title, ORIGINALS.title, *(layout.title for layout in PLAIN)})
