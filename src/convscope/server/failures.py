"""What is wrong, as every answer says it: ``{"error": {"kind", "message", "hint"}}``."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from convscope.errors import AddressError, ConvscopeError
from convscope.language import translated
from convscope.server.worker import Busy, Ended


class Wrong(BaseModel):
    """What is wrong."""

    kind: str
    message: str
    hint: str = ""


class Failure(BaseModel):
    """The body of every answer that is no success."""

    error: Wrong


# What every route can answer beside its own.
FAILURES: dict[int | str, dict[str, Any]] = {
    status: {"model": Failure, "description": HTTPStatus(status).phrase}
    for status in (400, 401, 403, 404, 405, 408, 413, 422, 429, 503)
}


class MissingError(ConvscopeError):
    """A photo or job that the server does not have."""

    kind = "missing"


def failure(
    status: int, kind: str, message: str, hint: str = "", headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """An answer that says what is wrong."""
    wrong = Wrong(kind=kind, message=translated(message), hint=translated(hint))
    return JSONResponse(Failure(error=wrong).model_dump(), status, headers)


def busy() -> JSONResponse:
    """The answer where too much is asked at once."""
    return failure(429, "busy", "Too much is asked at once.", "Ask again in a second.", {"Retry-After": "1"})


def say_failures(app: FastAPI) -> None:
    """Make an app answer every error in this form."""

    @app.exception_handler(ConvscopeError)
    async def _wrong(_request: Request, error: ConvscopeError) -> JSONResponse:
        status = 404 if isinstance(error, AddressError | MissingError) else 422
        return failure(status, error.kind, error.message, error.hint)

    @app.exception_handler(RequestValidationError)
    async def _malformed(_request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"][1:]) or "The body"
        return failure(422, "request", f"{name}: {first['msg']}.", "See api/openapi.json for what is taken.")

    @app.exception_handler(HTTPException)
    async def _http(_request: Request, error: HTTPException) -> JSONResponse:
        return failure(error.status_code, "request", f"{error.detail}.", headers=error.headers)

    @app.exception_handler(Busy)
    async def _busy(_request: Request, _error: Busy) -> JSONResponse:
        return busy()

    @app.exception_handler(Ended)
    async def _ended(_request: Request, _error: Ended) -> JSONResponse:
        return failure(503, "ended", "The server ends.", "Start it again.")

    @app.exception_handler(Exception)
    async def _defect(_request: Request, error: Exception) -> JSONResponse:
        return failure(
            500,
            "defect",
            f"Something failed that should not: {type(error).__name__}.",
            "The server prints more.",
        )
