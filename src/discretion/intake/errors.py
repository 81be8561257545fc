"""What is wrong with a ledger: a file that cannot be used, or a single value in it."""

from __future__ import annotations

from collections.abc import Callable

MAX_SHOWN = 60
"""Characters of an offending value that a message repeats."""


class IntakeError(ValueError):
    """A file that cannot be used: what is wrong, where, the value, and how to mend it."""

    def __init__(
        self, what: str, *, remedy: str, where: str | None = None, value: str | None = None
    ) -> None:
        self.what, self.where, self.value, self.remedy = what, where, value, remedy
        place = f"（{where}）" if where else ""
        shown = f"，值“{shorten(value)}”" if value is not None else ""
        super().__init__(f"{what}{place}{shown}。{remedy}")

    def __reduce__(self) -> tuple[Callable[..., IntakeError], tuple[str | None, ...]]:
        return (_intake_error, (self.what, self.remedy, self.where, self.value))


def _intake_error(what: str, remedy: str, where: str | None, value: str | None) -> IntakeError:
    return IntakeError(what, remedy=remedy, where=where, value=value)


class UnreadableError(ValueError):
    """A single value that cannot be read; ``remedy`` says how to write it."""

    def __init__(self, what: str, value: str, remedy: str) -> None:
        self.what, self.value, self.remedy = what, value, remedy
        super().__init__(f"{what}：“{shorten(value)}”；{remedy}")

    def __reduce__(self) -> tuple[type[UnreadableError], tuple[str, str, str]]:
        return (UnreadableError, (self.what, self.value, self.remedy))


def shorten(value: str) -> str:
    """Return *value* on one line and short enough for a message."""
    flat = " ".join(value.split())
    return flat if len(flat) <= MAX_SHOWN else flat[: MAX_SHOWN - 1] + "…"
