"""Scores of classes for every place of a photo, and the classes that win, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from convscope.images import Photo
from convscope.images.tiled import tiled
from convscope.network import Network
from convscope.network.task.places import Segmentation

# A network's strides multiply to this at most; at other sizes a map would end before its photo does.
_STRIDE = 32
# Values of scores that are enlarged at a time.
_BAND = 2**24


def photo_scores(network: Network, task: Segmentation, photo: Photo) -> Tensor:
    """Scores (classes, rows, columns) of a whole photo, as coarse as the network gives them.

    The photo is resized as the network's preprocessing says, but never cut: the sides become multiples of 32.
    """
    preprocessing = network.preprocessing
    assert preprocessing is not None
    rows, columns = seen_size(preprocessing.resize, (photo.rows, photo.columns))
    whole = replace(preprocessing, size=(rows, columns), resize=(rows, columns), fit="exact")
    scores = network.scores(whole.apply(photo)[None])
    return task.class_maps(scores)[0].float()


def winners(scores: Tensor, size: tuple[int, int]) -> NDArray[np.uint8]:
    """The class that wins each place of a photo of (rows, columns), from scores enlarged along lines.

    The same as ``interpolate(scores, size, mode="bilinear").argmax(0)``, in bands of rows.
    """
    rows, columns = size
    wide = F.interpolate(scores[None], (scores.shape[1], columns), mode="bilinear")[0]
    found = np.empty(size, np.uint8)
    step = max(1, _BAND // (wide.shape[0] * columns))
    at = ((torch.arange(rows) + 0.5) * wide.shape[1] / rows - 0.5).clamp(0, wide.shape[1] - 1)
    low = at.floor().long()
    high = (low + 1).clamp_max(wide.shape[1] - 1)
    part = (at - low)[None, :, None]
    for start in range(0, rows, step):
        band = slice(start, start + step)
        mixed = torch.lerp(wide[:, low[band]], wide[:, high[band]], part[:, band])
        found[band] = mixed.argmax(0).numpy()
    return found


def tiled_winners(
    scores_of: Callable[[Photo], Tensor],
    photo: Photo,
    tile: int,
    overlap: int,
    done: Callable[[int, int], None] | None = None,
) -> NDArray[np.uint8]:
    """The class that wins each place of a photo that is seen in tiles; memory holds one row of them.

    Where tiles overlap, the scores are mixed along a line, see `weights`.

    Args:
        scores_of: scores (classes, rows, columns) of a part of the photo, of any resolution.
        photo: of any size.
        tile: rows and columns of a tile, in pixels of the photo; a shorter side is taken as a whole.
        overlap: in pixels of the photo.
        done: called with how many tiles of how many are done.
    """

    def enlarged(pixels: NDArray[np.uint8]) -> Tensor:
        scores = scores_of(Photo(photo.name, pixels))
        return F.interpolate(scores[None], pixels.shape[:2], mode="bilinear")[0]

    found = np.empty((photo.rows, photo.columns), np.uint8)
    for band in tiled(enlarged, photo.pixels, tile, overlap, done=done):
        found[band.rows] = band.values.argmax(0).numpy()
    return found


def seen_size(resize: int | tuple[int, int] | None, size: tuple[int, int]) -> tuple[int, int]:
    """(rows, columns) at which a network sees a whole photo of ``size``, by the ``resize`` of its preprocessing."""
    if resize is None:
        factor = 1.0
    elif isinstance(resize, int):
        factor = resize / min(size)
    else:
        factor = min(frame / side for frame, side in zip(resize, size, strict=True))
    rows, columns = (max(1, round(side * factor / _STRIDE)) * _STRIDE for side in size)
    return rows, columns
