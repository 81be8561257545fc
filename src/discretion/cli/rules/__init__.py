"""``discretion rules …``: one module an action.

A module says what it is for (``SUMMARY``), what it takes (``arguments``) and does it (``run``,
which returns the exit status). It imports what is heavy only when it runs.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Protocol

from discretion.cli.arguments import Parser
from discretion.cli.rules import (
    backtest,
    diff,
    dmn,
    draft,
    export,
    importing,
    lint,
    listing,
    publish,
    schema,
    showing,
    testing,
)


class Action(Protocol):
    """A module of this package."""

    SUMMARY: str

    def arguments(self, parser: Parser) -> None:
        """Say what the action takes."""

    def run(self, options: argparse.Namespace) -> int:
        """Do it; return the exit status."""


ACTIONS: Mapping[str, Action] = {
    "list": listing,
    "show": showing,
    "schema": schema,
    "lint": lint,
    "diff": diff,
    "backtest": backtest,
    "test": testing,
    "draft": draft,
    "export": export,
    "import": importing,
    "dmn": dmn,
    "publish": publish,
}
