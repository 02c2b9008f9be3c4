"""Pictures of numbers, which need not be 8 bits, at another size."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image


def resized(picture: NDArray[np.float32], size: tuple[int, int], interpolation: str) -> NDArray[np.float32]:
    """A picture (rows, columns, channels) of numbers at another size, nothing rounded or cut off.

    Args:
        picture: on any scale.
        size: (rows, columns).
        interpolation: a resampling of Pillow; where the picture shrinks its kernel widens, so that nothing aliases.
    """
    how = Image.Resampling[interpolation.upper()]
    channels = [
        np.asarray(Image.fromarray(np.ascontiguousarray(channel)).resize(size[::-1], how))
        for channel in np.moveaxis(picture.astype(np.float32), 2, 0)
    ]
    return np.stack(channels, 2)
