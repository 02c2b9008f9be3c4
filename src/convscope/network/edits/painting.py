"""Strokes over a photo as the network sees it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from convscope.errors import EditError
from convscope.graph.incremental import Area
from convscope.network.edits.edits import Paint
from convscope.network.network import Network


def painted(network: Network, inputs: Tensor, strokes: Sequence[Paint]) -> Tensor:
    """A photo (C, rows, columns) as the network takes it, painted: each covered pixel as a photo has it there.

    Raises:
        EditError: the network takes no photo, or a stroke lies outside of it.
    """
    if not strokes:
        return inputs
    preprocessing = network.preprocessing
    if preprocessing is None or preprocessing.channels not in (1, 3):
        raise EditError(
            f"{network.name} takes no photo that could be painted.", "Edit a layer or a weight instead."
        )
    rows, columns = inputs.shape[1:]
    found = inputs.clone()
    for stroke in strokes:
        covered = stroke.mask(rows, columns)
        if not covered.any():
            raise EditError(
                f"The stroke {stroke} lies outside the photo.",
                f"The network sees {rows} rows and {columns} columns, numbered from 0.",
            )
        colour = torch.from_numpy(_channels(stroke, preprocessing.channels)).to(torch.float32).div(255)
        values = preprocessing.from_display(colour[:, None, None]).to(inputs)
        found[:, torch.from_numpy(covered)] = values[:, :, 0]
    return found


def changed_area(before: Tensor, after: Tensor) -> Area | None:
    """The smallest rectangle that holds all pixels (C, rows, columns) that differ; None where none does."""
    differs = (before != after).any(0)
    if not differs.any():
        return None
    first, end = zip(*((_ends(differs.any(1))), (_ends(differs.any(0)))), strict=True)
    return Area((first[0], first[1]), (end[0] - first[0], end[1] - first[1]))


def _ends(differs: Tensor) -> tuple[int, int]:
    places = differs.nonzero()[:, 0]
    return int(places[0]), int(places[-1]) + 1


def _channels(stroke: Paint, count: int) -> NDArray[np.uint8]:
    """The colour (channels,) uint8; of one channel the luminance, as of a photo."""
    pixel = Image.new("RGB", (1, 1), stroke.colour)
    return np.array(pixel if count == 3 else pixel.convert("L")).reshape(-1)
