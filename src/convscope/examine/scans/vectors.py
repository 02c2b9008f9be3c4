"""What a layer makes of each photo of a scan."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Vectors:
    """What a layer makes of each photo: its units' means over the places.

    Attributes:
        layer: address of the layer.
        numbers: (N,) of the photos.
        values: (N, C).
    """

    layer: str
    numbers: NDArray[np.int64]
    values: NDArray[np.float32]
