"""Bodies bounded in bytes and in time, read whole before a route begins."""

from __future__ import annotations

import asyncio

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from convscope.server.failures import busy, failure

MOST_BYTES = 32 * 2**20  # of a photo
USUAL_BYTES = 64 * 2**10  # of anything else
SECONDS = 20.0
AT_ONCE = 4  # photos that are being sent

PHOTOS = "/api/photos"


class Bodies:
    """Reads a request's body, and lets the request through with it."""

    def __init__(self, app: ASGIApp, seconds: float = SECONDS) -> None:
        self._app, self._seconds = app, seconds
        self._reading = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let through."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self._app(scope, receive, send)
            return
        is_photo = scope["path"] == PHOTOS
        most = MOST_BYTES if is_photo else USUAL_BYTES
        length = Headers(scope=scope).get("content-length", "0")
        if is_photo and self._reading >= AT_ONCE:
            await busy()(scope, receive, send)
            return
        if not length.isdecimal() or int(length) > most:
            await _too_large(most)(scope, receive, send)
            return
        self._reading += is_photo
        try:
            body = await asyncio.wait_for(_read(receive, most), self._seconds)
            if body is None:
                await _too_large(most)(scope, receive, send)
            else:
                await self._app(scope, _replaying(body, receive), send)
        except TimeoutError:
            slow = failure(
                408, "slow", f"The body did not come within {self._seconds:g} s.", "Send it again.", CLOSE
            )
            await slow(scope, receive, send)
        finally:
            self._reading -= is_photo


CLOSE = {"Connection": "close"}


async def _read(receive: Receive, most: int) -> bytes | None:
    """The whole body; None where it is longer than it may be."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return bytes(body)
        body += message.get("body", b"")
        if len(body) > most:
            return None
        if not message.get("more_body"):
            return bytes(body)


def _replaying(body: bytes, receive: Receive) -> Receive:
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return messages.pop() if messages else await receive()

    return replay


def _too_large(most: int) -> ASGIApp:
    return failure(413, "size", f"The body may hold {most >> 10} KiB at most.", "Send a smaller one.", CLOSE)
