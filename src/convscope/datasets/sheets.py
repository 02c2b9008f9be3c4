"""Contact sheets of a data set: pictures of each class, and what augmentation makes of some."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from convscope.datasets import Item
from convscope.datasets.augmentation import Augmentation, read_augmentation
from convscope.datasets.boxed.box_examination import BoxExamination
from convscope.datasets.boxed.box_sheet import box_sheet
from convscope.datasets.dataset import Dataset
from convscope.datasets.examination import Examination
from convscope.datasets.masked.mask_examination import MaskExamination
from convscope.datasets.masked.mask_sheet import mask_sheet
from convscope.errors import DataError, ImageError
from convscope.render import contact_sheet, save_picture

_SIDE = 112
_MOST_CLASSES = 12
_AUGMENTED = 6


def class_sheet(dataset: Dataset, *, a_class: int = 6, seed: int = 0) -> Image.Image:
    """Some pictures of each class, a row a class; those that cannot be read are left out.

    Args:
        dataset: of which up to twelve classes are shown.
        a_class: pictures of each.
        seed: of the choice.
    """
    pictures, captions = [], []
    generator = np.random.default_rng(seed)
    for label, name in enumerate(dataset.classes[:_MOST_CLASSES]):
        items = [item for item in dataset.items if item.label == label]
        shown: list[Image.Image] = []
        for place in generator.permutation(len(items)):
            if len(shown) == a_class:
                break
            try:
                shown.append(_thumbnail(items[place].pixels()))
            except ImageError:
                continue
        blank = Image.new("RGB", (_SIDE, _SIDE), "white")
        pictures += shown + [blank] * (a_class - len(shown))
        captions += [name] * len(shown) + [""] * (a_class - len(shown))
    return contact_sheet(pictures, captions, a_class)


def augmentation_sheet(
    items: list[Item], augmentation: Augmentation, size: tuple[int, int], *, epochs: int = 7, seed: int = 0
) -> Image.Image:
    """Some pictures, each beside what the first epochs of a training would see of it.

    Args:
        items: one row each.
        augmentation: of the training.
        size: (rows, columns) of the network's input.
        epochs: pictures beside the original.
        seed: of the training.

    Raises:
        DataError: the pictures have other than one or three channels.
    """
    augmenter = augmentation.augmenter(size, 2, seed)
    pictures, captions = [], []
    for index, item in enumerate(items):
        pixels = item.pixels()
        if pixels.shape[2] not in (1, 3):
            raise DataError(f"{item.name} has {pixels.shape[2]} channels, which no sheet can show.")
        resized = _array(_picture(pixels).resize((size[1], size[0]), Image.Resampling.BILINEAR))
        batch = torch.from_numpy(resized).permute(2, 0, 1)[None]
        pictures.append(_thumbnail(resized))
        captions.append(item.name.rpartition("/")[2])
        for epoch in range(epochs):
            changed = augmenter.pictures(batch, epoch, [index])[0].permute(1, 2, 0).numpy()
            pictures.append(_thumbnail(changed))
            captions.append(f"epoch {epoch + 1}")
    return contact_sheet(pictures, captions, epochs + 1)


def save_sheet(
    examined: Examination | BoxExamination | MaskExamination,
    place: Path,
    *,
    seed: int = 0,
    augment: str | None = None,
    size: int = 128,
) -> None:
    """Write the sheet of an examination: pictures of each class, photos with boxes or masks, or augmented ones.

    Args:
        examined: what was found of the data.
        place: ends as a picture's file; a PNG carries how it was made.
        seed: of the choice.
        augment: the augmentation that is shown; None for the pictures as they are.
        size: rows and columns of the pictures that are augmented.

    Raises:
        DataError: no sheet can show such pictures.
        OutputError: the place cannot be written to.
    """
    part: dict[str, Any] = {"seed": seed}
    if isinstance(examined, BoxExamination):
        sheet = box_sheet(examined.dataset, seed=seed)
    elif isinstance(examined, MaskExamination):
        sheet = mask_sheet(examined.dataset, seed=seed)
    elif augment is None:
        sheet = class_sheet(examined.dataset, seed=seed)
    else:
        sheet = _augmented(examined, augment, (size, size), seed)
        part |= {"augment": augment, "size": size}
    save_picture(sheet, place, examined.manifest(**part))


def _augmented(examined: Examination, augment: str, size: tuple[int, int], seed: int) -> Image.Image:
    channels = 3 if 3 in examined.channels else min(examined.channels)
    bad = {name for name, _ in examined.unreadable}
    readable = [item for item in examined.dataset.split("train") if item.name not in bad]
    chosen = readable[:: max(1, len(readable) // _AUGMENTED)][:_AUGMENTED]
    return augmentation_sheet(chosen, read_augmentation(augment, channels=channels), size, seed=seed)


def _array(picture: Image.Image) -> NDArray[np.uint8]:
    return np.array(picture.convert("RGB"))


def _picture(pixels: NDArray[np.uint8]) -> Image.Image:
    """The picture, or the first channels of one that has many."""
    channels = pixels.shape[2]
    return Image.fromarray(pixels[..., 0] if channels in (1, 2) else np.ascontiguousarray(pixels[..., :3]))


def _thumbnail(pixels: NDArray[np.uint8]) -> Image.Image:
    """The whole picture in a square; small ones grow without smoothing, so that their pixels are seen."""
    picture = _picture(pixels).convert("RGB")
    factor = _SIDE / max(picture.size)
    width, height = (max(1, round(side * factor)) for side in picture.size)
    kind = Image.Resampling.NEAREST if factor > 1 else Image.Resampling.LANCZOS
    return picture.resize((width, height), kind)
