"""What ``discretion plugins`` says."""

ZH: dict[str, str] = {
    "plugins.line": "{group}  {name}  （{distribution}）  {state}",
    "plugins.ledger_formats": "台账格式",
    "plugins.fact_extractors": "事实提取",
    "plugins.report_renderers": "报告格式",
    "plugins.usable": "可用",
    "plugins.refused": "不可用",
}

EN: dict[str, str] = {
    "plugins.line": "{group}  {name}  ({distribution})  {state}",
    "plugins.ledger_formats": "ledger format",
    "plugins.fact_extractors": "fact extractor",
    "plugins.report_renderers": "report renderer",
    "plugins.usable": "usable",
    "plugins.refused": "not usable",
}
