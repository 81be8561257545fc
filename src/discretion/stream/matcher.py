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
- Facts stay until they are retracted, and hash to ids that may collide; each run gives its own
  ids, retracts what it asserted, and refuses to go on where the engine claims to know a fact.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from discretion.stream.conditions import Expression

Attribute = bool | int | str
FactData = Mapping[str, Attribute]
Types = Mapping[str, Mapping[str, type]]
"""The type of every attribute of every kind of fact."""

_SESSION = "s"
_UNHANDLED, _OBSERVED = 1, 2
_names = itertools.count()
_encoded = json.JSONEncoder(ensure_ascii=False).encode


class EngineError(RuntimeError):
    """The engine did what it must not: a fault of this program, never of the input."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A fact of one kind that meets all *tests*."""

    kind: str
    tests: tuple[Expression, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that fired, and the place in the list of the fact that made it fire."""

    rule: str
    fact: int


class Matcher:
    """A set of rules that is run on small sets of facts, each run by itself."""

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
        text = json.dumps(definition, ensure_ascii=False)
        self._handle = self._engine.create_ruleset(f"discretion-{next(_names)}", text)

    def run(self, facts: Sequence[tuple[str, FactData]]) -> list[Match]:
        """Return every match of every rule among *facts*, in the order of rules and facts."""
        texts = [self._text(i, kind, data) for i, (kind, data) in enumerate(facts)]
        if not texts:
            return []
        with self._lock:
            try:
                found = self._matches(texts)
            finally:
                for text in texts:
                    self._engine.retract_fact(self._handle, text)
        return sorted(found, key=lambda m: (m.rule, m.fact))

    def _matches(self, texts: list[str]) -> list[Match]:
        state = None
        for text in texts:
            status, state = self._engine.assert_fact(self._handle, text)
            if status == _OBSERVED:
                raise EngineError("a fact is said to be known already")
        found = []
        action = self._engine.start_action_for_state(self._handle, state)
        fired = action[1] if action else None
        while fired:
            ((rule, matched),) = json.loads(fired).items()
            found.append(Match(rule, int(matched["m"]["id"])))
            fired = self._engine.complete_and_start_action(self._handle, state)
        return found

    def _text(self, number: int, kind: str, data: FactData) -> str:
        types = self._types[kind]
        for name, value in data.items():
            if type(value) is not types[name]:
                raise EngineError(f"{kind}.{name} is a {type(value).__name__}")
        fact = {**data, "id": str(number), "kind": kind, "sid": _SESSION}
        return _encoded(fact)
