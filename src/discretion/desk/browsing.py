"""The rulebook and the audit at the desk: two parts that share what is worked out of both."""

from __future__ import annotations

from starlette.routing import Route

from discretion.desk.dashboard import pages as dashboard
from discretion.desk.frame import Desk
from discretion.desk.rulebook import pages as rulebook
from discretion.desk.study import Study


def routes(desk: Desk) -> list[Route]:
    """Return the routes under ``/desk/rules`` and ``/desk/audit``."""
    study = Study()
    return [*rulebook.routes(desk, study), *dashboard.routes(desk, study)]
