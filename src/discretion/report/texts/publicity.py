"""What ``discretion publicity`` says of records to be made public."""

ZH: dict[str, str] = {
    "publicity.checked": "共{records}条，有问题的{faulty}条，问题{problems}处",
    "publicity.imported": "已写入 {out}：{records}条；接下来可以 discretion check {out}",
    "publicity.exported": "已写入 {out}：{records}条，其中问题{problems}处（上报前请补正）",
}

EN: dict[str, str] = {
    "publicity.checked": "{records} records, {faulty} with faults, {problems} faults in all",
    "publicity.imported": "{out}: {records} records written; next: discretion check {out}",
    "publicity.exported": "{out}: {records} records written, {problems} faults to mend before reporting",
}
