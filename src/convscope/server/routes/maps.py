"""What a layer computes for a photo, and how one of its numbers comes about."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from convscope.errors import AddressError
from convscope.explanation.worked_unit import trace
from convscope.server.answer import Answer, DType, array_answer, document_answer
from convscope.server.routes.asking import (
    ARRAY,
    UNCHANGED,
    Asked,
    Count,
    First,
    HeldPhoto,
    LayerName,
    Questioned,
)
from convscope.server.schemas import WorkedUnitCard

router = APIRouter(tags=["layers"])


@router.get("/photos/{photo}/maps", response_class=Response, responses=ARRAY | UNCHANGED)
async def maps(
    asked: Asked,
    questioned: Questioned,
    held: HeldPhoto,
    layer: LayerName,
    first: First = 0,
    count: Count = 64,
    dtype: Annotated[
        DType,
        Query(description="float32 for the very values; float16 where it holds them well, else float32."),
    ] = "float16",
) -> Response:
    """Values (channels, ...) of a layer for the photo; one unit's map by its number as first and a count of 1."""

    def make() -> Answer:
        values = asked.values.of(held, layer)
        if first >= len(values):
            raise AddressError(f"{layer} has {len(values)} channels.", f"Begin with one below {len(values)}.")
        return array_answer(values[first : first + count].float().cpu().numpy(), dtype)

    return await questioned.answered(
        make, asked.quick, "maps", held, layer=layer, first=first, count=count, dtype=dtype
    )


@router.get("/photos/{photo}/element", response_model=WorkedUnitCard, responses=UNCHANGED)
async def element(
    asked: Asked,
    questioned: Questioned,
    held: HeldPhoto,
    unit: Annotated[
        str, Query(min_length=1, max_length=500, description="LAYER:CHANNEL@ROW,COLUMN, or class:LABEL.")
    ],
) -> Response:
    """One number worked out: window, products, sums, bias and what follows."""

    def make() -> Answer:
        worked = trace(asked.network, asked.shelf.photo(held), unit).document()
        return document_answer(WorkedUnitCard.model_validate(json.loads(json.dumps(worked, default=_plain))))

    return await questioned.answered(make, asked.quick, "element", held, unit=unit)


def _plain(value: Any) -> Any:
    return value.tolist()
