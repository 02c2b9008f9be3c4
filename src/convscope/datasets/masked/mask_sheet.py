"""A contact sheet of photos with their masks."""

from __future__ import annotations

import numpy as np
from PIL import Image

from convscope.datasets.masked.mask_examination import check_size
from convscope.datasets.masked.masked_dataset import MaskedDataset, MaskedPhoto
from convscope.errors import ImageError
from convscope.render import contact_sheet
from convscope.render.class_map import class_legend, class_overlay

_SIDE = 288
_COLUMNS = 3


def mask_sheet(dataset: MaskedDataset, *, photos: int = 8, seed: int = 0) -> Image.Image:
    """Some photos with their masks over them, and which colour is which class; faulty ones are left out.

    Args:
        dataset: whose photos are shown.
        photos: how many.
        seed: of the choice.
    """
    pictures, captions = [class_legend(dataset.classes, _SIDE)], ["classes"]
    for place in np.random.default_rng(seed).permutation(len(dataset.photos)):
        if len(pictures) > photos:
            break
        photo = dataset.photos[place]
        try:
            pictures.append(_drawn(dataset, photo))
        except ImageError:
            continue
        captions.append(photo.name.rpartition("/")[2])
    return contact_sheet(pictures, captions, _COLUMNS)


def _drawn(dataset: MaskedDataset, photo: MaskedPhoto) -> Image.Image:
    pixels, marks = photo.pixels(), photo.marks(dataset.coding)
    check_size(photo, (pixels.shape[0], pixels.shape[1]), marks.classes.shape)
    colours = np.repeat(pixels, 3, axis=2) if pixels.shape[2] == 1 else pixels[..., :3]
    parts = None if marks.things is None else marks.things.numbers
    picture = class_overlay(colours, marks.classes, dataset.classes, parts=parts)
    picture.thumbnail((_SIDE, _SIDE), Image.Resampling.LANCZOS)
    return picture
