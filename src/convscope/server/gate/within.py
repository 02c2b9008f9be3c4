"""Questions about another network than the first: ``api/networks/ID/...`` is ``api/...`` of that one."""

from __future__ import annotations

import re

from starlette.types import ASGIApp, Receive, Scope, Send

NETWORK = "convscope.network"  # in the scope of a request: the number of the network that it asks about

_WITHIN = re.compile("^/api/networks/([0-9a-f]{12})(/.+)$")


class Within:
    """Takes the number of a network out of a request's path."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through."""
        found = _WITHIN.match(scope["path"]) if scope["type"] == "http" else None
        if found is not None:
            path = f"/api{found[2]}"
            scope = {**scope, "path": path, "raw_path": path.encode(), NETWORK: found[1]}
        await self._app(scope, receive, send)
