"""The command itself: the options and the document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.options import NetworkOptions, UnitArgument, opened
from convscope.cli.options_from import Given, options_from

if TYPE_CHECKING:
    from rich.console import Console

    from convscope.graph.element import WorkedStep


@answers
@options_from(opening=NetworkOptions)
def trace(
    *,
    photo: Annotated[Path, typer.Argument(help="The photo.")],
    unit: UnitArgument,
    opening: Given,
    picture: Annotated[
        Path | None, typer.Option(help="Draw the convolution's strongest channels, as SVG.")
    ] = None,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Work out one number of a network for a photo: window, products, sums and what follows."""
    from convscope.cli.trace.showing import show
    from convscope.graph.element import work_out
    from convscope.graph.shapes.receptive_fields import receptive_fields
    from convscope.objectives import unit_element

    net = opened(opening)
    element = unit_element(net, unit)
    inputs = net.prepare(photo)[0]
    graph = net.graph()
    steps = work_out(graph, inputs, element.node, element.index)
    fields = receptive_fields(graph)[element.node]
    last = steps[-1]
    document: dict[str, Any] = {
        "photo": photo,
        "network": net.name,
        "weights": net.weights,
        "unit": unit,
        "value": last.own,
        "worked": last.value,
        "difference": last.difference,
        "steps": [_step(step) for step in steps],
        "receptive_field": {
            "size": [float(field.size) for field in fields],
            "stride": [float(field.stride) for field in fields],
            "start": [float(field.start) for field in fields],
        },
    }
    if picture:
        _draw(steps, unit, picture)
        document["picture"] = picture

    def shown(console: Console) -> None:
        show(console, document)

    return Answer(document, shown)


def _draw(steps: tuple[WorkedStep, ...], unit: str, place: Path) -> None:
    from convscope.convolution.drawing import svg
    from convscope.errors import OutputError
    from convscope.files import replacing
    from convscope.graph.element import steps_scene

    if place.suffix.lower() != ".svg":
        raise OutputError(f"The picture is an SVG, but {place.name!r} was named.", "Name it F.svg.")
    drawn = svg(steps_scene(steps, unit))
    with replacing(place) as temporary:
        temporary.write_text(drawn, encoding="utf-8")


def _step(step: WorkedStep) -> dict[str, Any]:
    found: dict[str, Any] = {
        "address": step.node.address,
        "operation": step.node.operation,
        "index": step.index,
        "value": step.value,
        "difference": step.difference,
    }
    if step.worked is None:
        return {**found, "formula": [], "inputs": step.inputs}
    return {**found, "formula": step.worked.formula, **step.worked.numbers}
