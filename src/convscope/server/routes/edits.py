"""A photo and a network with edits: what the network says, its maps, and the photo, before and after."""

from __future__ import annotations

import io
from typing import Annotated

from fastapi import APIRouter, Query, Response
from PIL import Image

from convscope.errors import AddressError, ImageError
from convscope.network.edits import read_edits
from convscope.server.answer import Answer, array_answer, document_answer
from convscope.server.routes.asking import (
    ARRAY,
    PICTURE,
    UNCHANGED,
    Asked,
    Count,
    First,
    HeldPhoto,
    LayerName,
    Questioned,
)
from convscope.server.schemas import ChangeRow, EditedCard

router = APIRouter(tags=["edits"])
EditsText = Annotated[
    str,
    Query(
        max_length=16_000,
        description="pixel@10,12=#ff0000, blocks.4:12=0, conv_stem.weight[3,0,1,1]=0.5; with ; between several.",
    ),
]


@router.get("/photos/{photo}/edited", response_model=EditedCard, responses=UNCHANGED)
async def edited(
    asked: Asked,
    questioned: Questioned,
    held: HeldPhoto,
    edits: EditsText = "",
    top: Annotated[int, Query(ge=1, le=1000, description="How many, before and after each.")] = 5,
) -> Response:
    """What the network says with the edits, and what it said before."""
    read = read_edits(edits)

    def make() -> Answer:
        found = asked.edited(held, read)
        return document_answer(
            EditedCard(
                edits=[str(one) for one in read.each],
                changes=[ChangeRow.of(one) for one in found.changes(top)],
            )
        )

    return await questioned.answered(make, asked.quick, "edited", held, edits=str(read), top=top)


@router.get("/photos/{photo}/edited/maps", response_class=Response, responses=ARRAY | UNCHANGED)
async def edited_maps(
    asked: Asked,
    questioned: Questioned,
    held: HeldPhoto,
    layer: LayerName,
    edits: EditsText = "",
    first: First = 0,
    count: Count = 1,
) -> Response:
    """Values (channels, ...) of a layer with the edits, as float32; without any, what they are compared with."""
    read = read_edits(edits)

    def make() -> Answer:
        values = asked.edited(held, read).computed(layer)
        if first >= len(values):
            raise AddressError(f"{layer} has {len(values)} channels.", f"Begin with one below {len(values)}.")
        return array_answer(values[first : first + count].float().cpu().numpy())

    return await questioned.answered(
        make, asked.quick, "edited-maps", held, edits=str(read), layer=layer, first=first, count=count
    )


@router.get("/photos/{photo}/edited/picture", response_class=Response, responses=PICTURE | UNCHANGED)
async def edited_picture(
    asked: Asked, questioned: Questioned, held: HeldPhoto, edits: EditsText = ""
) -> Response:
    """The painted photo as the network sees it."""
    read = read_edits(edits)

    def make() -> Answer:
        found, file = asked.edited(held, read), io.BytesIO()
        seen = asked.network.inputs[0].look(found.photo, found.photo)
        if seen is None:
            raise ImageError(f"What {asked.network.name} takes cannot be shown as a picture.")
        Image.fromarray(seen).save(file, "PNG", compress_level=1)  # it follows a brush
        return Answer(file.getvalue(), "image/png")

    return await questioned.answered(make, asked.quick, "edited-picture", held, edits=str(read))


@router.get("/tensor", response_class=Response, responses=ARRAY | UNCHANGED)
async def tensor(
    asked: Asked,
    questioned: Questioned,
    name: Annotated[str, Query(min_length=1, max_length=500, description="As PyTorch has it.")],
    first: First = 0,
    count: Count = 64,
) -> Response:
    """A parameter or buffer of the network, so many entries of its first axis, as float32."""

    def make() -> Answer:
        tensors = asked.network.graph().tensors
        if name not in tensors:
            raise AddressError(
                f"The network has no tensor {name!r}.", "api/layers names those of each layer."
            )
        values = tensors[name].detach().float().cpu()
        whole = values[None] if values.dim() == 0 else values
        return array_answer(whole[first : first + count].numpy())

    return await questioned.answered(make, asked.quick, "tensor", name=name, first=first, count=count)
