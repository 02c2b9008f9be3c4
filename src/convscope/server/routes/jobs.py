"""Jobs: start one, watch it, pause it, go on, cancel it, take its picture."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Depends, Path, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from convscope.language import translated
from convscope.makers.visualization.settings import STARTS
from convscope.server.failures import MissingError
from convscope.server.jobs.job import Job, State
from convscope.server.jobs.pictures import CLIMBS, PHOTOS, settings_of, work_of
from convscope.server.routes.asking import Asked

SECONDS = 0.1  # from one look at a job that is watched to the next


class ChangeCard(BaseModel):
    """Something else that is climbed from a step on."""

    after: int = Field(description="Steps taken before it.")
    objectives: list[str]


class MakerCard(BaseModel):
    """What makes pictures."""

    name: str
    climbs: str = Field(description="The setting that says what is climbed.")
    photos: dict[str, list[str]] = Field(
        description="The settings that are photos, by their ids, and what else each can be."
    )
    settings: dict[str, Any] = Field(description="JSON schema of its settings.")


class JobCard(BaseModel):
    """A job and how far it is."""

    id: str
    maker: str
    network: str = Field(description="The network's name.")
    settings: dict[str, Any] = Field(description="Those that were sent.")
    changes: list[ChangeCard] = Field(description="Of what is climbed, while it was.")
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
        maker=job.work.maker,
        network=job.work.network,
        settings=dict(job.work.settings),
        changes=[
            ChangeCard(after=change.after, objectives=list(change.objectives))
            for change in job.work.steering.changes
        ],
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
    _add_watching(router)
    _add_changing(router)
    return router


def _add_watching(router: APIRouter) -> None:
    @router.get("/jobs")
    async def jobs(asked: Asked) -> list[JobCard]:
        """The jobs that wait, compute or have ended, in the order in which they came."""
        return [_card(job) for job in asked.jobs.all()]

    @router.get("/makers")
    async def makers() -> list[MakerCard]:
        """What jobs can make, with their settings."""
        return [
            MakerCard(
                name=maker,
                climbs=CLIMBS[maker],
                photos={name: list(STARTS) if name == "start" else [] for name in photos},
                settings=_told(settings_of(maker).model_json_schema()),
            )
            for maker, photos in PHOTOS.items()
        ]

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
        responses={
            200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}},
            204: {
                "description": "The job ended without one; a page may still ask for what it saw a moment ago."
            },
        },
    )
    async def picture(found: Found) -> Response:
        """The picture so far; of a job that is done the result, which carries how it was made."""
        if found.picture is None and found.has_ended:
            return Response(status_code=204)
        if found.picture is None:
            raise MissingError(f"Job {found.number} has no picture.", "Wait until it has one.")
        return Response(found.picture, media_type="image/png")

    @router.get("/jobs/{job}/curve")
    async def curve(found: Found) -> list[tuple[int, float]]:
        """The steps so far, of many only some, and the objective that each reached."""
        return found.curve


def _add_changing(router: APIRouter) -> None:
    @router.post("/jobs/{job}/objectives")
    async def steer(
        asked: Asked,
        found: Found,
        objectives: Annotated[
            list[Annotated[str, Field(max_length=2000)]],
            Body(embed=True, min_length=1, max_length=16, description="What to climb, in their place."),
        ],
    ) -> JobCard:
        """Climb something else from the next step on; the picture will say so. One that has ended stays as it is."""
        await asked.quick.do(lambda: found.work.check(objectives))
        found.steer(objectives)
        return _card(found)

    @router.post("/jobs/{job}/state")
    async def change(
        found: Found,
        state: Annotated[
            Literal["paused", "running", "stopped", "cancelled"],
            Body(embed=True, description="What shall become of it."),
        ],
    ) -> JobCard:
        """Pause a job, let it go on, stop it with the best picture so far, or cancel it, which leaves none.

        One that has ended stays as it is.
        """
        changes = {
            "paused": found.pause,
            "running": found.resume,
            "stopped": found.stop,
            "cancelled": found.cancel,
        }
        changes[state]()
        return _card(found)


def _add(router: APIRouter, maker: str) -> None:
    async def start(asked: Asked, settings: BaseModel) -> JobCard:
        given = settings.model_dump(mode="json", exclude_unset=True)
        work = await asked.decoding.do(lambda: work_of(asked.network, asked.shelf, maker, given))
        return _card(asked.jobs.start(work))

    start.__annotations__["settings"] = settings_of(maker)
    router.add_api_route(
        f"/jobs/{maker}",
        start,
        methods=["POST"],
        status_code=201,
        summary=f"Start a job as convscope {maker} does.",
        operation_id=f"start {maker}",
    )


def _told(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema with what its fields mean in the language spoken now."""
    fields = schema["properties"].items()
    said = {name: {**field, "description": translated(field["description"])} for name, field in fields}
    return {**schema, "properties": said}


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
