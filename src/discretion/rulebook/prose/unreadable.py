"""A single value of prose that cannot be read, and how to write it."""

from __future__ import annotations

MAX_SHOWN = 60
"""Characters of an offending value that a message repeats."""


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
