"""What is said of each fault of a rule file: what is wrong, and how to mend it."""

from __future__ import annotations

import errno

from discretion.rulebook.schema import scalars

_REFUSALS = {
    errno.ENOENT: "没有这个文件或者文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "只能读，不能写",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EEXIST: "已有同名的文件",
    errno.ELOOP: "符号链接绕成了圈",
    errno.ENAMETOOLONG: "文件名过长",
    errno.EINVAL: "不能这样读写它，多半不是普通文件",
    errno.ESPIPE: "不能这样读写它，不是普通文件",
    errno.ENXIO: "不能这样读写它，不是普通文件",
    errno.EIO: "设备读写出错",
    errno.EBUSY: "正被占用",
    errno.ETXTBSY: "正被占用",
    errno.ENOSPC: "磁盘空间不足",
    errno.EDQUOT: "磁盘配额已满",
    errno.EFBIG: "文件超过了允许的大小",
    errno.EMFILE: "打开的文件过多",
    errno.ENFILE: "打开的文件过多",
    errno.ENOMEM: "内存不足",
    errno.EXDEV: "不能跨磁盘移动",
    errno.ENOTEMPTY: "文件夹不是空的",
}


def refusal(error: OSError) -> str:
    """Return why the system refuses a file or folder, in the words of a user.

    >>> refusal(PermissionError(errno.EACCES, "Permission denied"))
    '没有权限'
    """
    return _REFUSALS.get(error.errno or 0) or error.strerror or str(error)


SYNTAX_FAULTS = {
    "found character that cannot start any token": (
        "不能以这个字符开头；缩进只用空格（不用制表符 Tab），@、`、% 开头的文本请加引号"
    ),
    "found a tab character that violates indentation": "缩进只用空格，不用制表符 Tab",
    "mapping values are not allowed in this context": (
        "这里不能再出现冒号；含“: ”的文本请加引号，并核对上一行的缩进"
    ),
    "could not find expected ':'": "缺少冒号；键与值写成“键: 值”，冒号后空一格",
    "did not find expected key": "缩进没有对齐，或上一项没有写完",
    "did not find expected '-' indicator": "列表的缩进没有对齐；每项以“- ”开头，左端对齐",
    "did not find expected ',' or ']'": "方括号没有成对，或各项之间缺少逗号",
    "did not find expected ',' or '}'": "花括号没有成对，或各项之间缺少逗号",
    "did not find expected node content": "这里缺少值",
    "did not find expected <document start>": "这里多出了内容；请核对缩进，冒号后空一格",
    "found unexpected end of stream": "引号没有成对：文件已到结尾",
    "found unexpected document indicator": "引号没有成对",
    "block sequence entries are not allowed in this context": "列表须另起一行书写",
    "block mapping entries are not allowed in this context": "“键: 值”须另起一行书写",
    "found unknown escape character": "双引号内的反斜杠写法不认识；一个反斜杠写成 \\\\",
    "found undefined tag handle": "不允许使用类型标签（!…）",
    "found a tab character where an indentation space is expected": (
        "缩进只用空格，不用制表符 Tab"
    ),
    "found invalid Unicode character escape code": "双引号内的 \\u 写法不是字符",
    "did not find expected alphabetic or numeric character": "以 *、& 开头的文本请加引号",
    "found unexpected ':'": "含冒号的文本请加引号；键后的冒号要空一格",
    "did not find expected comment or line break": "| 或 > 之后须换行；以它们开头的文本请加引号",
    "mapping keys are not allowed in this context": "以 ? 开头的文本请加引号",
    "could not find expected directive name": "以 % 开头的文本请加引号",
    "found unknown directive name": "以 % 开头的文本请加引号",
    "found unexpected non-alphabetical character": "以 % 开头的文本请加引号",
    "found incompatible YAML document": "%YAML 版本不认识；请删去这一行",
}
"""Of libyaml's faults, by its own words."""
UNCLOSED = (
    "found unexpected end of stream",
    "found unexpected document indicator",
    "did not find expected ',' or ']'",
    "did not find expected ',' or '}'",
)
"""Faults that are seen far below the place where they were made."""

SHAPE_FAULTS = {
    "extra_forbidden": "没有这个键",
    "missing": "缺少这个键",
    "literal_error": "只能是 {expected}",
    "enum": "只能是 {expected}",
    "union_tag_invalid": "{discriminator} 只能是 {expected_tags}",
    "union_tag_not_found": "缺少 {discriminator}，它说明写法的种类",
    "string_type": "须是文本（数字和日期请加引号）",
    "string_pattern_mismatch": "写法须符合 {pattern}",
    "string_too_short": "不得为空",
    "string_too_long": "超过 {max_length} 个字符",
    "int_type": "须是整数（不加引号）",
    "bool_type": "须是 true 或 false（不加引号）",
    "date_type": "须是日期，如 2022-12-01",
    "model_type": "须是一组“键: 值”",
    "model_attributes_type": "须是一组“键: 值”",
    "dict_type": "须是一组“键: 值”",
    "list_type": "须是列表",
    "tuple_type": "须是列表",
    "too_short": "至少要有 {min_length} 项",
    "too_long": "至多 {max_length} 项",
    "greater_than_equal": "须不小于 {ge}",
    "less_than_equal": "须不大于 {le}",
    "greater_than": "须大于 {gt}",
    "value_error": "{error}",
}
"""Of pydantic's faults, by their type."""
PATTERNS = {
    scalars.IDENTIFIER: "小写字母、数字与连字符，以字母开头，如 cn-roads-2019",
    scalars.FACT_NAME: "小写字母、数字与下划线，以字母开头，如 area_m2",
    scalars.ITEM_CODE: "大写字母、数字与连字符，以字母开头，如 CN-RD-39",
    scalars.DIVISION: '六位行政区划代码（加引号），如 "310000"',
}
