"""One unit: its kernel, what it makes of a photo, and what depends on it there."""

from __future__ import annotations

import io
from typing import Annotated

import numpy as np
from fastapi import APIRouter, Query, Response
from numpy.typing import NDArray
from PIL import Image
from pydantic import RootModel

from convscope.errors import AddressError
from convscope.examine.scans.layers import ScannedLayer, scanned_layer
from convscope.examine.summaries.sample import Sample
from convscope.examine.units.effects import effects
from convscope.examine.units.on_photo import responding_units, unit_on_photo
from convscope.examine.units.own_kernel import own_kernel
from convscope.examine.weights.sheet import kernel_tile
from convscope.graph import Node
from convscope.graph.shapes.channel_axes import channel_axis
from convscope.render.colour import signed_limit
from convscope.server.answer import Answer, document_answer
from convscope.server.failures import MissingError
from convscope.server.microscope import Microscope
from convscope.server.routes.asking import UNCHANGED, Asked, HeldPhoto, LayerName, Questioned, Responses
from convscope.server.shelf import Held
from convscope.server.unit_cards import (
    EffectsCard,
    RespondingRow,
    UnitCard,
    UnitOnPhotoCard,
    effects_card,
    histogram_card,
    kernel_card,
)

router = APIRouter(tags=["units"])
UnitName = Annotated[str, Query(min_length=1, max_length=500, description="LAYER:CHANNEL.")]
PICTURE: Responses = {200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}}


_Responding = RootModel[list[RespondingRow]]


def found_unit(asked: Microscope, unit: str) -> tuple[Node, int]:
    """The layer and the number of a unit.

    Raises:
        AddressError: there is no such layer or unit.
    """
    graph = asked.network.graph()
    layer, colon, number = unit.rpartition(":")
    node = graph.find_layer(layer if colon else unit)
    count = node.shape[channel_axis(graph, node)]
    if not colon or not number.isdecimal() or not isinstance(count, int) or int(number) >= count:
        raise AddressError(f"{node.address} has {count} units, got {number!r}.", "Write LAYER:UNIT.")
    return node, int(number)


@router.get("/unit", response_model=UnitCard, responses=UNCHANGED)
async def unit(asked: Asked, questioned: Questioned, unit: UnitName) -> Response:
    """A unit and its kernel."""

    def make() -> Answer:
        graph = asked.network.graph()
        node, number = found_unit(asked, unit)
        task = asked.network.task
        is_class = task.is_exclusive and node is task.scores(graph) and asked.network.labels.are_given
        names = asked.network.labels.names if is_class else ()
        found = own_kernel(graph, node, number)
        name = names[number] if number < len(names) else ""
        kernel = None if found is None else kernel_card(found)
        return document_answer(UnitCard(unit=f"{node.address}:{number}", name=name, kernel=kernel))

    return await questioned.answered(make, asked.quick, "unit", unit=unit)


@router.get("/unit/kernel", response_class=Response, responses=PICTURE | UNCHANGED)
async def kernel(
    asked: Asked,
    questioned: Questioned,
    unit: UnitName,
    expanded: Annotated[
        bool, Query(description="What it weighs the pixels with, through all layers before.")
    ] = False,
) -> Response:
    """A unit's kernel, drawn: of colours about grey, which is 0, else its strongest pattern, red for positive."""

    def make() -> Answer:
        node, number = found_unit(asked, unit)
        found = own_kernel(asked.network.graph(), node, number)
        weights = None if found is None else found.expanded if expanded else found.shown
        if weights is None:
            raise MissingError(f"{unit} has no kernel that can be drawn.")
        return png(kernel_tile(weights, signed_limit(weights)))

    return await questioned.answered(make, asked.quick, "kernel", unit=unit, expanded=expanded)


@router.get("/photos/{photo}/unit", response_model=UnitOnPhotoCard, responses=UNCHANGED)
async def on_photo(asked: Asked, questioned: Questioned, held: HeldPhoto, unit: UnitName) -> Response:
    """What a unit makes of the photo: where it is highest, how its values are distributed."""

    def make() -> Answer:
        node, number = found_unit(asked, unit)
        layer = scanned_layer(asked.network.graph(), node)
        found = unit_on_photo(_values(asked, held, layer), number, _sample(asked, node.address))
        card = UnitOnPhotoCard(
            highest=found.highest,
            place=_place(layer, found.place),
            lowest=found.lowest,
            mean=found.mean,
            active=found.active,
            histogram=histogram_card(found.distribution),
            below=found.below,
        )
        return document_answer(card)

    return await questioned.answered(make, asked.quick, "on-photo", held, unit=unit, scan=_scan(asked))


@router.get("/photos/{photo}/responding", response_model=list[RespondingRow], responses=UNCHANGED)
async def responding(asked: Asked, questioned: Questioned, held: HeldPhoto, layer: LayerName) -> Response:
    """The units of a layer that respond most to the photo, in a scan's measure where it examined the layer."""

    def make() -> Answer:
        node = asked.network.graph().find_layer(layer)
        found = responding_units(
            _values(asked, held, scanned_layer(asked.network.graph(), node)),
            _sample(asked, node.address),
            most=12,
        )
        rows = [
            RespondingRow(
                unit=f"{node.address}:{one.unit}",
                value=one.value,
                deviation=one.deviation,
                below=one.below,
            )
            for one in found
        ]
        return document_answer(_Responding(rows))

    return await questioned.answered(make, asked.quick, "responding", held, layer=layer, scan=_scan(asked))


@router.get("/photos/{photo}/effects", response_model=EffectsCard, responses=UNCHANGED)
async def effects_on_photo(asked: Asked, questioned: Questioned, held: HeldPhoto, unit: UnitName) -> Response:
    """What a unit does to the next layer and to the classes on the photo: both computed anew without it."""

    def make() -> Answer:
        node, number = found_unit(asked, unit)
        return document_answer(effects_card(*effects(asked.network, node, number, [asked.shelf.photo(held)])))

    return await questioned.answered(make, asked.long, "effects", held, unit=unit)


def png(picture: Image.Image) -> Answer:
    """A picture as it is."""
    file = io.BytesIO()
    picture.save(file, "PNG")
    return Answer(file.getvalue(), "image/png")


def _values(asked: Microscope, held: Held, layer: ScannedLayer) -> NDArray[np.float32]:
    values: NDArray[np.float32] = layer.by_unit(asked.values.of(held, layer.address)[None])[0]
    return values


def _place(layer: ScannedLayer, place: int) -> list[int]:
    return [int(one) for one in np.unravel_index(place, layer.places)] if layer.places else []


def _sample(asked: Microscope, layer: str) -> Sample | None:
    return None if asked.scanned is None else asked.scanned.sample(layer)


def _scan(asked: Microscope) -> str | None:
    return None if asked.scanned is None else asked.scanned.digest
