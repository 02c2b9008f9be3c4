"""The parts of the document that the user asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from convscope.convolution import Element
from convscope.convolution.drawing import save_animation
from convscope.convolution.drawing.walk import Place
from convscope.convolution.layer import layer_output
from convscope.convolution.reading import read_maps
from convscope.convolution.worked import WorkedConvolution


def element(worked: Element) -> dict[str, Any]:
    """The window, products and sums of one output."""
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


def table(worked: WorkedConvolution) -> list[dict[str, Any]]:
    """Every output in the order of the sliding."""
    kept = ("filter", "row", "column", "arithmetic", "value")
    return [{key: element(one)[key] for key in kept} for one in worked.table()]


def matrices(worked: WorkedConvolution) -> dict[str, Any]:
    """The convolution as two matrix products."""
    weight = worked.layer.weight
    return {
        "toeplitz": worked.toeplitz(),
        "im2col": worked.im2col(),
        "filters": weight.reshape(worked.layer.groups, -1, weight[0].size),
    }


def gradients(worked: WorkedConvolution, text: str) -> dict[str, Any]:
    """Gradients with respect to filters, biases and input."""
    outer = read_maps(text) if text else np.ones_like(layer_output(worked.layer, worked.input))
    found = worked.gradients(outer)
    return {"output": outer, "weight": found.weight, "bias": found.bias, "input": found.input}


def pictures(
    worked: WorkedConvolution, place: Place, picture: Path | None, animation: Path | None
) -> dict[str, Any]:
    """Write what is asked for.

    Raises:
        OutputError: a name of another format, or a place that cannot be written to.
    """
    written: dict[str, Any] = {}
    if picture:
        worked.picture(place).save(picture)
        written["picture"] = picture
    if animation:
        save_animation(worked.walk(), animation)
        written["animation"] = animation
    return written
