"""durable-rules, wrapped once: the only module that knows its traps.

What goes wrong with the engine, and how it is kept from happening here:

- Its ``Host`` starts two timer threads in every process and keeps a global directory of rulesets;
  the compiled extension is driven directly, and a lock lets one thread at a time in.
- A fact that meets no rule raises an exception; here it is simply a fact without consequence.
- What an action raises ends up in a state nobody reads; there are no actions: matches come back.
- Texts equal numbers that look alike, true equals 1 and null is unequal to everything; facts are
  checked against the declared types, and null is never asserted.
- A rule that joins two facts by more than an equality reads memory that nobody wrote, and now and
  then ends the process; here a rule tests one fact, and what lies between two cases is computed
  before and asserted as one.
- Facts stay until they are retracted: each is retracted as soon as it has been answered, so that
  the engine holds none and never takes one for another.
- An answer costs some 50 µs: the latest are remembered.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any

from discretion.stream.conditions import Expression

Attribute = bool | int | str
FactData = Mapping[str, Attribute]
Types = Mapping[str, Mapping[str, type]]
"""The type of every attribute of every kind of fact."""

_SESSION = "s"
_OBSERVED = 2
"""What the engine returns for a fact that it believes to hold already."""
MOST_REMEMBERED = 2048
"""Facts whose answers are kept."""
_names = itertools.count()
_encoded = json.JSONEncoder(ensure_ascii=False).encode


class EngineError(RuntimeError):
    """The engine did what it must not: a fault of this program, never of the input."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A fact of one kind that meets all *tests*."""

    kind: str
    tests: tuple[Expression, ...] = ()


class Matcher:
    """A set of rules that tell which of them a fact fires."""

    def __init__(self, rules: Mapping[str, Pattern], types: Types) -> None:
        """Compile *rules*; raises ModuleNotFoundError where durable-rules is not installed."""
        import durable_rules_engine  # type: ignore[import-not-found, unused-ignore]

        definition = {
            name: {"all": [{"m": {"$and": [{"kind": rule.kind}, *rule.tests]}}]}
            for name, rule in rules.items()
        }
        self._types = types
        self._engine: Any = durable_rules_engine
        self._lock = Lock()
        self._remembered = lru_cache(MOST_REMEMBERED)(self._answer)
        text = json.dumps(definition, ensure_ascii=False)
        self._handle = self._engine.create_ruleset(f"discretion-{next(_names)}", text)

    def fired(self, kind: str, data: FactData) -> tuple[str, ...]:
        """Return the names of all rules that a fact of *kind* meets, sorted."""
        types = self._types[kind]
        for name, value in data.items():
            if type(value) is not types[name]:
                raise EngineError(f"{kind}.{name} is a {type(value).__name__}")
        return self._remembered(kind, frozenset(data.items()))

    def _answer(self, kind: str, data: frozenset[tuple[str, Attribute]]) -> tuple[str, ...]:
        text = _encoded({**dict(data), "id": "0", "kind": kind, "sid": _SESSION})
        with self._lock:
            status, state = self._engine.assert_fact(self._handle, text)
            try:
                if status == _OBSERVED:
                    raise EngineError("a fact is said to be known already")
                return tuple(sorted(self._fired(state)))
            finally:
                self._engine.retract_fact(self._handle, text)

    def _fired(self, state: Any) -> Iterator[str]:
        action = self._engine.start_action_for_state(self._handle, state)
        fired = action[1] if action else None
        while fired:
            yield from json.loads(fired)
            fired = self._engine.complete_and_start_action(self._handle, state)
