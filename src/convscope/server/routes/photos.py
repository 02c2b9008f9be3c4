"""The photos, and what the network says of one."""

from __future__ import annotations

import asyncio
import io
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Body, Query, Response
from PIL import Image
from pydantic import RootModel

from convscope.errors import AddressError, ImageError
from convscope.report.score_sum import sum_of_score
from convscope.server.answer import Answer, document_answer
from convscope.server.routes.asking import PICTURE, UNCHANGED, Asked, HeldPhoto, Questioned
from convscope.server.schemas import ContributionsCard, PhotoCard, PredictionRow
from convscope.server.shelf import Held

SECONDS = 20.0  # to decode a photo that is sent

router = APIRouter(tags=["photos"])
_Predictions = RootModel[list[PredictionRow]]


def _card(held: Held) -> PhotoCard:
    return PhotoCard(id=held.id, name=held.name, is_sent=held.is_sent)


@router.get("/photos")
async def photos(asked: Asked) -> list[PhotoCard]:
    """The photos that were given when the server began, then those that were sent to it."""
    return [_card(held) for held in asked.shelf.all()]


@router.post("/photos", status_code=201)
async def send(
    asked: Asked,
    content: Annotated[bytes, Body(media_type="application/octet-stream", description="A picture file.")],
    name: Annotated[str, Query(max_length=200, description="What to call it.")] = "photo",
) -> PhotoCard:
    """Send a photo: at most 32 MiB and 25 megapixels; it is kept until the server ends, or 64 others were sent."""
    taking = asked.decoding.do(lambda: asked.shelf.take(content, name))
    try:
        return _card(await asyncio.wait_for(taking, SECONDS))
    except TimeoutError:
        raise ImageError(f"The photo was not decoded within {SECONDS:g} s.", "Make it smaller.") from None


@router.get("/photos/{photo}/picture", response_class=Response, responses=PICTURE | UNCHANGED)
async def picture(asked: Asked, questioned: Questioned, held: HeldPhoto) -> Response:
    """The photo as the network sees it."""

    def make() -> Answer:
        photo, file = asked.shelf.photo(held), io.BytesIO()
        seen = asked.network.inputs[0].look(photo, asked.network.prepare(photo)[0])
        if seen is None:
            raise ImageError(f"What {asked.network.name} takes cannot be shown as a picture.")
        Image.fromarray(seen).save(file, "PNG")
        return Answer(file.getvalue(), "image/png")

    return await questioned.answered(make, asked.quick, "picture", held)


@router.get("/photos/{photo}/contributions", response_model=ContributionsCard, responses=UNCHANGED)
async def contributions(
    asked: Asked,
    questioned: Questioned,
    held: HeldPhoto,
    index: Annotated[int, Query(ge=0, le=10**6, description="Of what the task tells apart.")],
    most: Annotated[int, Query(ge=1, le=256, description="How many of those that add most.")] = 9,
    least: Annotated[int, Query(ge=0, le=256, description="How many of those that add least.")] = 5,
) -> Response:
    """Which channels of the last layer made a score: an exact sum where a linear layer follows a mean."""

    def make() -> Answer:
        network = asked.network
        if index >= len(network.labels):
            raise AddressError(f"There is no class {index}.", f"There are {len(network.labels)}, from 0.")
        inputs = network.prepare(asked.shelf.photo(held))
        found = sum_of_score(network, inputs, index, most=most, least=least)
        if found is None:
            raise AddressError("The scores of this network have places, each of which is a sum of its own.")
        return document_answer(ContributionsCard(label=network.labels.names[index], **asdict(found)))

    return await questioned.answered(
        make, asked.quick, "contributions", held, index=index, most=most, least=least
    )


@router.get("/photos/{photo}/predictions", response_model=list[PredictionRow], responses=UNCHANGED)
async def predictions(
    asked: Asked,
    questioned: Questioned,
    held: HeldPhoto,
    top: Annotated[int, Query(ge=1, le=1000, description="How many at most.")] = 5,
) -> Response:
    """What the network says of the photo, the most important first."""

    def make() -> Answer:
        rows = [PredictionRow.of(one) for one in asked.network.predict(asked.shelf.photo(held), top=top)]
        return document_answer(_Predictions(rows))

    return await questioned.answered(make, asked.quick, "predictions", held, top=top)
