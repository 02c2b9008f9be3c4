"""Regions of which nothing is known, as scratches and tears leave them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from convscope.restore.degradations.span import Span

# What stands in the place of a missing pixel: a number that no photo of 8 bits has, so that a network can tell.
UNKNOWN = 127.5
# A box is at most so large a part of a side, a scratch at most so many pixels wide.
_BOX = 4
_WIDEST = 5


@dataclass(frozen=True)
class Missing:
    """Boxes and scratches, as many of the one as of the other, until a share of the photo is missing.

    Attributes:
        share: of the pixels; the last box can make it a little more.
    """

    share: Span

    @property
    def text(self) -> str:
        """See `Step.text`."""
        return f"missing {self.share.text}"

    def __call__(self, picture: NDArray[np.float32], generator: np.random.Generator) -> NDArray[np.float32]:
        """See `Step`."""
        share, (rows, columns) = self.share.draw(generator), picture.shape[:2]
        holes = Image.new("L", (columns, rows))
        pen = ImageDraw.Draw(holes)
        while np.asarray(holes).mean() < 255 * share:
            left, top = (int(generator.integers(side)) for side in (columns, rows))
            if generator.random() < 0.5:
                wide, high = (int(generator.integers(1, 2 + side // _BOX)) for side in (columns, rows))
                pen.rectangle((left, top, left + wide, top + high), 255)
            else:
                right, bottom = (int(generator.integers(side)) for side in (columns, rows))
                pen.line((left, top, right, bottom), 255, int(generator.integers(1, _WIDEST + 1)))
        return np.where(np.asarray(holes)[..., None] > 0, np.float32(UNKNOWN), picture)
