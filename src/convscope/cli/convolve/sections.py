"""The parts of the document that the user asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from convscope.convolution import (
    Convolution,
    Pooling,
    im2col,
    read_matrix,
    toeplitz,
    work_out,
)
from convscope.convolution import backward as backward_of
from convscope.convolution import convolve as output_of
from convscope.convolution.drawing import Walk, save_animation, step_scene, svg
from convscope.convolution.drawing.walk import Place, places_of
from convscope.convolution.matrix import Array
from convscope.errors import OutputError
from convscope.files import replacing


def element(layer: Convolution, values: Array, place: Place) -> dict[str, Any]:
    """The window, products and sums of one output."""
    worked = work_out(layer, values, filter=place[0], row=place[1], column=place[2])
    return {
        "filter": worked.filter,
        "row": worked.row,
        "column": worked.column,
        "input_rows": worked.rows,
        "input_columns": worked.columns,
        "window": worked.window,
        "weights": worked.weights,
        "products": worked.products,
        "sums": worked.sums,
        "bias": worked.bias,
        "value": worked.value,
        "arithmetic": worked.arithmetic(),
    }


def table(layer: Convolution, values: Array) -> list[dict[str, Any]]:
    """Every output in the order of the sliding."""
    rows = []
    for place in places_of(output_of(layer, values)):
        worked = element(layer, values, place)
        rows.append({key: worked[key] for key in ("filter", "row", "column", "arithmetic", "value")})
    return rows


def matrices(layer: Convolution, values: Array) -> dict[str, Any]:
    """The convolution as two matrix products."""
    return {
        "toeplitz": toeplitz(layer, (values.shape[1], values.shape[2])),
        "im2col": im2col(layer, values),
        "filters": layer.weight.reshape(layer.groups, -1, layer.weight[0].size),
    }


def gradients(layer: Convolution, values: Array, text: str) -> dict[str, Any]:
    """Gradients with respect to filters, biases and input."""
    outer = read_matrix(text) if text else np.ones_like(output_of(layer, values))
    found = backward_of(layer, values, outer)
    return {"output": outer, "weight": found.weight, "bias": found.bias, "input": found.input}


def pictures(
    layer: Convolution,
    values: Array,
    activation: str,
    pooling: Pooling | None,
    place: Place,
    picture: Path | None,
    animation: Path | None,
) -> dict[str, Any]:
    """Write what is asked for.

    Raises:
        OutputError: a name of another format, or a place that cannot be written to.
    """
    written: dict[str, Any] = {}
    if picture or animation:
        walk = Walk(layer, values, activation, pooling)
    if picture:
        if picture.suffix.lower() != ".svg":
            raise OutputError(
                f"The step picture is an SVG, but {picture.name!r} was named.", "Name it F.svg."
            )
        with replacing(picture) as temporary:
            temporary.write_text(svg(step_scene(walk, place)), encoding="utf-8")
        written["picture"] = picture
    if animation:
        save_animation(walk, animation)
        written["animation"] = animation
    return written
