"""What is in a data set of photos with boxes, before anything is trained on it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from convscope.datasets.boxed.box_faults import BoxFault, faults_of
from convscope.datasets.boxed.boxed_dataset import BoxedDataset, BoxedPhoto
from convscope.errors import ExtraError, ImageError
from convscope.extras import needs
from convscope.progress import Progress
from convscope.record import Recorded
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import sentence, table

_CHUNK = 128


@dataclass(frozen=True, repr=False)
class BoxExamination(Recorded, Displayed):
    """What was found.

    Attributes:
        dataset: what was examined.
        counts: boxes of each class, by split; crowds are left out.
        sides: of each class that has boxes, the least, median and greatest square root of a box's area, in pixels.
        empty: names of the photos without a box that can be read.
        crowds: how many boxes stand for many things at once.
        masks: how many things have a mask.
        faults: of boxes and sizes, photo after photo.
        unreadable: name and reason of the photos that cannot be decoded.
    """

    dataset: BoxedDataset
    counts: Mapping[str, tuple[int, ...]]
    sides: Mapping[str, tuple[float, float, float]]
    empty: tuple[str, ...]
    crowds: int
    masks: int
    faults: tuple[BoxFault, ...]
    unreadable: tuple[tuple[str, str], ...]

    def document(self) -> dict[str, Any]:
        """All of it in plain values."""
        return {
            "data": self.dataset.name,
            "form": self.dataset.form,
            "classes": self.dataset.classes,
            "photos": {split: len(photos) for split, photos in self.dataset.splits.items()},
            "boxes": {
                split: dict(zip(self.dataset.classes, counts, strict=True))
                for split, counts in self.counts.items()
            },
            "sides": {
                label: dict(zip(("least", "median", "greatest"), sides, strict=True))
                for label, sides in self.sides.items()
            },
            "empty": self.empty,
            "crowds": self.crowds,
            "masks": self.masks,
            "faults": [fault._asdict() for fault in self.faults],
            "unreadable": [{"name": name, "reason": reason} for name, reason in self.unreadable],
            "notes": self.dataset.notes,
        }

    def _line(self) -> str:
        photos, boxes = len(self.dataset.photos), sum(map(sum, self.counts.values()))
        classes, faults = len(self.dataset.classes), len(self.faults)
        return (
            f"{self.dataset.name}: {boxes:,} boxes of {classes} classes in {photos:,} photos, {faults} faults"
        )

    def _fragments(self) -> Sequence[str]:
        counts = zip(self.dataset.classes, zip(*self.counts.values(), strict=True), strict=True)
        sides = [(label, *(f"{side:.0f}" for side in three)) for label, three in self.sides.items()]
        faults = [(fault.kind, fault.where, fault.said) for fault in self.faults]
        return [
            *map(sentence, self.dataset.notes),
            table(("class", *self.counts), [(label, *row) for label, row in counts]),
            table(("class", "least side", "median", "greatest"), sides),
            table(("fault", "where", "box"), faults) if faults else "",
            table(("unreadable", "reason"), self.unreadable) if self.unreadable else "",
        ]


def examine_boxes(dataset: BoxedDataset, progress: Progress) -> BoxExamination:
    """Look at every photo and every box of a data set once.

    Args:
        dataset: what to look at.
        progress: told how many photos are done.

    Raises:
        Cancelled: somebody asked to stop.
    """
    photos = dataset.photos
    masks = sum(box.mask is not None for photo in photos for box in photo.boxes)
    are_checked = masks > 0
    try:
        needs("coco", "pycocotools")
    except ExtraError as error:
        if masks:
            dataset = replace(dataset, notes=(*dataset.notes, f"masks are not checked: {error}"))
        are_checked = False
    faults, unreadable = looked_through(photos, progress, have_masks=are_checked)
    boxes = [box for photo in photos for box in photo.boxes]
    sides = {
        name: [box.area**0.5 for box in boxes if box.label == label and box.area and not box.is_crowd]
        for label, name in enumerate(dataset.classes)
    }
    return BoxExamination(
        dataset=dataset,
        counts={split: dataset.counts(split) for split in dataset.splits},
        sides={name: (min(of), float(np.median(of)), max(of)) for name, of in sides.items() if of},
        empty=tuple(photo.name for photo in photos if not photo.boxes and photo.name not in dict(unreadable)),
        crowds=Counter(box.is_crowd for box in boxes)[True],
        masks=masks,
        faults=faults,
        unreadable=unreadable,
    )


def looked_through(
    photos: Sequence[BoxedPhoto], progress: Progress, *, have_masks: bool
) -> tuple[tuple[BoxFault, ...], tuple[tuple[str, str], ...]]:
    """The faults of the boxes of photos, and name and reason of the photos that cannot be decoded.

    Args:
        photos: to look at.
        progress: told how many photos are done.
        have_masks: whether masks are checked, too.

    Raises:
        Cancelled: somebody asked to stop.
    """
    faults: list[BoxFault] = []
    unreadable: list[tuple[str, str]] = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for start in range(0, len(photos), _CHUNK):
            part = photos[start : start + _CHUNK]
            seen = pool.map(lambda photo: _look(photo, have_masks=have_masks), part)
            for photo, (reason, found) in zip(part, seen, strict=True):
                if reason is not None:
                    unreadable.append((photo.name, str(reason)))
                faults += found
            progress.step(min(start + _CHUNK, len(photos)), len(photos), what="reading pictures")
            progress.check()
    return tuple(faults), tuple(unreadable)


def _look(photo: BoxedPhoto, *, have_masks: bool) -> tuple[ImageError | None, list[BoxFault]]:
    """Why a photo cannot be read, if so, and the faults of its boxes."""
    try:
        rows, columns = photo.source.pixels(photo.name).shape[:2]
    except ImageError as error:
        return error, list(faults_of(photo, photo.said_size or _reach(photo)))
    return None, list(faults_of(photo, (rows, columns), have_masks=have_masks))


def _reach(photo: BoxedPhoto) -> tuple[int, int]:
    """As large as its boxes need: of a photo that nobody can see, no box is known to lie outside."""
    ends = [(int(box.box[3]) + 1, int(box.box[2]) + 1) for box in photo.boxes]
    return max((rows for rows, _ in ends), default=1), max((columns for _, columns in ends), default=1)
