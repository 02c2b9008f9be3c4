"""What a network that finds things sees in tiles of a mosaic, beside what it sees in each of its pictures alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

import convscope
from benchmarks.measure import Figure
from convscope.network import Network
from convscope.segmentation.thing_matches import THRESHOLDS, matched_things

# Pictures along each side of the mosaic, and the least score of a thing.
_ALONG = 3
_SCORE = 0.5

Number = TypeVar("Number", bound=np.generic)


def mosaic_figures(network: Network, folder: Path, side: int) -> list[Figure]:
    """The share of the things of single pictures that are found again in tiles of all of them together.

    Args:
        network: finds things with their masks.
        folder: of pictures, of which the first nine of the size are taken.
        side: rows and columns of those, and of the tiles.
    """
    pictures = _of_size(folder, side)
    alone = _numbers(network, pictures)
    tiled = convscope.segment(network, _joined(pictures), tile=side, score=_SCORE).things
    assert tiled is not None
    matches = matched_things(alone, tiled)
    told = f"{matches.there} things one by one, {matches.found} in tiles of {side}"
    return [
        Figure(
            f"nine pictures in one: things found again, IoU above {threshold}",
            float(matches.matched[THRESHOLDS.index(threshold)]) / max(matches.there, 1),
            "",
            0.9,
            "at least",
            told,
        )
        for threshold in (0.5, 0.7)
    ]


def _of_size(folder: Path, side: int) -> list[NDArray[np.uint8]]:
    found: list[NDArray[np.uint8]] = []
    for place in sorted(folder.iterdir()):
        with Image.open(place) as picture:
            if picture.size == (side, side) and len(found) < _ALONG**2:
                found.append(np.asarray(picture.convert("RGB")))
    return found


def _numbers(network: Network, pictures: Sequence[NDArray[np.uint8]]) -> NDArray[np.int32]:
    """The things of each picture by itself, in the place of the picture, none with the number of another."""
    each: list[NDArray[np.int32]] = []
    count = 0
    for picture in pictures:
        things = convscope.segment(network, picture, score=_SCORE).things
        assert things is not None
        each.append(np.where(things > 0, things + count, 0))
        count += int(things.max())
    return _joined(each)


def _joined(parts: Sequence[NDArray[Number]]) -> NDArray[Number]:
    """Three rows of three pictures as one."""
    rows = [parts[start : start + _ALONG] for start in range(0, len(parts), _ALONG)]
    return np.concatenate([np.concatenate(row, axis=1) for row in rows])
