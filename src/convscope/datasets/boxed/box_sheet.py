"""A contact sheet of photos with their boxes."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor

from convscope.datasets.boxed.boxed_dataset import BoxedDataset, BoxedPhoto, LabelledBox
from convscope.errors import ExtraError, ImageError
from convscope.render import contact_sheet
from convscope.render.boxes import DrawnBox, draw_boxes
from convscope.render.class_colours import class_colour
from convscope.render.class_map import class_legend

_SIDE = 288
_COLUMNS = 3
# Of the colour of a mask.
_OPACITY = 0.5


def box_sheet(dataset: BoxedDataset, *, photos: int = 8, seed: int = 0) -> Image.Image:
    """Some photos with their boxes, and which colour is which class; photos that cannot be read are left out.

    Args:
        dataset: whose photos are shown.
        photos: how many are shown.
        seed: of the choice.
    """
    pictures, captions = [class_legend(dataset.classes, _SIDE)], ["classes"]
    order = np.random.default_rng(seed).permutation(len(dataset.photos))
    for place in order:
        if len(pictures) > photos:
            break
        photo = dataset.photos[place]
        try:
            pictures.append(_drawn(photo))
        except ImageError:
            continue
        captions.append(photo.name.rpartition("/")[2])
    return contact_sheet(pictures, captions, _COLUMNS)


def _drawn(photo: BoxedPhoto) -> Image.Image:
    """A photo, as large as its place on the sheet, with its boxes and masks; those without area are left out."""
    pixels = photo.source.pixels(photo.name)
    pixels = np.repeat(pixels, 3, axis=2) if pixels.shape[2] == 1 else pixels[..., :3].copy()
    for one in photo.boxes:
        _fill(pixels, one)
    picture = Image.fromarray(pixels)
    factor = _SIDE / max(picture.size)
    width, height = (max(1, round(side * factor)) for side in picture.size)
    picture = picture.resize((width, height), Image.Resampling.LANCZOS)
    boxes = [
        DrawnBox((left * factor, top * factor, right * factor, bottom * factor), one.label)
        for one in photo.boxes
        if one.area
        for left, top, right, bottom in (one.box,)
    ]
    return draw_boxes(picture, boxes)


def _fill(pixels: NDArray[np.uint8], box: LabelledBox) -> None:
    """Colour what a thing's mask covers, in place; nothing where that cannot be read."""
    if box.mask is None:
        return
    with suppress(ImageError, ExtraError):
        rows, columns, covered = box.mask.window((pixels.shape[0], pixels.shape[1]))
        below = pixels[rows, columns]
        colour = np.array(ImageColor.getrgb(class_colour(box.label))[:3])
        below[covered] = (below[covered] * (1 - _OPACITY) + colour * _OPACITY).astype(np.uint8)
