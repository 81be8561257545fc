"""The fast protocol, with bounds on what a client can make it hold.

By itself it keeps headers of any length, and goes on reading requests that queue behind one
another on a connection without end.
"""

from __future__ import annotations

from collections import deque
from typing import Any

from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_HEADERS = 1 << 16
"""So many bytes that are neither the end of headers nor a body are too many."""
_TOO_LONG = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)


class FrugalProtocol(HttpToolsProtocol):
    """Refuses long headers; reads on only when all that it has read is being answered."""

    _barren = 0
    """Bytes since headers were complete or a body went on."""

    def connection_made(self, transport: Any) -> None:
        """Keep the door shut while requests wait in the queue."""
        super().connection_made(transport)
        self.flow = _OneAtATime(transport, self.pipeline)

    def data_received(self, data: bytes) -> None:
        """Take bytes; close the connection where headers do not come to their end."""
        self._barren += len(data)
        super().data_received(data)
        if self._barren > MOST_HEADERS and not self.transport.is_closing():
            if self.cycle is None or self.cycle.response_complete:
                self.transport.write(_TOO_LONG)
            self.transport.close()

    def on_message_begin(self) -> None:
        """Count anew."""
        super().on_message_begin()
        self._barren = 0

    def on_headers_complete(self) -> None:
        """Count anew."""
        super().on_headers_complete()
        self._barren = 0

    def on_body(self, body: bytes) -> None:
        """Count anew."""
        super().on_body(body)
        self._barren = 0


class _OneAtATime(FlowControl):
    def __init__(self, transport: Any, waiting: deque[Any]) -> None:
        super().__init__(transport)
        self._waiting = waiting

    def resume_reading(self) -> None:
        if not self._waiting:
            super().resume_reading()
