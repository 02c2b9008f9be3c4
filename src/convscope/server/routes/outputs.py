"""What a network makes of a photo where that is no list: boxes, a mask of classes, or a picture."""

from __future__ import annotations

import io
import json

import numpy as np
import torch
from fastapi import APIRouter, Response
from numpy.typing import NDArray
from PIL import Image
from pydantic import RootModel

from convscope.errors import NetworkError
from convscope.network import Network, Prediction
from convscope.network.found import found
from convscope.network.task import Task
from convscope.network.task.boxes import Boxes
from convscope.network.task.places import Picture, Segmentation
from convscope.server.answer import Answer, array_answer, document_answer
from convscope.server.outlines import outline_of
from convscope.server.routes.asking import ARRAY, UNCHANGED, Asked, HeldPhoto, Questioned, Responses
from convscope.server.schemas import BoxRow, Output

router = APIRouter(tags=["photos"])
LEAST = 0.05  # score of what the page may show

_Boxes = RootModel[list[BoxRow]]
PICTURE: Responses = {200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}}


def output_of(task: Task) -> Output:
    """How what a network says is shown."""
    if isinstance(task, Segmentation):
        return "mask"
    if isinstance(task, Boxes):
        return "boxes"
    return "picture" if isinstance(task, Picture) else "list"


@router.get("/photos/{photo}/boxes", response_model=list[BoxRow], responses=UNCHANGED)
async def boxes(asked: Asked, questioned: Questioned, held: HeldPhoto) -> Response:
    """What a detector finds with a score of at least 0.05, the highest first; of overlapping boxes the best.

    A network that gives masks says their outlines, too.
    """

    def make() -> Answer:
        network = asked.network
        if not isinstance(network.task, Boxes):
            raise _no("boxes", network)
        inputs = network.prepare(asked.shelf.photo(held))
        size = (inputs.shape[2], inputs.shape[3])
        (detections,) = found(network, inputs, least=LEAST)
        rows = [
            BoxRow(
                index=one.index,
                label=one.label,
                score=one.score,
                box=one.box,
                outline=None if one.mask is None else outline_of(one.mask, size),
            )
            for one in detections
        ]
        return document_answer(_Boxes(rows))

    return await questioned.answered(make, asked.quick, "boxes", held)


@router.get("/photos/{photo}/mask", response_class=Response, responses=ARRAY | UNCHANGED)
async def mask(asked: Asked, questioned: Questioned, held: HeldPhoto) -> Response:
    """The class (rows, columns) that wins each place, as its number.

    The header X-Convscope-About holds the classes that win places, as JSON: index, label and share.
    """

    def make() -> Answer:
        won = _predictions(asked, held, "mask")
        classes = [{"index": one.index, "label": one.label, "share": one.value} for one in won]
        return array_answer(_winners(won), about=json.dumps(classes))

    return await questioned.answered(make, asked.quick, "mask", held)


@router.get("/photos/{photo}/result", response_class=Response, responses=PICTURE | UNCHANGED)
async def result(asked: Asked, questioned: Questioned, held: HeldPhoto) -> Response:
    """The picture that the network makes of the photo, of the scale of the photo that it sees."""

    def make() -> Answer:
        (made,) = _predictions(asked, held, "picture")
        assert made.map is not None
        file = io.BytesIO()
        Image.fromarray(_shown(asked.network, made.map)).save(file, "PNG")
        return Answer(file.getvalue(), "image/png")

    return await questioned.answered(make, asked.quick, "result", held)


def _predictions(asked: Asked, held: HeldPhoto, output: Output) -> list[Prediction]:
    network = asked.network
    if output_of(network.task) != output:
        raise _no(output, network)
    return network.predict(asked.shelf.photo(held), top=max(1, len(network.labels)))


def _no(output: Output, network: Network) -> NetworkError:
    return NetworkError(f"{network.name} gives no {output}: its task is {network.task.name}.")


def _winners(predictions: list[Prediction]) -> NDArray[np.float32]:
    (shape,) = {one.map.shape for one in predictions if one.map is not None}
    won = np.zeros(shape, np.float32)
    for one in predictions:
        won[one.map] = one.index
    return won


def _shown(network: Network, values: NDArray[np.generic]) -> NDArray[np.uint8]:
    """A picture (C, rows, columns) of the network's own scale as pixels."""
    preprocessing = network.preprocessing
    if preprocessing is None or len(values) != preprocessing.channels or len(values) not in (1, 3):
        raise NetworkError(
            f"What {network.name} makes has {len(values)} channels, which is no picture like the photo.",
            "Look at the maps of its last layer.",
        )
    pixels = preprocessing.to_display(torch.from_numpy(values)).clamp(0, 1).mul(255).round().to(torch.uint8)
    shown: NDArray[np.uint8] = pixels.permute(1, 2, 0).numpy()
    return shown[..., 0] if len(values) == 1 else shown
