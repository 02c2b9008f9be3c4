"""Photos with boxes as a training takes them: divided, decoded, and the boxes as the network sees them."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np

from convscope.datasets import Dataset, divided_by_content, merged
from convscope.datasets.boxed import BoxedDataset, open_boxed
from convscope.datasets.boxed.photo_size import photo_size
from convscope.datasets.boxed.seen_boxes import SeenBoxes, pictures_of
from convscope.errors import DataError, TrainingError
from convscope.progress import Progress

# Photos that are asked for their shape.
_ASKED = 64


def divided_boxes(
    place: str,
    *,
    seed: int = 0,
    share: float = 0.2,
    anew: bool = False,
    progress: Progress | None = None,
) -> BoxedDataset:
    """Photos with boxes in a training and a validation part, the latter drawn where nobody divided them.

    Args:
        place: of the data, see `open_boxed`.
        seed: of the draw.
        share: of the photos for validation.
        anew: whether a validation part that there is is put back, and another one drawn.
        progress: told how many photos are read.

    Raises:
        DataError: there are no boxes, or none to train on.
    """
    boxed = open_boxed(place)
    if boxed is None:
        raise DataError(
            f"{place} has no boxes in a form that is known: VOC, COCO, YOLO, CSV or LabelMe.",
            "`convscope data` says what it sees there.",
        )
    divided_ones = divided_photos(boxed, seed=seed, share=share, anew=anew, progress=progress)
    for label, count in enumerate(divided_ones.counts("train")):
        if not count:
            raise DataError(
                f"The class {boxed.classes[label]!r} of {place} has no box in the training photos.",
                "Give it some, or take it out.",
            )
    return divided_ones


def divided_photos(
    boxed: BoxedDataset, *, seed: int, share: float, anew: bool, progress: Progress | None
) -> BoxedDataset:
    """The same photos in a training and a validation part; see `divided_boxes`."""
    pictures = merged(pictures_of(boxed)) if anew else pictures_of(boxed)
    divided = divided_by_content(pictures, seed=seed, share=share, progress=progress)
    photos = {photo.name: photo for photo in boxed.photos}
    splits = {split: tuple(photos[item.name] for item in items) for split, items in divided.splits.items()}
    return replace(boxed, splits=splits)


def pictures_with_classes(boxed: BoxedDataset) -> Dataset:
    """The photos by themselves, under the names of the boxes' classes."""
    return replace(pictures_of(boxed), classes=boxed.classes)


def usual_frame(boxed: BoxedDataset, longer: int) -> tuple[int, int]:
    """(rows, columns) of the aspect ratio that most training photos have, the longer side as said."""
    photos = boxed.splits["train"][:_ASKED]
    sizes = [size for photo in photos if (size := photo_size(photo.source.content(photo.name)))]
    if not sizes:
        raise TrainingError("No training photo can be read.", "`convscope data` says why.")
    ratio = float(np.median([np.log(rows / columns) for rows, columns in sizes]))
    rows, columns = min(1.0, np.exp(ratio)), min(1.0, np.exp(-ratio))
    return round(longer * rows), round(longer * columns)


def boxes_fingerprint(boxes: SeenBoxes) -> str:
    """Changes when a box does."""
    total = hashlib.sha256()
    for name, rows in sorted(boxes.of.items()):
        total.update(f"{name}\0".encode() + rows.tobytes())
    return total.hexdigest()[:16]
