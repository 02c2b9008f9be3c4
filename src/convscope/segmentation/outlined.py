"""The things of a photo by a network that finds boxes with masks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from convscope.detection import Detection
from convscope.detection.box_mask import painted
from convscope.images import Photo
from convscope.network import Network
from convscope.segmentation.segmented import Segmented

BACKGROUND = "background"


def names_of_places(labels: Sequence[str]) -> tuple[str, ...]:
    """What a place can be: a background, which torchvision's networks count as a class, and the classes of things."""
    return tuple(labels) if labels[0] == BACKGROUND else (BACKGROUND, *labels)


def segmented_by_things(
    network: Network, photo: Photo, things: Sequence[Detection], tile: int | None = None
) -> Segmented:
    """A photo under its things; where masks overlap, the thing of the highest score has the pixel.

    Args:
        network: that found them.
        photo: in whose pixels they are.
        things: with masks, the highest score first.
        tile: in which it was seen, if it was.
    """
    names = names_of_places(network.labels.names)
    numbers = painted([one.mask for one in things if one.mask is not None], (photo.rows, photo.columns))
    labels = [0, *(names.index(one.label) for one in things)]
    classes = np.array(labels, np.uint8)[numbers]
    scores = tuple(one.score for one in things)
    return Segmented(photo, classes, names, network.opening, tile, numbers, scores)
