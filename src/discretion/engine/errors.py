"""A case whose facts the rulebook cannot use."""

from __future__ import annotations


class CaseError(ValueError):
    """What is wrong with a case: which one, which field, its value, and how to mend it."""

    def __init__(
        self, case_id: str, field: str, value: str, message: str, suggestion: str | None = None
    ) -> None:
        self.case_id, self.field, self.value = case_id, field, value
        self.message, self.suggestion = message, suggestion
        shown = value if len(value) <= 80 else value[:77] + "…"
        hint = f"您是不是要写“{suggestion}”？" if suggestion else ""
        super().__init__(f"案件 {case_id} 的 {field}（值 {shown}）：{message}{hint}")

    def __reduce__(self) -> tuple[type[CaseError], tuple[str, str, str, str, str | None]]:
        return (CaseError, (self.case_id, self.field, self.value, self.message, self.suggestion))
