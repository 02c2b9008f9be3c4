"""How much may be asked at a time, and how fast."""

from __future__ import annotations

import time
from collections import OrderedDict

from starlette.types import ASGIApp, Receive, Scope, Send

from convscope.server.failures import busy

AT_ONCE = 64
A_SECOND = 200.0
BURST = 600.0
CLIENTS = 1024  # addresses that are remembered


class Rate:
    """Answers 429 beyond `AT_ONCE` requests at a time, or beyond a rate for each client (a token bucket)."""

    def __init__(
        self, app: ASGIApp, a_second: float = A_SECOND, burst: float = BURST, at_once: int = AT_ONCE
    ) -> None:
        self._app, self._a_second, self._burst, self._at_once = app, a_second, burst, at_once
        self._now = 0
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif self._now >= self._at_once or not self._may(str((scope.get("client") or ("",))[0])):
            await busy()(scope, receive, send)
        else:
            self._now += 1
            try:
                await self._app(scope, receive, send)
            finally:
                self._now -= 1

    def _may(self, client: str) -> bool:
        now = time.monotonic()
        left, then = self._left.pop(client, (self._burst, now))
        left = min(self._burst, left + (now - then) * self._a_second)
        self._left[client] = max(0.0, left - 1), now
        if len(self._left) > CLIENTS:
            self._left.popitem(last=False)
        return left >= 1
