"""What the lower layers say of faulty cases and events, in English: by their Chinese sentences.

The layers that find a fault know no language; a name in braces stands for whatever is put in.
"""

from __future__ import annotations

PLACES: dict[str, str] = {
    "请求": "request",
    "第 {n} 行": "line {n}",
    "标准输入": "standard input",
}

SENTENCES: dict[str, str] = {
    # JSON
    "没有内容": "there is no content",
    "请给出一个案件的 JSON 对象。": "Give one case as a JSON object.",
    "JSON 过长": "the JSON is too long",
    "请拆成不超过 {n} MB 的几份。": "Split it into parts of at most {n} MB.",
    "不是有效的 JSON（第 {line} 行第 {column} 列）": "not valid JSON (line {line}, column {column})",
    "请核对引号、逗号和括号是否成对。": "Check that quotes, commas and brackets match.",
    "有一个整数过长": "an integer is too long",
    "请核对这个数。": "Check this number.",
    "JSON 里的数过大或者过小": "a number in the JSON is too large or too small",
    "同一个对象里有键出现了两次": "a key comes twice in one object",
    "请删去其中一个。": "Remove one of them.",
    "JSON 里不能有这个值": "JSON cannot hold this value",
    "请改成数字或者 null。": "Write a number or null.",
    "JSON 嵌套过深": "the JSON is nested too deeply",
    "请核对文件内容。": "Check the content.",
    "不是 UTF-8 文本": "not UTF-8 text",
    "请把内容另存为 UTF-8 编码。": "Save the content as UTF-8.",
    # cases and events
    "案件须为 JSON 对象": "a case must be a JSON object",
    '格式如 {"id": …, "party": …}。': 'Like {"id": …, "party": …}.',
    "案件数据有误": "the data of the case are faulty",
    "事件须为 JSON 对象": "an event must be a JSON object",
    '格式如 {"kind": "served", "id": …, "case": …, "on": "2024-03-01"}。': (
        'Like {"kind": "served", "id": …, "case": …, "on": "2024-03-01"}.'
    ),
    "事件有误": "the event is faulty",
    "缺少 kind（事件种类）": "kind, the kind of event, is missing",
    "没有这种事件 {kind}；有：{known}": "there is no event {kind}; there are: {known}",
    "record.id（{id}）须与 case（{case}）相同": "record.id ({id}) must be the same as case ({case})",
    "这一行过长": "the line is too long",
    "一个事件至多 {n} 字节。": "An event has at most {n} bytes.",
    "日期在今天之后": "the day is after today",
    "事件不得晚于 {day}，请核对日期。": "No event may be later than {day}: check the day.",
    "这个编号的事件已经收到，内容不同": "an event of this id has come before, with other content",
    "同一案件里，编号不同的事才是不同的事件；要更正，请另编编号再报。": (
        "Within a case, events differ by their ids: to correct one, send it under another id."
    ),
    # one field
    "缺少必填的字段，请补上": "a required field is missing",
    "没有这个字段，请删去或者改名": "there is no such field: remove or rename it",
    "不是允许的值": "not an allowed value",
    "须为文本，请加引号": "must be text, in quotes",
    "含有无效字符": "has invalid characters",
    "含有无效字符（控制字符），请删去": "has control characters: remove them",
    "不能为空": "must not be empty",
    "文本过长，至多 {n} 字": "too long, at most {n} characters",
    "须为 6 位区划代码，如 310114": "must be a division code of 6 digits, as 310114",
    "须为整数": "must be an integer",
    "数值过大": "the number is too large",
    "须为 true 或 false": "must be true or false",
    "须为日期，如 2023-05-06": "must be a day, as 2023-05-06",
    "须为日期，不带时刻": "must be a day without a time",
    "须为 {…} 对象": "must be an object {…}",
    "须为 […] 列表": "must be a list […]",
    "过多，至多 {n} 个": "too many, at most {n}",
    "不得小于 {n}": "must not be less than {n}",
    "不得大于 {n}": "must not be greater than {n}",
    "日历上没有 {day} 这一天": "there is no day {day} in the calendar",
    "须是日期，如 2022-12-01": "must be a day, as 2022-12-01",
    "日期 {day} 须在 {first} 与 {last} 之间，请核对": (
        "the day {day} must be between {first} and {last}: check it"
    ),
    "事实的值不得为 NaN 或无穷大": "a fact must be neither NaN nor infinite",
    "事实的数值过大，须小于 10 的 18 次方": "the number of a fact must be less than 10 to the 18th",
    "事实的值须是 true/false、数字、文本或 null": (
        "a fact must be true or false, a number, text or null"
    ),
    "事实的文本过长（至多 1000 字），或者含有无效字符": (
        "the text of a fact is too long (at most 1000 characters) or has invalid characters"
    ),
    "事实的数值须小于 10 的 18 次方，小数至多 {n} 位": (
        "the number of a fact must be less than 10 to the 18th, with at most {n} decimals"
    ),
    "行为终了日 {end} 早于开始日 {start}，请核对两个日期": (
        "the act ends on {end}, before it begins on {start}: check both days"
    ),
    "发现日 {found} 早于行为开始日 {start}，请核对": (
        "discovered on {found}, before the act begins on {start}: check both days"
    ),
    "决定日 {decided} 早于立案日 {filed}，请核对两个日期": (
        "decided on {decided}, before it was filed on {filed}: check both days"
    ),
    "决定日 {decided} 早于行为开始日 {start}，请核对两个日期": (
        "decided on {decided}, before the act begins on {start}: check both days"
    ),
    '金额 {value} 须写成整数元或十进制字符串（如 500 或 "500.50"），不接受浮点数': (
        'the amount {value} must be whole yuan or a decimal text (500 or "500.50"), no binary float'
    ),
    '金额 {value} 不是数字，须写成元，如 500 或 "500.50"': (
        'the amount {value} is no number: write yuan, as 500 or "500.50"'
    ),
    "金额 {value} 精确到分，小数不超过两位": "the amount {value} has more than two decimals",
    "金额 {value} 超出范围：不得为负，也不得超过 {most} 元": (
        "the amount {value} is out of range: neither negative nor more than {most} yuan"
    ),
    "处罚种类有罚款，但没有金额；请写明 fine（元）": (
        "the kinds of penalty name a fine without an amount: give fine, in yuan"
    ),
    "罚款金额为 0；没有罚款就不写 fine": "the fine is 0: leave it out where there is none",
    "证件号码 {number} 校验不通过：应为 18 位居民身份证号码（GB 11643）或统一社会信用代码"
    "（GB 32100），请核对位数与末位校验码": (
        "the number {number} fails its check: it must be a citizen's number of 18 digits (GB 11643)"
        " or a unified social credit code (GB 32100)"
    ),
    # facts of a rulebook
    "“{label}”须为 true 或 false": "“{label}” must be true or false",
    "“{label}”须为下列之一：{choices}": "“{label}” must be one of: {choices}",
    "“{label}”须为整数{limits}": "“{label}” must be an integer{limits}",
    "“{label}”须为数字{limits}": "“{label}” must be a number{limits}",
    "facts.{name} 却为 false，两处矛盾，请核对": "facts.{name} is false, which contradicts it",
    "没有声明这个情节，请改用裁量基准库所列情节；": (
        "no such circumstance is declared: use one that the rulebook lists"
    ),
}

PARTS: dict[str, str] = {
    "fault": "{field}: {message}",
    "case": "the case",
    "now": " (now {value})",
    "more": "; {n} more",
    "near": "; did you mean {near}?",
    "known": "; allowed: {known}",
    "whole": "{what}{where}{value}. {remedy}",
    "where": " ({where})",
    "value": ", value “{value}”",
    "case_error": "case {case}, {field} (value {value}): {message}{near}",
}
"""What holds the sentences together."""
