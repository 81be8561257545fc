"""Lines of a body as they arrive: whole, numbered from 1, none longer than is allowed."""

from __future__ import annotations

from dataclasses import dataclass, field

Numbered = list[tuple[int, bytes | None]]
"""Lines with their numbers; None in place of one that is too long."""


@dataclass(slots=True)
class Lines:
    """Cuts chunks into lines; one that is too long is handed out without its content.

    >>> lines = Lines(limit=3)
    >>> lines.feed(b"a\\n\\nlong"), lines.feed(b"er\\nb"), lines.end()
    ([(1, b'a')], [(3, None)], [(4, b'b')])
    """

    limit: int
    number: int = 0
    """Lines so far, empty ones too."""
    _rest: bytes = field(default=b"", init=False)
    _cut: bool = field(default=False, init=False)

    def feed(self, chunk: bytes) -> Numbered:
        """Return the lines that *chunk* completes, but for empty ones."""
        *whole, self._rest = (self._rest + chunk).split(b"\n")
        found = [each for line in whole if (each := self._numbered(line))]
        if len(self._rest) > self.limit:
            self._rest, self._cut = b"", True
        return found

    def end(self) -> Numbered:
        """Return the last line, where no line end followed it."""
        last = self._numbered(self._rest) if self._rest or self._cut else None
        self._rest = b""
        return [last] if last else []

    def _numbered(self, line: bytes) -> tuple[int, bytes | None] | None:
        self.number += 1
        if self._cut or len(line) > self.limit:
            self._cut = False
            return self.number, None
        return (self.number, line) if line.strip() else None
