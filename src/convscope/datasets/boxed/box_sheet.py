"""A contact sheet of photos with their boxes."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from convscope.datasets.boxed.boxed_dataset import BoxedDataset, BoxedPhoto
from convscope.errors import ImageError
from convscope.render import contact_sheet

_SIDE = 288
_COLUMNS = 3
# Okabe and Ito's colours, which the colour-blind tell apart; white borders keep them visible on any photo.
_COLOURS = ("#e69f00", "#0072b2", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#f0e442", "#000000")


def box_sheet(dataset: BoxedDataset, *, photos: int = 8, seed: int = 0) -> Image.Image:
    """Some photos with their boxes, and which colour is which class; photos that cannot be read are left out.

    Args:
        dataset: of which up to eight classes have colours of their own.
        photos: how many are shown.
        seed: of the choice.
    """
    pictures, captions = [_legend(dataset.classes)], ["classes"]
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
    """A photo, as large as its place on the sheet, with its boxes; those without area are left out."""
    pixels = photo.source.pixels(photo.name)
    picture = Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels[..., :3]).convert("RGB")
    factor = _SIDE / max(picture.size)
    width, height = (max(1, round(side * factor)) for side in picture.size)
    picture = picture.resize((width, height), Image.Resampling.LANCZOS)
    draw = ImageDraw.Draw(picture)
    for one in photo.boxes:
        if one.area:
            edges = [value * factor for value in one.box]
            draw.rectangle(edges, outline="white", width=3)
            draw.rectangle(edges, outline=_colour(one.label), width=2)
    return picture


def _legend(classes: tuple[str, ...]) -> Image.Image:
    picture = Image.new("RGB", (_SIDE, _SIDE * 3 // 4), "white")
    draw = ImageDraw.Draw(picture)
    for label, name in enumerate(classes[: len(_COLOURS)]):
        top = 8 + 24 * label
        draw.rectangle((8, top, 24, top + 16), fill=_colour(label))
        draw.text((32, top), name, fill="black", font_size=16)
    return picture


def _colour(label: int) -> str:
    return _COLOURS[label % len(_COLOURS)]
