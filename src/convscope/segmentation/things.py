"""Things of one kind, each with a number: their borders, by which a network learns to tell them apart, and back."""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import NDArray

from convscope.network.task.things import BORDER, INSIDE

# Width of the border in pixels, and its greatest part of how far a thing's middle lies from its outline.
_WIDTH = 2
_PART = 0.5


def parts_of_things(numbers: NDArray[np.integer]) -> NDArray[np.uint8]:
    """What is background, inside of a thing, and border, as `Things` numbers them.

    A thing's border are its two outermost rings of pixels, of a small one as many as leave its middle inside; the
    classes are those of Caicedo et al. 2019, "Evaluation of deep learning strategies for nucleus segmentation in
    fluorescence images", Cytometry A 95.

    Args:
        numbers: (rows, columns) of the things, 0 where there is none.
    """
    is_thing = numbers > 0
    outline = is_thing & (
        scipy.ndimage.maximum_filter(numbers, 3) != scipy.ndimage.minimum_filter(numbers, 3)
    )
    if not outline.any():
        return np.where(is_thing, INSIDE, 0).astype(np.uint8)
    depth = np.where(is_thing, scipy.ndimage.distance_transform_edt(~outline) + 1, 0)
    present, things = np.unique(numbers, return_inverse=True)
    things = things.reshape(numbers.shape)
    deepest = scipy.ndimage.maximum(depth, things, np.arange(len(present)))
    border = np.minimum(_WIDTH, _PART * deepest)[things]
    return np.where(is_thing, np.where(depth > border, INSIDE, BORDER), 0).astype(np.uint8)


def numbered_things(parts: NDArray[np.uint8]) -> NDArray[np.int32]:
    """The number of each place's thing, from 1 on, 0 where there is none.

    What is inside and hangs together is one thing, whose number is flooded from there over the borders by watershed;
    borders without an inside are a thing of their own.

    Args:
        parts: (rows, columns) as `parts_of_things` gives them.
    """
    from skimage.segmentation import watershed

    is_thing = parts > 0
    insides, count = scipy.ndimage.label(parts == INSIDE)
    distance = scipy.ndimage.distance_transform_edt(is_thing)
    found: NDArray[np.int32] = watershed(-distance, insides, mask=is_thing)
    alone, _ = scipy.ndimage.label(is_thing & (found == 0))
    return np.where(alone > 0, alone + count, found).astype(np.int32)
