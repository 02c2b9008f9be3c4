"""A map with the way in which it is drawn, for any size of picture, and the colours that stand for its values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from convscope.render.overlay import Box, Scale, display_limit, draw_map, draw_overlay
from convscope.render.relief import draw_brightness, draw_relief

Drawn = Literal["overlay", "relief", "brightness"]


@dataclass(frozen=True, eq=False)
class MapDrawing:
    """How a map is drawn.

    Attributes:
        values: (C, rows, columns) of a relief, else (rows, columns); signed.
        drawn: colours over the photo; a relief of each colour on grey; or brightness on black.
        scale: ``positive`` shows nothing below zero.
        limit: the magnitude that has the strongest colour.
    """

    values: NDArray[np.floating]
    drawn: Drawn
    scale: Scale
    limit: float

    @property
    def low(self) -> float:
        """The value at the lower end of the colours."""
        return 0.0 if self.scale == "positive" or self.drawn == "brightness" else -self.limit

    @property
    def hides_photo(self) -> bool:
        """Whether nothing of the photo shows through."""
        return self.drawn != "overlay"

    def over(self, photo: NDArray[np.uint8], box: Box | None = None) -> NDArray[np.uint8]:
        """The map over a photo (rows, columns, 3), or in its place; ``box`` as in `convscope.render.overlay`."""
        size = (photo.shape[0], photo.shape[1])
        if self.drawn == "relief":
            return draw_relief(self.values, self.limit, size, box)
        if self.drawn == "brightness":
            return draw_brightness(self.values, self.limit, size, box)
        return draw_overlay(self.values, self.scale, self.limit, photo, box)

    def alone(self, size: tuple[int, int]) -> NDArray[np.uint8]:
        """The map without a photo, (rows, columns, 3): where it would lie over one, zero is white."""
        if self.hides_photo:
            return self.over(np.zeros((*size, 3), np.uint8))
        return draw_map(self.values, self.scale, self.limit, size)

    def bar(self, size: tuple[int, int]) -> NDArray[np.uint8]:
        """All colours from left to right, (rows, columns, 3): over a light, and over a dark one."""
        rows, columns = size
        values = np.linspace(self.low, self.limit, columns, dtype=np.float32)
        ramp = MapDrawing(values[None, None] if self.drawn == "relief" else values[None], *self._look)
        tones = np.repeat(
            np.where(np.arange(rows) < rows / 2, 255, 0).astype(np.uint8)[:, None], columns, axis=1
        )
        return ramp.over(np.repeat(tones[:, :, None], 3, axis=2))

    @property
    def _look(self) -> tuple[Drawn, Scale, float]:
        return self.drawn, self.scale, self.limit


def map_drawing(
    values: NDArray[np.floating], channels: NDArray[np.floating] | None, drawn: Drawn, scale: Scale
) -> MapDrawing:
    """How to draw a map; as an overlay where it does not have what its own drawing shows.

    Args:
        values: (rows, columns), signed.
        channels: (C, rows, columns) of the same map, which a relief shows if they are one or three.
        drawn: as its method's paper draws it.
        scale: of an overlay.
    """
    if drawn == "relief" and channels is not None and len(channels) in (1, 3):
        return MapDrawing(channels, drawn, "signed", display_limit(channels, "signed"))
    if drawn == "brightness" and values.min() >= 0:
        return MapDrawing(values, drawn, "positive", display_limit(values, "positive"))
    return MapDrawing(values, "overlay", scale, display_limit(values, scale))
