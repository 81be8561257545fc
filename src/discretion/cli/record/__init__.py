"""``discretion record …``: one module an action, as in :mod:`discretion.cli.rules`."""

from __future__ import annotations

from collections.abc import Mapping

from discretion.cli.record import adding, replaying, verifying
from discretion.cli.rules import Action

ACTIONS: Mapping[str, Action] = {"add": adding, "verify": verifying, "replay": replaying}
