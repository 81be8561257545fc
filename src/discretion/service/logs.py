"""Logs as lines of JSON: what happened, never of whom. No body, name, number or address is kept."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any

LOGGER = "discretion.service"


class JsonLines(logging.Formatter):
    """One JSON object a line.

    Of an exception its type and the places in the code are written, never its message: that may
    quote the content of a request.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of *record*."""
        data: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            frames = traceback.extract_tb(error.__traceback__)
            data["error"] = type(error).__name__
            data["at"] = [f"{f.filename}:{f.lineno} {f.name}" for f in frames[-8:]]
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def set_up(level: int = logging.INFO) -> None:
    """Send the logs of the service and of its server, from *level* on, to the error stream."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    for name in (LOGGER, "uvicorn"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(level)
