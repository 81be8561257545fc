"""What is said of files that a command writes."""

ZH: dict[str, str] = {
    "files.exists": "已有这个文件，没有覆盖：{path}；请换一个名称，或者先移走它",
}

EN: dict[str, str] = {
    "files.exists": "This file exists and was not overwritten: {path}; name another, or move it away",
}
