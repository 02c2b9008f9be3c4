"""Jobs: start one, watch it, pause it, go on, cancel it, take its picture."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Depends, Path, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from convscope.server.failures import MissingError
from convscope.server.jobs.job import Job, State
from convscope.server.jobs.pictures import PHOTOS, making, settings_of
from convscope.server.routes.asking import Asked

SECONDS = 0.1  # from one look at a job that is watched to the next


class JobCard(BaseModel):
    """A job and how far it is."""

    id: str
    maker: str
    state: State
    done: int = Field(description="Pieces that are done.")
    total: int | None = Field(description="Pieces in all; null where nobody knows.")
    what: str = Field(description="The phase.")
    figures: dict[str, float] = Field(description="Reached so far.")
    has_picture: bool = Field(description="Whether there is a picture, so far or in the end.")
    version: int = Field(description="Counts what changed.")
    problem: str = Field(description="Why it failed.")


def _found(
    asked: Asked, job: Annotated[str, Path(pattern="^[0-9a-f]{12}$", description="The job's id.")]
) -> Job:
    return asked.jobs.find(job)


Found = Annotated[Job, Depends(_found)]


def _card(job: Job) -> JobCard:
    return JobCard(
        id=job.number,
        maker=job.maker,
        version=job.version,
        state=job.state,
        done=job.done,
        total=job.total,
        what=job.what,
        figures=job.figures,
        has_picture=job.picture is not None,
        problem=job.problem,
    )


def job_routes() -> APIRouter:
    """The routes of all jobs, and one that starts a job for each maker."""
    router = APIRouter(tags=["jobs"])
    for maker in PHOTOS:
        _add(router, maker)

    @router.get("/jobs")
    async def jobs(asked: Asked) -> list[JobCard]:
        """The jobs that wait, compute or have ended, in the order in which they came."""
        return [_card(job) for job in asked.jobs.all()]

    @router.get("/jobs/{job}")
    async def job(found: Found) -> JobCard:
        """One job."""
        return _card(found)

    @router.get(
        "/jobs/{job}/events",
        response_class=StreamingResponse,
        responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
    )
    async def events(asked: Asked, found: Found) -> StreamingResponse:
        """The job each time that something changed, as server-sent events, until it ends."""
        return StreamingResponse(_events(asked, found), media_type="text/event-stream")

    @router.get(
        "/jobs/{job}/picture",
        response_class=Response,
        responses={200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}},
    )
    async def picture(found: Found) -> Response:
        """The picture so far; of a job that is done the result, which carries how it was made."""
        if found.picture is None:
            raise MissingError(f"Job {found.number} has no picture.", "Wait until it has one.")
        return Response(found.picture, media_type="image/png")

    @router.post("/jobs/{job}/state")
    async def change(
        found: Found,
        state: Annotated[
            Literal["paused", "running", "cancelled"],
            Body(embed=True, description="What shall become of it."),
        ],
    ) -> JobCard:
        """Pause a job, let it go on, or cancel it, which leaves no picture; one that has ended stays as it is."""
        {"paused": found.pause, "running": found.resume, "cancelled": found.cancel}[state]()
        return _card(found)

    return router


def _add(router: APIRouter, maker: str) -> None:
    async def start(asked: Asked, settings: BaseModel) -> JobCard:
        given = settings.model_dump(mode="json", exclude_unset=True)
        make = await asked.decoding.do(lambda: making(asked.network, asked.shelf, maker, given))
        return _card(asked.jobs.start(maker, make))

    start.__annotations__["settings"] = settings_of(maker)
    router.add_api_route(
        f"/jobs/{maker}",
        start,
        methods=["POST"],
        status_code=201,
        summary=f"Start a job as convscope {maker} does.",
        operation_id=f"start {maker}",
    )


async def _events(asked: Any, job: Job) -> AsyncIterator[str]:
    seen = -1
    while not asked.is_closed:
        has_ended, version = job.has_ended, job.version
        if version != seen:
            seen = version
            yield f"data: {_card(job).model_dump_json()}\n\n"
        if has_ended:
            return
        await asyncio.sleep(SECONDS)
