"""What the desks of one rulebook remember, kept within one bound."""

from __future__ import annotations

from threading import Lock
from typing import Any


class Memory:
    """Dictionaries that together hold at most *most* answers; when there are more, all begin anew.

    >>> memory = Memory(2)
    >>> squares, cubes = memory.shelf(), memory.shelf()
    >>> memory.keep(squares, 2, 4), memory.keep(cubes, 2, 8), memory.keep(cubes, 3, 27)
    (4, 8, 27)
    >>> squares, cubes
    ({}, {3: 27})
    """

    def __init__(self, most: int) -> None:
        self._most, self._count = most, 0
        self._shelves: list[dict[Any, Any]] = []
        self._lock = Lock()

    def shelf(self) -> dict[Any, Any]:
        """Return a new dictionary to be read freely and written by :meth:`keep`."""
        shelf: dict[Any, Any] = {}
        with self._lock:
            self._shelves.append(shelf)
        return shelf

    def keep(self, shelf: dict[Any, Any], key: Any, answer: Any) -> Any:
        """Write *answer* down under *key*, and return it."""
        with self._lock:
            if self._count >= self._most:
                for each in self._shelves:
                    each.clear()
                self._count = 0
            self._count += 1
            shelf[key] = answer
        return answer
