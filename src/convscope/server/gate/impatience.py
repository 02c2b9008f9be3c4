"""Connections on which no request comes are closed, also where one comes byte by byte."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

SECONDS = 10.0  # for the head of a request


class Impatient(H11Protocol):
    """HTTP that closes a connection which is for `SECONDS` between two requests, or before its first."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to look whether requests come."""
        super().connection_made(transport)
        self.loop.call_later(SECONDS, self._look, self.cycle)

    def _look(self, before: RequestResponseCycle | None) -> None:
        if self.transport.is_closing():
            return
        waits = self.cycle is None or self.cycle.response_complete
        if waits and self.cycle is before:
            self.transport.close()
        else:
            # A request that is being answered has its own bounds.
            self.loop.call_later(SECONDS, self._look, self.cycle if waits else None)
