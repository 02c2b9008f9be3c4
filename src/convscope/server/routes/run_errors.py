"""What the network of a run got wrong after an epoch, and the units behind it."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, Field

from convscope.evaluation.sampled_errors import SampledErrors, sampled_errors
from convscope.learn.run import Run
from convscope.progress import Progress
from convscope.server.answer import Answer, document_answer
from convscope.server.routes.asking import UNCHANGED, Asked, Questioned
from convscope.server.routes.networks import NetworkOffer
from convscope.server.routes.runs import Epoch, Found
from convscope.server.routes.scan import SHEET
from convscope.server.schemas import PhotoCard
from convscope.server.sheets import reduced

router = APIRouter(tags=["runs"])

SHOWN = 24  # errors, the worst first
SIDE = 320  # pixels of a picture

Number = Annotated[int, Path(ge=0, le=9999, description="Of a validation picture, as the errors say it.")]


class RaisedBy(BaseModel):
    """A unit that raised the wrong class over the right one."""

    unit: str
    contribution: float = Field(description="What it adds to the difference of the two scores.")
    said_without: str = Field(description="What is said where this unit and those before it are 0.")


class ErrorRow(BaseModel):
    """A validation picture that was classified wrong."""

    number: int
    name: str
    truth: str
    said: str
    probability: float = Field(description="Of what was said.")
    difference: float | None = Field(description="Of the two scores, the wrong less the right.")
    units: list[RaisedBy] = Field(description="Those that add most; none where the last layer is not linear.")


class BehindRow(BaseModel):
    """A unit behind several errors."""

    unit: str
    errors: int
    contribution: float = Field(description="The mean of what it added.")
    said: str
    truth: str


class ErrorsCard(BaseModel):
    """What was wrong after an epoch."""

    pictures: int = Field(description="How many validation pictures were looked at, evenly chosen.")
    wrong: int
    behind: list[BehindRow]
    rows: list[ErrorRow] = Field(description="The worst ones first.")


@router.get("/runs/{run}/epochs/{epoch}/errors", response_model=ErrorsCard, responses=UNCHANGED)
async def errors(asked: Asked, questioned: Questioned, found: Found, epoch: Epoch) -> Response:
    """The errors among up to 300 validation pictures, each with the units that raised the wrong class, exactly."""
    network = await asked.decoding.do(lambda: asked.watched.network(found, epoch))
    progress = Progress()

    def make() -> Answer:
        items = asked.watched.pictures(found)
        numbers = {item.name: number for number, item in enumerate(items)}
        return document_answer(
            _card(sampled_errors(network, items, found.classes, progress=progress), numbers)
        )

    return await questioned.answered(
        make, asked.long, "errors-then", progress=progress, digest=network.digest, data=_data(found)
    )


def _data(run: Run) -> str:
    """What decides which pictures they are."""
    return json.dumps(run.settings["data"], sort_keys=True)


def _card(found: SampledErrors, numbers: dict[str, int]) -> ErrorsCard:
    answers = found.reading.answers
    rows = []
    for place, row in enumerate(found.rows[:SHOWN].tolist()):
        raised = found.raised[place] if found.raised else None
        name = found.reading.items[row].name
        rows.append(
            ErrorRow(
                number=numbers[name],
                name=name.rpartition("/")[2],
                truth=answers.classes[answers.truth[row]],
                said=answers.classes[answers.predicted[row]],
                probability=float(answers.confidences[row]),
                difference=raised.difference if raised else None,
                units=[
                    RaisedBy(unit=one.address, contribution=one.contribution, said_without=one.said_without)
                    for one in (raised.units if raised else ())
                ],
            )
        )
    behind = [
        BehindRow(
            unit=one.address,
            errors=one.errors,
            contribution=one.contribution,
            said=one.said,
            truth=one.truth,
        )
        for one in found.behind
    ]
    return ErrorsCard(pictures=len(answers), wrong=len(found.rows), behind=behind, rows=rows)


@router.get("/runs/{run}/pictures/{number}", response_class=Response, responses=SHEET | UNCHANGED)
async def picture(asked: Asked, questioned: Questioned, found: Found, number: Number) -> Response:
    """A validation picture."""

    def make() -> Answer:
        return reduced(asked.watched.picture(found, number).to_pil(), SIDE)

    return await questioned.answered(make, asked.decoding, "run-picture", number=number, data=_data(found))


@router.post("/runs/{run}/pictures/{number}/shelf", status_code=201)
async def put_on_shelf(asked: Asked, found: Found, number: Number) -> PhotoCard:
    """Put a validation picture among those that can be asked about; it is kept as one that was sent."""

    def put() -> PhotoCard:
        photo = asked.watched.picture(found, number)
        held = asked.shelf.put(photo, photo.name)
        return PhotoCard(id=held.id, name=held.name, is_sent=held.is_sent)

    return await asked.decoding.do(put)


@router.post("/runs/{run}/epochs/{epoch}/network", status_code=201)
async def open_epoch(request: Request, asked: Asked, found: Found, epoch: Epoch) -> NetworkOffer:
    """Open the network as it was after an epoch beside the others."""
    bench = request.app.state.bench

    def work() -> NetworkOffer:
        network = asked.watched.network(found, epoch)
        return NetworkOffer(id=bench.put(network), name=network.name, is_open=True)

    return await asked.long.do(work)
