"""Runs that are watched: curves, and what the networks were after epochs."""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import BaseModel, Field, RootModel

from convscope.learn.epochs import best_epoch
from convscope.learn.run import Run
from convscope.server.answer import Answer, array_answer, document_answer
from convscope.server.routes.asking import ARRAY, UNCHANGED, Asked, Count, HeldPhoto, Questioned
from convscope.server.schemas import PredictionRow
from convscope.server.watched import Kept

router = APIRouter(tags=["runs"])
_Predictions = RootModel[list[PredictionRow]]


class RunCard(BaseModel):
    """A run, as far as it has come."""

    id: int
    name: str
    architecture: str
    data: str = Field(description="Name of the data set.")
    classes: list[str]
    rows: list[dict[str, float]] = Field(
        description="An epoch each: loss and figures of training and validation."
    )
    best: int | None = Field(description="The epoch with the best validation so far.")
    has_ended: bool
    snapshots: list[int] = Field(description="Epochs of which weights and pictures were kept.")


def _run(
    asked: Asked, run: Annotated[int, Path(ge=0, le=99, description="Its place among those given.")]
) -> Run:
    return asked.watched.read(run)


Found = Annotated[Run, Depends(_run)]
Epoch = Annotated[int, Path(ge=0, le=10**6, description="After which.")]


@router.get("/runs")
async def runs(asked: Asked) -> list[RunCard]:
    """The runs that the page was opened with, read anew: one that is training has more epochs each time."""
    return await asked.decoding.do(lambda: [_card(asked, number) for number in range(len(asked.watched))])


def _card(asked: Asked, number: int) -> RunCard:
    run = asked.watched.read(number)
    rows, result = run.metrics(), run.result
    best = result.get("best") or (best_epoch(rows, run.figures) if rows else None)
    return RunCard(
        id=number,
        name=run.name,
        architecture=run.network_description.architecture,
        data=FilePath(str(run.settings["data"]["place"])).name,
        classes=list(run.classes),
        rows=rows,
        best=None if best is None else int(best["epoch"]),
        has_ended=bool(result),
        snapshots=asked.watched.epochs(run),
    )


@router.get("/runs/{run}/epochs/{epoch}/{what}", response_class=Response, responses=ARRAY)
async def kept(
    asked: Asked,
    found: Found,
    epoch: Epoch,
    what: Annotated[
        Kept,
        Path(
            description="Of the first convolution kernels (filters, C, rows, columns) and maps of the first "
            "validation picture; the validation pictures in the plane of their features' greatest variances "
            "(N, 2), and their classes (N,)."
        ),
    ],
) -> Response:
    """What a snapshot has kept, as float32."""
    answer = await asked.decoding.do(lambda: array_answer(asked.watched.kept(found, epoch, what)))
    return Response(answer.content, media_type=answer.media_type, headers=dict(answer.headers))


@router.get(
    "/runs/{run}/epochs/{epoch}/photos/{photo}/predictions",
    response_model=list[PredictionRow],
    responses=UNCHANGED,
)
async def said(asked: Asked, questioned: Questioned, found: Found, epoch: Epoch, held: HeldPhoto) -> Response:
    """What the network said of a photo after an epoch."""
    network = await asked.decoding.do(lambda: asked.watched.network(found, epoch))

    def make() -> Answer:
        rows = [PredictionRow.of(one) for one in network.predict(asked.shelf.photo(held), top=3)]
        return document_answer(_Predictions(rows))

    return await questioned.answered(make, asked.quick, "predictions-then", held, digest=network.digest)


@router.get(
    "/runs/{run}/epochs/{epoch}/photos/{photo}/maps", response_class=Response, responses=ARRAY | UNCHANGED
)
async def maps(
    asked: Asked,
    questioned: Questioned,
    found: Found,
    epoch: Epoch,
    held: HeldPhoto,
    layer: Annotated[
        str | None, Query(max_length=500, description="The layer; by default the first convolution.")
    ] = None,
    count: Count = 16,
) -> Response:
    """Maps (channels, ...) of a photo by the network as it was after an epoch, as float32."""
    network = await asked.decoding.do(lambda: asked.watched.network(found, epoch))

    def make() -> Answer:
        first = next(node.address for node in network.graph().nodes if node.operation == "conv")
        values = network.activations(asked.shelf.photo(held), [layer or first])[layer or first]
        return array_answer(values[:count].float().cpu().numpy())

    return await questioned.answered(
        make, asked.quick, "maps-then", held, digest=network.digest, layer=layer, count=count
    )
