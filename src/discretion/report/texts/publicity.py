"""What ``discretion publicity`` says of records to be made public."""

ZH: dict[str, str] = {
    "publicity.checked": "共{records}条，有问题的{faulty}条，问题{problems}处",
    "publicity.imported": "已写入 {out}：{records}条，读不了的{left}条；接下来可以 discretion check {quoted}",
    "publicity.exported": "已写入 {out}：{records}条，其中问题{problems}处（上报前请补正）；"
    "未决定或者不予处罚而没有写入的{left}件，台账里无法使用的{unusable}行。"
    "自然人当事人的姓名已在各项文字中遮盖，文中其他人的姓名请在公示前核对",
    "publicity.more": "… 另有{n}处（加 --json 输出全部）",
}

EN: dict[str, str] = {
    "publicity.checked": "{records} records, {faulty} with faults, {problems} faults in all",
    "publicity.imported": "{out}: {records} records written, {left} could not be read; next: "
    "discretion check {quoted}",
    "publicity.exported": "{out}: {records} records written, {problems} faults to mend before "
    "reporting; {left} cases left out (not decided, or no penalty), {unusable} unusable rows. Names "
    "of individual parties are masked in every text; look for names of others before publishing",
    "publicity.more": "… {n} more (--json prints all)",
}
