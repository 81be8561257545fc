"""What is said of facts that a text seems to state."""

ZH: dict[str, str] = {
    "proposals.title": "文中似有而案件未填的事实（请核实，不参与认定）",
    "proposals.absent": "文中似有“{words}”（{label}：{value}），案件没有填写，请核实",
    "proposals.differs": "文中似有“{words}”（{label}：{value}），案件填写的是{typed}，请核实",
    "proposals.none": "文中没有读出案件未填的事实",
}

EN: dict[str, str] = {
    "proposals.title": "Facts that the text seems to state and the case does not (check; not used)",
    "proposals.absent": "the text seems to say “{words}” ({label}: {value}); the case does not say, check",
    "proposals.differs": "the text seems to say “{words}” ({label}: {value}); the case says {typed}, check",
    "proposals.none": "nothing read in the text that the case does not say",
}
