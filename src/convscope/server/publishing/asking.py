"""Questions to the routes in this process, without a connection."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from urllib.parse import urlencode

from fastapi import FastAPI
from starlette.types import Message, Scope

from convscope.errors import Cancelled, ConvscopeError
from convscope.progress import Progress
from convscope.server.answer import Answer
from convscope.server.publishing.questions import Question

# How an answer is sent, which is not how it is kept.
_OF_THE_WAY = frozenset(("content-length", "etag"))
SECONDS = 0.1  # from one look whether somebody cancelled to the next


def asked(
    app: FastAPI, questions: Iterable[Question], take: Callable[[Question, Answer], None], progress: Progress
) -> None:
    """Ask one question after another.

    Args:
        app: the routes.
        questions: in their order.
        take: is given each answer.
        progress: of questions that take long; looked at while one is being answered.

    Raises:
        ConvscopeError: what an answer says is wrong.
        Cancelled: somebody asked to stop.
    """

    async def ask_all() -> None:
        for question in questions:
            take(question, await _until_cancelled(app, question, progress))

    # In a thread of its own: the one here may run a notebook's loop.
    with ThreadPoolExecutor(1) as threads:
        threads.submit(asyncio.run, ask_all()).result()


async def _until_cancelled(app: FastAPI, question: Question, progress: Progress) -> Answer:
    asking = asyncio.ensure_future(_answer(app, question))
    while not asking.done():
        if progress.cancelled:
            asking.cancel()
            raise Cancelled
        await asyncio.wait({asking}, timeout=SECONDS)
    return asking.result()


async def _answer(app: FastAPI, question: Question) -> Answer:
    path = f"/{question.path}"
    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": urlencode(question.words).encode(),
        "root_path": "",
        "headers": [],
        "client": None,
        "server": None,
    }
    status, headers, content = 0, dict[str, str](), bytearray()

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    async def send(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
            headers.update((name.decode(), value.decode("latin-1")) for name, value in message["headers"])
        else:
            content.extend(message.get("body", b""))

    await app(scope, receive, send)
    if status != HTTPStatus.OK:
        raise _refusal(json.loads(bytes(content))["error"])
    kept = {name: value for name, value in headers.items() if name not in _OF_THE_WAY}
    return Answer(bytes(content), kept.pop("content-type"), kept)


def _refusal(wrong: dict[str, str]) -> ConvscopeError:
    error = ConvscopeError(wrong["message"], wrong["hint"])
    error.kind = wrong["kind"]
    return error
