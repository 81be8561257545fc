"""A connection whose request does not come to its end is closed: it must not be held for nothing.

The server waits without end for the headers of a request; what follows them is timed by the guard.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import uvicorn

if TYPE_CHECKING:
    from uvicorn.protocols.http.h11_impl import H11Protocol as Protocol
else:
    try:
        from discretion.service.frugal import FrugalProtocol as Protocol
    except ModuleNotFoundError:
        # It limits headers by itself, and reads no request before the last has been answered.
        from uvicorn.protocols.http.h11_impl import H11Protocol as Protocol


class PatientConfig(uvicorn.Config):
    """The server's configuration, with the time that headers may take, seconds."""

    patience: float = 30.0


class Patient(Protocol):
    """Counts from the connection, or from the first byte after an answer."""

    late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to count."""
        super().connection_made(transport)
        self._begin()

    def data_received(self, data: bytes) -> None:
        """Take bytes; where they are no whole headers after an answer, begin to count."""
        super().data_received(data)
        if self.late is None and self._idle():
            self._begin()

    def connection_lost(self, exc: Exception | None) -> None:
        """Count no more."""
        if self.late is not None:
            self.late.cancel()
        super().connection_lost(exc)

    def _idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _begin(self) -> None:
        assert isinstance(self.config, PatientConfig)
        self.late = self.loop.call_later(self.config.patience, self._end, self.cycle)

    def _end(self, before: Any) -> None:
        self.late = None
        if self.cycle is before and self._idle() and not self.transport.is_closing():
            self.transport.close()
