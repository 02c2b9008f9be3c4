"""Draw the checkerboard of tutorials/convolution-by-hand.md: ``python docs/scripts/draw_checkerboard.py``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import gaussian_filter

from convscope.convolution import Convolution, adjoint, layer_output
from convscope.render import contact_sheet

PICTURES = Path(__file__).parent.parent / "pictures"
SIZE = 9
# Outputs along a side, without those at the border, which get fewer products.
SHOWN = 14
FACTOR = 14


def main(folder: Path = PICTURES) -> None:
    """Write the picture into a folder."""
    ones = np.ones((1, SIZE, SIZE))
    smooth = gaussian_filter(np.random.default_rng(0).random((SIZE, SIZE)), 1.5)[None]
    smooth /= smooth.mean()
    ways: dict[str, Callable[[NDArray[np.float64]], NDArray[np.float64]]] = {
        "transposed, kernel 3": partial(_transposed, 3),
        "transposed, kernel 4": partial(_transposed, 4),
        "enlarged, then kernel 3": _resized,
    }
    drawn = {
        f"{what}: {name}": _drawn(way(values))
        for what, values in (("ones", ones), ("smooth", smooth))
        for name, way in ways.items()
    }
    contact_sheet(list(drawn.values()), list(drawn), 3).save(folder / "checkerboard.png")


def _transposed(kernel: int, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """A filter of ones, transposed, which makes the values twice as large along each axis; without the border."""
    size = 2 * (SIZE - 1) + kernel
    layer = Convolution(np.ones((1, 1, kernel, kernel)), stride=(2, 2))
    made: NDArray[np.float64] = adjoint(layer, values, (size, size))
    first = (size - SHOWN) // 2
    return made[:, first : first + SHOWN, first : first + SHOWN]


def _resized(values: NDArray[np.float64]) -> NDArray[np.float64]:
    large = values.repeat(2, 1).repeat(2, 2)
    made: NDArray[np.float64] = layer_output(Convolution(np.ones((1, 1, 3, 3))), large)
    return made[:, 1:-1, 1:-1]


def _drawn(values: NDArray[np.float64]) -> Image.Image:
    """Values on a scale from 0, black, to the greatest one, nearly white, each a square of its own."""
    levels = np.rint(220 * values[0] / values.max()).astype(np.uint8)
    return Image.fromarray(levels.repeat(FACTOR, 0).repeat(FACTOR, 1))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
