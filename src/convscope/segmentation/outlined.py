"""The things of a photo by a network that finds boxes with masks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from convscope.detection import Detection, Detections
from convscope.detection.box_mask import painted
from convscope.images import Photo
from convscope.network import Network
from convscope.network.detecting import on_photo
from convscope.network.found import found
from convscope.segmentation.segmented import Segmented

BACKGROUND = "background"


def outlined_things(network: Network, photo: Photo, score: float) -> Detections:
    """The things of a photo with their masks in its pixels, the highest score first.

    Args:
        network: of the task instances.
        photo: seen as a whole, as the network's preprocessing says.
        score: least score of a thing.
    """
    return on_photo(found(network, network.prepare(photo), least=score)[0], network, photo)


def names_of_places(labels: Sequence[str]) -> tuple[str, ...]:
    """What a place can be: a background, which torchvision's networks count as a class, and the classes of things."""
    return tuple(labels) if labels[0] == BACKGROUND else (BACKGROUND, *labels)


def segmented_by_things(network: Network, photo: Photo, things: Sequence[Detection]) -> Segmented:
    """A photo under its things; where masks overlap, the thing of the highest score has the pixel.

    Args:
        network: that found them.
        photo: in whose pixels they are.
        things: with masks, the highest score first.
    """
    names = names_of_places(network.labels.names)
    numbers = painted([one.mask for one in things if one.mask is not None], (photo.rows, photo.columns))
    labels = [0, *(names.index(one.label) for one in things)]
    classes = np.array(labels, np.uint8)[numbers]
    scores = tuple(one.score for one in things)
    return Segmented(photo, classes, names, network.opening, things=numbers, scores=scores)
