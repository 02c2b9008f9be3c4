"""Photos with masks from photos with boxes, where what is in the boxes has masks of its own."""

from __future__ import annotations

from dataclasses import replace

from convscope.datasets.boxed import BoxedDataset, BoxedPhoto
from convscope.datasets.masked.coding import MOST_CLASSES, Coding
from convscope.datasets.masked.masked_dataset import MaskedDataset, MaskedPhoto, OutlinedThings
from convscope.errors import DataError

_BACKGROUND = "background"


def outlined_things(boxed: BoxedDataset) -> MaskedDataset | None:
    """The things of a data set, in front of a background that is the class 0.

    Args:
        boxed: with masks, as COCO and LabelMe write them.

    Returns:
        None where no thing has a mask.

    Raises:
        DataError: some have masks and others have none, or there are too many classes, or one of them is called as
            the background is.
    """
    boxes = [box for photo in boxed.photos for box in photo.boxes if not box.is_crowd]
    bare = [box for box in boxes if box.mask is None]
    if len(bare) == len(boxes):
        return None
    if bare:
        raise DataError(
            f"{bare[0].where} has no mask, as {len(bare)} of {len(boxes)} things of {boxed.name}.",
            "Draw them, or take these annotations out.",
        )
    classes, used = list(boxed.classes), {box.label for box in boxes}
    if _BACKGROUND in classes and classes.index(_BACKGROUND) in used:
        raise DataError(
            f"{boxed.name} has things of a class {_BACKGROUND!r}, which is where no thing is.",
            "Rename the class, or take its annotations out.",
        )
    names = [name for name in classes if name != _BACKGROUND]
    if len(names) >= MOST_CLASSES:
        raise DataError(
            f"{boxed.name} has {len(names)} classes, and masks have at most {MOST_CLASSES - 1}.",
            "Merge some.",
        )
    coding = Coding((_BACKGROUND, *names), {}, is_numbered=True)
    numbers = {label: names.index(name) for label, name in enumerate(classes) if name != _BACKGROUND}
    splits = {
        split: tuple(_photo(photo, numbers) for photo in photos) for split, photos in boxed.splits.items()
    }
    return MaskedDataset(boxed.name, coding, splits, boxed.notes)


def _photo(photo: BoxedPhoto, numbers: dict[int, int]) -> MaskedPhoto:
    things = tuple(replace(box, label=numbers[box.label]) for box in photo.boxes if box.label in numbers)
    name = things[0].where if things else photo.name
    return MaskedPhoto(photo.name, photo.source, OutlinedThings(name, things, photo.said_size))
