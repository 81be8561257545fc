"""The Chinese words of a workbook for the codes of rule files."""

from __future__ import annotations

GRADES = {
    "exempt": "不予处罚",
    "mitigated": "减轻",
    "lighter": "从轻",
    "ordinary": "一般",
    "heavier": "从重",
}
PARTIES = {"any": "不限", "individual": "个人", "unit": "单位"}
MODES = {"must": "应当", "may": "可以"}
HITS = {"unique": "唯一", "first": "先到先得", "max-grade": "取最重"}
STATUSES = {"official": "官方", "sample": "示例"}
METHODS = {"table": "裁量表", "score": "评分"}
CORRECTIONS = {
    "none": "不以责令改正为条件",
    "concurrent": "同时责令改正",
    "precondition": "逾期不改才罚",
}
DIRECTIONS = {"milder": "从轻", "heavier": "从重"}
LEVELS = {
    "law": "法律",
    "administrative-regulation": "行政法规",
    "local-regulation": "地方性法规",
    "department-rule": "部门规章",
    "local-rule": "地方政府规章",
    "normative-document": "规范性文件",
    "practice": "执法做法",
}
FACT_TYPES = {
    "bool": "是否",
    "integer": "整数",
    "number": "数量",
    "money": "金额",
    "choice": "选项",
}
AGGRAVATES = {"up": "越大越重", "down": "越大越轻"}
COUNTED_FROM = {"act": "违法行为之日", "decision": "处罚决定之日"}
KINDS = {
    "warning": "警告",
    "public_criticism": "通报批评",
    "confiscate_gains": "没收违法所得",
    "confiscate_goods": "没收非法财物",
    "suspend_licence": "暂扣许可证件",
    "downgrade_qualification": "降低资质等级",
    "revoke_licence": "吊销许可证件",
    "restrict_business": "限制开展生产经营活动",
    "suspend_business": "责令停产停业",
    "close_business": "责令关闭",
    "restrict_profession": "限制从业",
    "detention": "行政拘留",
    "other": "其他",
    "fine": "罚款",
}
EFFECTS = {
    "time_bar": "超过时效",
    "exempt": "不予处罚",
    "move": "从轻从重",
    "on_the_spot": "当场处罚限额",
    "surcharge": "加处罚款",
    "deadline": "办案期限",
    "hearing": "听证",
    "duty": "程序义务",
    "principle": "适用方法",
}
DUTIES = {
    "transfer": "移送司法机关",
    "order_correction": "责令改正",
    "confiscate_gains": "没收违法所得",
    "legal_review": "法制审核",
    "collective_discussion": "集体讨论",
    "hear_party": "听取陈述申辩",
    "educate": "教育",
    "guardian": "责令监护人管教",
    "inform": "告知",
    "publish": "公开",
    "reinspect": "复查",
    "daily_fine": "按日连续处罚",
}
PRINCIPLES = {
    "lighter_law": "从旧兼从轻",
    "one_act_one_fine": "一事不再罚",
    "within_range": "不超出法定幅度",
    "closed_ends": "以上以下含本数",
}
