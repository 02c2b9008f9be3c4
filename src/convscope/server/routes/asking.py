"""What routes share: the microscope that they ask, what names a photo or layer, and ETags."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Annotated, Any, TypeAlias

from fastapi import Depends, Path, Query, Request, Response

from convscope.progress import Progress
from convscope.server.answer import BINARY, Answer
from convscope.server.bench import Bench
from convscope.server.gate.within import NETWORK
from convscope.server.microscope import Microscope
from convscope.server.shelf import Held
from convscope.server.worker import Worker


def _microscope(request: Request) -> Microscope:
    bench: Bench = request.app.state.bench
    number = request.scope.get(NETWORK)
    return bench.first if number is None else bench.find(number)


Asked = Annotated[Microscope, Depends(_microscope)]


def _held(
    asked: Asked, photo: Annotated[str, Path(pattern="^[0-9a-f]{12}$", description="The photo's id.")]
) -> Held:
    return asked.shelf.find(photo)


HeldPhoto = Annotated[Held, Depends(_held)]
LayerName = Annotated[str, Query(min_length=1, max_length=500, description="The layer's address.")]
First = Annotated[int, Query(ge=0, le=10**9, description="The first channel or unit that is sent.")]
Count = Annotated[int, Query(ge=1, le=4096, description="How many at most.")]

SECONDS = 0.2  # between two looks whether the browser still waits
GIVEN_UP = 499  # which nobody hears

Responses: TypeAlias = "dict[int | str, dict[str, Any]]"  # of a route, by their status

ARRAY: Responses = {
    200: {
        "description": "Little-endian numbers in the order of their axes, the last one fastest.",
        "content": {BINARY: {"schema": {"type": "string", "format": "binary"}}},
        "headers": {
            name: {"description": description, "schema": {"type": "string"}}
            for name, description in (
                ("X-Convscope-Shape", "Lengths of the axes, with commas between."),
                ("X-Convscope-Dtype", "float16 or float32."),
                ("X-Convscope-Range", "The least and the greatest finite value."),
                ("ETag", "Of the network, the photo and the question."),
            )
        },
    }
}
PICTURE: Responses = {200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}}
UNCHANGED: Responses = {304: {"description": "What the browser has is right."}}


class Question:
    """A request whose answer is decided by network, photo and question, so that it is computed once."""

    def __init__(self, request: Request, asked: Asked) -> None:
        self._request, self._asked = request, asked

    async def answered(
        self,
        make: Callable[[], Answer],
        worker: Worker,
        what: str,
        held: Held | None = None,
        *,
        progress: Progress | None = None,
        **question: Any,
    ) -> Response:
        """The answer, or 304 where the browser has it.  It is computed no further when the browser gives it up.

        Args:
            make: computes it.
            worker: where.
            what: is asked for.
            held: the photo that it is asked about.
            progress: ends the computation when it is cancelled.
            question: all else that decides the answer.
        """
        key = await self._asked.key(what, held, **question)
        headers = {"ETag": f'"{key}"'}
        known = self._request.headers.get("if-none-match", "")
        if key in [tag.strip().removeprefix("W/").strip('"') for tag in known.split(",")]:
            return Response(status_code=304, headers=headers)
        asking = asyncio.ensure_future(self._asked.ask(key, make, worker, progress))
        while not (await asyncio.wait({asking}, timeout=SECONDS))[0]:
            if await self._request.is_disconnected():
                asking.cancel()
                return Response(status_code=GIVEN_UP)
        found = asking.result()
        return Response(found.content, media_type=found.media_type, headers={**headers, **found.headers})


Questioned = Annotated[Question, Depends(Question)]
