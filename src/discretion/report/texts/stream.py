"""What the stream of reminders and warnings says around the texts of its rules."""

ZH: dict[str, str] = {
    "stream.reminder": "提示",
    "stream.warning": "预警",
    "stream.cleared": "解除",
    "stream.line": "【{mark}】{on} 案件 {case}（{party}）：{message}。{todo}{by}。依据：{citation}",
    "stream.line_cleared": "【{mark}】{on} 案件 {case}（{party}）：{message}",
    "stream.by": "（最迟 {day}）",
    "stream.no_party": "当事人不详",
    "stream.no_grade": "未定",
    "stream.grade_open": "阶次尚不能确定",
    "stream.grade_same": "阶次仍为{grade}",
    "stream.grade_change": "阶次由{before}变为{after}",
    "stream.at_least": "至少 {count}",
    "stream.done": "收到 {events} 个事件，重复 {repeated} 个，拒收 {refused} 个；截至 {today}，现有提示 {reminders} 条、预警 {warnings} 条",
    "stream.missing": '事件流需要 durable-rules，这里没有安装。请安装附加依赖 stream：源码文件夹里 make install，或者 pip install --find-links 安装包文件夹 "discretion[stream]"',
}

EN: dict[str, str] = {
    "stream.reminder": "reminder",
    "stream.warning": "warning",
    "stream.cleared": "cleared",
    "stream.line": "[{mark}] {on} case {case} ({party}): {message}. {todo}{by}. Basis: {citation}",
    "stream.line_cleared": "[{mark}] {on} case {case} ({party}): {message}",
    "stream.by": " (by {day})",
    "stream.no_party": "party not known",
    "stream.no_grade": "not settled",
    "stream.grade_open": "the grade is not settled yet",
    "stream.grade_same": "the grade stays {grade}",
    "stream.grade_change": "the grade goes from {before} to {after}",
    "stream.at_least": "at least {count}",
    "stream.done": "{events} events taken, {repeated} repeated, {refused} refused; as of {today} {reminders} reminders and {warnings} warnings stand",
    "stream.missing": 'the stream needs durable-rules, which is not installed here; install the extra stream: make install in the source folder, or pip install --find-links WHEELS "discretion[stream]"',
}
