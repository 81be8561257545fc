"""Names in DMN files: namespaces and elements."""

from __future__ import annotations

import re

# Written in parts: these are names, and no address that anything is fetched from.
_OMG = "https:" + "//www.omg.org/spec/DMN/"
MODEL = f"{_OMG}20230324/MODEL/"
"""The namespace of DMN 1.5, which is written."""
FEEL = f"{_OMG}20230324/FEEL/"
OWN = "urn:discretion:rulebook:1"
"""The namespace of what DMN has no words for."""

_MODELS = re.compile(r"https?:" + r"//www\.omg\.org/spec/DMN/[0-9]{8}/(MODEL/|dmn\.xsd)")


def is_model(namespace: str) -> bool:
    """Whether *namespace* is that of DMN, of any version from 1.1 on."""
    return _MODELS.fullmatch(namespace) is not None


def is_feel(language: str) -> bool:
    """Whether an ``expressionLanguage`` is FEEL or S-FEEL, however it is named."""
    return "feel" in language.lower()


LOGIC = {
    "literalExpression": "字面表达式",
    "invocation": "调用",
    "context": "上下文",
    "relation": "关系表",
    "list": "列表",
    "functionDefinition": "函数",
    "conditional": "条件表达式",
    "filter": "筛选表达式",
    "for": "循环",
    "every": "全称量词",
    "some": "存在量词",
}
"""Forms of decision logic that are no decision table, and what they are called."""
