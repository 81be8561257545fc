"""What is wrong with a ledger as a file; a single value of it is an ``UnreadableError``."""

from __future__ import annotations

from collections.abc import Callable

from discretion.rulebook.prose.unreadable import shorten

Faults = tuple[tuple[str, str, str], ...]


class IntakeError(ValueError):
    """A file that cannot be used: what is wrong, where, the value, and how to mend it.

    ``faults`` are the (field, value, what is wrong) that a remedy puts into one sentence.
    """

    def __init__(
        self,
        what: str,
        *,
        remedy: str,
        where: str | None = None,
        value: str | None = None,
        faults: Faults = (),
    ) -> None:
        self.what, self.where, self.value, self.remedy = what, where, value, remedy
        self.faults = faults
        place = f"（{where}）" if where else ""
        shown = f"，值“{shorten(value)}”" if value is not None else ""
        super().__init__(f"{what}{place}{shown}。{remedy}")

    def __reduce__(self) -> tuple[Callable[..., IntakeError], tuple[str | Faults | None, ...]]:
        return (_intake_error, (self.what, self.remedy, self.where, self.value, self.faults))


def _intake_error(
    what: str, remedy: str, where: str | None, value: str | None, faults: Faults
) -> IntakeError:
    return IntakeError(what, remedy=remedy, where=where, value=value, faults=faults)
