"""Who may ask: hosts, origins, and the token that opens the page."""

from __future__ import annotations

import secrets
import time
from collections import deque
from collections.abc import Collection
from urllib.parse import urlsplit

from fastapi import Request, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from convscope.server.failures import failure

TRIES = 10  # wrong tokens in a minute
_SAFE = frozenset(("GET", "HEAD", "OPTIONS"))
_RELOADED = frozenset(("same-origin", "none"))


class Access:
    """The token, and the cookie that a browser gets for it.

    Args:
        token: opens the page.
        hosts: names by which a browser may reach the server; empty for any.
        port: of the server; browsers tell the cookies of two servers apart by names alone, not by ports.
    """

    def __init__(self, token: str, hosts: Collection[str], port: int) -> None:
        self.hosts = frozenset(host.lower() for host in hosts)
        self._token, self._session = token, secrets.token_urlsafe(32)
        self._cookie = f"convscope-{port}"
        self._wrong: deque[float] = deque(maxlen=TRIES)

    def opens(self, token: str) -> bool | None:
        """Whether it is the token; None where too many wrong ones came within a minute to look at it."""
        now = time.monotonic()
        if len(self._wrong) == TRIES and now - self._wrong[0] < 60:
            return None
        right = secrets.compare_digest(token.encode("utf-8", "replace"), self._token.encode())
        if not right:
            self._wrong.append(now)
        return right

    def is_known(self, request: Request) -> bool:
        """Whether a request carries the cookie."""
        sent = request.cookies.get(self._cookie, "")
        return secrets.compare_digest(sent.encode("utf-8", "replace"), self._session.encode())

    def remember(self, response: Response) -> Response:
        """Give the browser the cookie: for this site alone, out of reach of scripts, for what is below the page."""
        response.set_cookie(self._cookie, self._session, path=None, httponly=True, samesite="strict")
        return response

    def is_host(self, host: str) -> bool:
        """Whether the server is called so, with any port."""
        name = urlsplit(f"//{host}").hostname if host else None
        return name is not None and (not self.hosts or name in self.hosts)


class Gate:
    """Lets through what comes from the page itself and knows the token; the page's door and its files are open."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app, self._access = app, access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let through."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        answer = self._refusal(Request(scope)) or self._app
        await answer(scope, receive, send)

    def _refusal(self, request: Request) -> Response | None:
        try:
            is_host = self._access.is_host(request.headers.get("host", ""))
        except ValueError:  # brackets that are no IPv6 address
            is_host = False
        if not is_host:
            return failure(
                403,
                "host",
                "The server is not called so.",
                "Start it with that name among the hosts that it allows.",
            )
        if not _is_of_the_page(request):
            return failure(403, "origin", "Another site asked.", "Open the page itself.")
        is_open = request.url.path == "/" or request.url.path.startswith("/static/")
        if is_open or self._access.is_known(request):
            return None
        return failure(401, "token", "The token is missing.", "Open the address that the server printed.")


def _is_of_the_page(request: Request) -> bool:
    """Whether a request comes from the page, from a person's own hand, or from a program that is no browser."""
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    if origin is not None and urlsplit(origin).netloc.lower() != request.headers.get("host", "").lower():
        return False
    if site is None or site in _RELOADED:
        return True
    # A link on another page may lead to the door, where the token is asked for.
    return (
        request.url.path == "/"
        and request.method in _SAFE
        and request.headers.get("sec-fetch-mode") == "navigate"
    )
