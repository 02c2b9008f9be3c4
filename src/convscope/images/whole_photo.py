"""A photo in its own resolution, with the part of it that a network sees."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class WholePhoto:
    """A photo and what a network sees of it.

    Attributes:
        pixels: (rows, columns, 3) sRGB.
        region: (top, left, bottom, right) of what the network sees, in pixels; outside where it sees a border.
    """

    pixels: NDArray[np.uint8] = field(repr=False)
    region: tuple[float, float, float, float]
