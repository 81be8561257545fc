"""``discretion publicity …``: one module an action, as in :mod:`discretion.cli.rules`."""

from __future__ import annotations

from collections.abc import Mapping

from discretion.cli.publicity import checking, exporting, importing
from discretion.cli.rules import Action

ACTIONS: Mapping[str, Action] = {"check": checking, "import": importing, "export": exporting}
