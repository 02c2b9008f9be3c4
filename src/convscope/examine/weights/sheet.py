"""A sheet of kernels on one scale."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.examine.weights.unit_kernel import UnitKernel
from convscope.render import contact_sheet
from convscope.render.colour import signed

SIDE = 84


def kernel_sheet(kernels: Sequence[UnitKernel], *, is_colour: bool) -> Image.Image:
    """Each kernel with its unit and its norm, and, where there is one, that beside it.

    Weights of colours are drawn as colours about grey, which is 0; others as their strongest pattern, red for
    positive and blue for negative.  The greatest magnitude of all kernels has the strongest colour.
    """
    drawn = [_shown(kernel, is_colour=is_colour) for kernel in kernels]
    limit = max((float(np.abs(one).max(initial=0)) for shown in drawn for one in shown), default=0.0) or 1.0
    tiles = [_joined([kernel_tile(one, limit) for one in shown]) for shown in drawn]
    return contact_sheet(tiles, [_caption(kernel) for kernel in kernels], text_size=11)


def _shown(kernel: UnitKernel, *, is_colour: bool) -> list[NDArray[np.float64]]:
    """What is drawn of a kernel: (rows, columns) or (rows, columns, 3), and the same of that beside it."""
    if is_colour:
        return [one.transpose(1, 2, 0) for one in (kernel.weights, kernel.beside) if one is not None]
    if kernel.beside is None:
        return [kernel.pattern]
    # Both are weighted by the same inputs, so that they can be compared.
    return [kernel.pattern, np.tensordot(kernel.mixture, kernel.beside, axes=1)]


def kernel_tile(weights: NDArray[np.float64], limit: float) -> Image.Image:
    """Weights (rows, columns) in red and blue, or (rows, columns, 3) as colours about grey, each place a square."""
    if weights.ndim == 3:
        colours = np.rint(127.5 + 127.5 * np.clip(weights / limit, -1, 1)).astype(np.uint8)
    else:
        colours = signed(weights, limit)
    square = max(1, SIDE // max(colours.shape[:2]))
    return Image.fromarray(colours.repeat(square, 0).repeat(square, 1))


def _joined(tiles: Sequence[Image.Image]) -> Image.Image:
    width = sum(tile.width for tile in tiles) + 4 * (len(tiles) - 1)
    picture = Image.new("RGB", (width, max(tile.height for tile in tiles)), "white")
    left = 0
    for tile in tiles:
        picture.paste(tile, (left, 0))
        left += tile.width + 4
    return picture


def _caption(kernel: UnitKernel) -> str:
    said = f"{kernel.unit}: norm {kernel.norm:.3g}"
    if kernel.beside is not None:
        said += f", cosine {kernel.cosine:.2f}"
    if kernel.gabor:
        said += f", Gabor {kernel.gabor.fit:.2f}"
    return said
