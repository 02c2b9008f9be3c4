"""The picture of a traced number."""

from __future__ import annotations

from pathlib import Path

from convscope.convolution.drawing import channels_scene, svg
from convscope.errors import OutputError
from convscope.files import replacing
from convscope.graph import Graph
from convscope.graph.element import Step


def save_picture(graph: Graph, steps: tuple[Step, ...], unit: str, place: Path) -> None:
    """Draw the first convolution among the steps and write what follows it below.

    Raises:
        OutputError: there is no convolution in two dimensions, the name is of another format, or the place
            cannot be written to.
    """
    if place.suffix.lower() != ".svg":
        raise OutputError(f"The picture is an SVG, but {place.name!r} was named.", "Name it F.svg.")
    number = next((n for n, step in enumerate(steps) if step.worked and step.worked.element), None)
    if number is None:
        operations = ", ".join(step.node.operation for step in steps)
        raise OutputError(
            f"The picture shows a convolution in two dimensions, but {unit} is worked out by {operations}.",
            "Name a unit of a convolution or of what follows one.",
        )
    worked = steps[number].worked
    assert worked is not None
    assert worked.element is not None
    rows, columns = graph.find(worked.numbers["input"]).shape[2:]
    assert rows is not None
    assert columns is not None
    after = tuple(
        f"{step.node.address} ({step.node.operation}): {step.worked.formula[-1]}"
        for step in steps[number + 1 :]
        if step.worked
    )
    drawn = channels_scene(worked.element, (rows, columns), f"{unit}: {steps[number].node.address}", after)
    with replacing(place) as temporary:
        temporary.write_text(svg(drawn), encoding="utf-8")
