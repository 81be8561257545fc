"""``discretion corpus …``: one module an action, as in :mod:`discretion.cli.rules`."""

from __future__ import annotations

from collections.abc import Mapping

from discretion.cli.corpus import compacting, erasing, info, restoring, verifying
from discretion.cli.rules import Action

ACTIONS: Mapping[str, Action] = {
    "info": info,
    "verify": verifying,
    "compact": compacting,
    "erase": erasing,
    "restore": restoring,
}
