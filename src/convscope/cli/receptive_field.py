"""``convscope receptive-field``: measure the receptive field of a unit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.options import NetworkArgument, OpeningOptions, UnitArgument, opened, seed_of
from convscope.cli.options_from import Given, options_from

if TYPE_CHECKING:
    from rich.console import Console
    from torch import Tensor

    from convscope.network import Network

SHARE = 0.95
SAMPLES = 16
# Grey that stands for a photo where there is none.
PAPER = 235


@answers
@options_from(opening=OpeningOptions)
def receptive_field(
    *,
    network: NetworkArgument,
    unit: UnitArgument,
    photos: Annotated[
        list[Path] | None,
        typer.Argument(help=f"Photos to average the gradient over; by default {SAMPLES} pictures of noise."),
    ] = None,
    opening: Given,
    picture: Annotated[Path | None, typer.Option(help="Draw both fields over the first photo.")] = None,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Measure the theoretical receptive field of a unit, and the part that holds 95 % of its gradient."""
    seed = seed_of(opening)
    from convscope.graph.backward.effective_field import central_interval, effective_field
    from convscope.graph.shapes.receptive_fields import receptive_fields
    from convscope.objectives import unit_element

    net = opened(opening, network)
    element = unit_element(net, unit)
    graph = net.graph()
    fields = receptive_fields(graph)[element.node]
    # A unit without a place sees everything, and any place of it will do.
    places = element.place if len(element.place) == len(fields) else (0,) * len(fields)
    extents = net.input_shape[1:]
    interval = [f.interval(place, extent) for f, place, extent in zip(fields, places, extents, strict=True)]
    field = effective_field(graph, _inputs(net, photos or [], seed), element.node, element.index)
    total = field.sum()
    effective = [
        central_interval(
            field.sum(tuple(other for other in range(field.ndim) if other != axis)),
            float(f.start + place * f.stride + (f.size - 1) / 2),
            SHARE,
        )
        for axis, (f, place) in enumerate(zip(fields, places, strict=True))
    ]
    document: dict[str, Any] = {
        "network": net.name,
        "weights": net.weights,
        "unit": unit,
        "receptive_field": {
            "size": [float(f.size) for f in fields],
            "stride": [float(f.stride) for f in fields],
            "start": [float(f.start) for f in fields],
        },
        "interval": interval,
        "effective": {
            "share": SHARE,
            "interval": effective if total > 0 else None,
            "inputs": photos or f"{SAMPLES} pictures of noise, seed {seed}",
        },
    }
    if picture:
        _draw(net, document, photos or [], field, picture)
        document["picture"] = picture

    def show(console: Console) -> None:
        for line in _lines(document):
            console.print(line, highlight=False, markup=False, soft_wrap=True)

    return Answer(document, show)


def _inputs(net: Network, photos: list[Path], seed: int) -> Tensor:
    """The photos, or noise of the mean and spread that the network's inputs are normalised to."""
    import torch

    if photos:
        return net.prepare(*photos)
    return torch.randn(SAMPLES, *net.input_shape, generator=torch.Generator().manual_seed(seed))


def _draw(net: Network, document: dict[str, Any], photos: list[Path], field: Any, place: Path) -> None:
    import numpy as np

    from convscope.errors import OutputError
    from convscope.images import decode
    from convscope.render import draw_field, save_picture

    if field.ndim != 2:
        raise OutputError(
            f"The picture shows two axes, but the input of {net.name} has {field.ndim}.",
            "Leave --picture out.",
        )
    photo = np.full((*field.shape, 3), PAPER, np.uint8)
    if photos and net.preprocessing:
        photo = np.broadcast_to(net.preprocessing.look(decode(photos[0])), photo.shape).copy()
    caption = f"{document['unit']} of {net.name} can see what is in the blue frame."
    if document["effective"]["interval"]:
        caption += f" The green one holds {100 * SHARE:g} % of its gradient along each axis."
    drawn = draw_field(photo, field, document["interval"], document["effective"]["interval"], caption)
    save_picture(drawn, place)


def _lines(document: dict[str, Any]) -> list[str]:
    field, effective = document["receptive_field"], document["effective"]
    inputs = effective["inputs"]
    over = inputs if isinstance(inputs, str) else f"{len(inputs)} photo{'s' * (len(inputs) > 1)}"
    lines = [
        f"{document['unit']} of {document['network']} (weights: {document['weights']})",
        f"sees {_by(field['size'])} pixels, every {_by(field['stride'])}, from {_by(field['start'], ', ')} on: "
        f"{_text(document['interval'])} of the input",
    ]
    if effective["interval"] is None:
        return [*lines, f"its gradient is zero everywhere, over {over}"]
    share = f"{100 * effective['share']:g} %"
    return [*lines, f"{share} of its gradient, over {over}: {_text(effective['interval'])}"]


def _text(interval: list[tuple[int, int]]) -> str:
    names = (
        ("rows", "columns") if len(interval) == 2 else tuple(f"axis {n + 1}" for n in range(len(interval)))
    )
    return ", ".join(
        f"{name} {first} to {end - 1}" if end > first else f"no {name}"
        for name, (first, end) in zip(names, interval, strict=True)
    )


def _by(numbers: list[float], between: str = " x ") -> str:
    return between.join(f"{number:g}" for number in numbers)
