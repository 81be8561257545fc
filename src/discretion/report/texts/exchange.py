"""What the exchange of rulebooks with workbooks says."""

ZH = {
    "exchange.writing": "写工作簿",
    "exchange.reading": "读工作簿",
    "exchange.exported": "已写入 {path}：案由{items}个，裁量行{rows}行，工作表{n}张；怎样填写见第一张表“图例”",
    "exchange.left_out": "工作簿不含这些文件（{n}个）：{names}；需要的请在导入后自行复制",
    "exchange.again": "改好以后读回：{command}",
    "exchange.imported": "已写入文件夹 {path}：文件{files}个，案由{items}个，裁量行{rows}行，能作为裁量基准库载入",
    "exchange.next": "下一步可以检查有没有漏洞：{command}",
    "exchange.not_xlsx": "文件名须以 .xlsx 结尾：{path}",
}
EN = {
    "exchange.writing": "Writing the workbook",
    "exchange.reading": "Reading the workbook",
    "exchange.exported": "Written: {path} with {items} items, {rows} benchmark rows and {n} sheets; the first sheet explains how to fill it in",
    "exchange.left_out": "The workbook does not hold these files ({n}): {names}; copy them after the import if you need them",
    "exchange.again": "To read it back when it is edited: {command}",
    "exchange.imported": "Written: the folder {path} with {files} files, {items} items and {rows} benchmark rows; it loads as a rulebook",
    "exchange.next": "Next, it can be checked for gaps: {command}",
    "exchange.not_xlsx": "The name of the file must end in .xlsx: {path}",
}
