"""Fewer pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convscope.images.resizing import resized


@dataclass(frozen=True)
class Shrink:
    """Every side ``scale`` times shorter, by a bicubic kernel as wide as that, then rounded to 8 bits.

    So do papers of super-resolution, whose `imresize` is MATLAB's; Pillow's differs from it at the edges alone.

    Attributes:
        scale: above 1.
    """

    scale: int

    @property
    def text(self) -> str:
        """See `Step.text`."""
        return f"shrink {self.scale}"

    def __call__(self, picture: NDArray[np.float32], generator: np.random.Generator) -> NDArray[np.float32]:  # noqa: ARG002
        """See `Step`."""
        rows, columns = (side // self.scale for side in picture.shape[:2])
        small: NDArray[np.float32] = np.rint(resized(picture, (rows, columns), "bicubic").clip(0, 255))
        return small
