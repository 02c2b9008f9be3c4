"""The picture of an attribution: the map on the photo, and what must be said below it."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.images.whole_photo import WholePhoto
from convscope.render.map_drawing import MapDrawing
from convscope.render.overlay import PERCENTILE
from convscope.render.whole_photo import draw_on_whole, sees_all

View = Literal["photo", "network"]

# A photo of fewer pixels is enlarged by a whole number, so that its pixels are squares and words fit below.
_SMALLEST_SIDE = 256


def draw_picture(drawing: MapDrawing, view: NDArray[np.uint8], whole: WholePhoto | None) -> Image.Image:
    """The map on the whole photo, or on the view (rows, columns, 3) of the network where there is none."""
    if whole is None:
        return Image.fromarray(drawing.over(view))
    shown = _enlarged(whole)
    return Image.fromarray(draw_on_whole(drawing, shown.pixels, shown.region))


def draw_photo(view: NDArray[np.uint8], whole: WholePhoto | None) -> Image.Image:
    """What `draw_picture` draws on, in the same size."""
    return Image.fromarray(view if whole is None else _enlarged(whole).pixels)


def sentences(drawing: MapDrawing, whole: WholePhoto | None) -> list[str]:
    """What the colours mean, and what the picture shows that the network did not see."""
    beyond = f"the {PERCENTILE}th percentile of the magnitudes and all beyond it"
    if drawing.drawn == "relief":
        said = [f"Each colour's values on grey, which is 0; full colour: {beyond}."]
    elif drawing.drawn == "brightness":
        said = [f"Black is 0; clipped to white: {beyond}."]
    else:
        signs = "Red speaks for it" + (", blue against it" if drawing.low < 0 else "")
        said = [f"{signs}; at 0 the photo is as it was; darkest: {beyond}."]
    if whole is not None and not sees_all(whole.pixels.shape, whole.region):
        said.append("Pale and hatched: not seen by the network.")
    return said


def _enlarged(whole: WholePhoto) -> WholePhoto:
    times = -(-_SMALLEST_SIDE // max(whole.pixels.shape[:2]))
    if times == 1:
        return whole
    pixels = whole.pixels.repeat(times, axis=0).repeat(times, axis=1)
    top, left, bottom, right = whole.region
    return WholePhoto(pixels, (top * times, left * times, bottom * times, right * times))
