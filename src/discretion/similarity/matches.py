"""Similar cases whose particulars are read only when somebody looks at them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from threading import Lock
from typing import Any, overload

from discretion.model.review import Match


class Matches(Sequence[Match]):
    """A tuple of matches, which *read* returns; equal to that tuple, and pickled as it.

    Finding the nearest cases costs a fraction of reading them and saying why they are alike.
    """

    __slots__ = ("_known", "_lock", "_read", "scores")

    def __init__(
        self, scores: Iterable[tuple[str, float]], read: Callable[[], Sequence[Match]]
    ) -> None:
        self.scores = tuple(scores)
        """Their ids and scores, which need no reading."""
        self._read: Callable[[], Sequence[Match]] | None = read
        self._known: tuple[Match, ...] = ()
        self._lock = Lock()

    def known(self) -> tuple[Match, ...]:
        """Return the matches.

        Raises:
            CorpusError: the corpus is damaged.
        """
        with self._lock:
            if self._read is not None:
                self._known, self._read = tuple(self._read()), None
        return self._known

    def __len__(self) -> int:
        return len(self.scores)

    @overload
    def __getitem__(self, index: int) -> Match: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Match, ...]: ...
    def __getitem__(self, index: int | slice) -> Match | tuple[Match, ...]:
        return self.known()[index]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Matches):
            return self.known() == other.known()
        return self.known() == other if isinstance(other, tuple) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.known())

    def __repr__(self) -> str:
        return repr(self.known())

    def __reduce__(self) -> tuple[Any, ...]:
        return tuple, (self.known(),)
