"""What is in a data set of photos with masks, before anything is trained on it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from convscope.datasets.masked.coding import IGNORED
from convscope.datasets.masked.masked_dataset import MaskedDataset, MaskedPhoto
from convscope.errors import ImageError
from convscope.progress import Progress
from convscope.record import Recorded
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import facts, sentence, table

_CHUNK = 64


class MaskFault(NamedTuple):
    """What is wrong with a mask.

    Attributes:
        mask: its path.
        said: a sentence that names it.
    """

    mask: str
    said: str


@dataclass(frozen=True, repr=False)
class MaskExamination(Recorded, Displayed):
    """What was found.

    Attributes:
        dataset: what was examined.
        shares: of each split, the share of the places that count of each class.
        occurrences: of each split, in how many photos each class occurs.
        ignored: share of all places that count for nothing.
        rows: least, median and greatest height of the photos.
        columns: the same of the widths.
        things: least, median and greatest number of things in a photo, where masks number them.
        faults: masks that cannot be read or mean no classes, and masks of another size than their photo.
        unreadable: name and reason of the photos that cannot be decoded.
    """

    dataset: MaskedDataset
    shares: Mapping[str, tuple[float, ...]]
    occurrences: Mapping[str, tuple[int, ...]]
    ignored: float
    rows: tuple[int, int, int]
    columns: tuple[int, int, int]
    things: tuple[int, int, int] | None
    faults: tuple[MaskFault, ...]
    unreadable: tuple[tuple[str, str], ...]

    def document(self) -> dict[str, Any]:
        """All of it in plain values."""
        classes, words = self.dataset.classes, ("least", "median", "greatest")
        return {
            "data": self.dataset.name,
            "form": "things" if self.dataset.coding.is_numbered else "masks",
            "classes": classes,
            "photos": {split: len(photos) for split, photos in self.dataset.splits.items()},
            "shares": {split: dict(zip(classes, of, strict=True)) for split, of in self.shares.items()},
            "occurrences": {
                split: dict(zip(classes, of, strict=True)) for split, of in self.occurrences.items()
            },
            "ignored": self.ignored,
            "rows": dict(zip(words, self.rows, strict=True)),
            "columns": dict(zip(words, self.columns, strict=True)),
            "things": dict(zip(words, self.things, strict=True)) if self.things else None,
            "faults": [fault._asdict() for fault in self.faults],
            "unreadable": [{"name": name, "reason": reason} for name, reason in self.unreadable],
            "notes": self.dataset.notes,
        }

    def _line(self) -> str:
        photos, classes, faults = len(self.dataset.photos), len(self.dataset.classes), len(self.faults)
        return f"{self.dataset.name}: {photos:,} photos with masks of {classes} classes, {faults} faults"

    def _fragments(self) -> Sequence[str]:
        shares = zip(self.dataset.classes, zip(*self.shares.values(), strict=True), strict=True)
        least, median, greatest = zip(self.rows, self.columns, strict=True)
        about = {
            "rows x columns": f"{least[0]}x{least[1]} to {greatest[0]}x{greatest[1]}, median {median[0]}x{median[1]}",
            "counts for nothing": f"{self.ignored:.1%}",
            "things in a photo": f"{self.things[0]} to {self.things[2]}, median {self.things[1]}"
            if self.things
            else None,
        }
        return [
            *map(sentence, self.dataset.notes),
            table(("class", *self.shares), [(label, *(f"{x:.2%}" for x in row)) for label, row in shares]),
            facts(about),
            table(("faulty mask", "reason"), self.faults) if self.faults else "",
            table(("unreadable", "reason"), self.unreadable) if self.unreadable else "",
        ]


class _Seen(NamedTuple):
    size: tuple[int, int]
    counts: NDArray[np.int64]
    ignored: int
    things: int


def examine_masks(dataset: MaskedDataset, progress: Progress) -> MaskExamination:
    """Look at every photo and every mask of a data set once.

    Args:
        dataset: what to look at.
        progress: told how many photos are done.

    Raises:
        Cancelled: somebody asked to stop.
    """
    seen: dict[str, list[_Seen]] = {split: [] for split in dataset.splits}
    faults: list[MaskFault] = []
    unreadable: list[tuple[str, str]] = []
    done, of_split = 0, [(split, photo) for split, photos in dataset.splits.items() for photo in photos]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for start in range(0, len(of_split), _CHUNK):
            part = of_split[start : start + _CHUNK]
            found = pool.map(lambda one: _look(dataset, one[1]), part)
            for (split, photo), one in zip(part, found, strict=True):
                if isinstance(one, _Seen):
                    seen[split].append(one)
                elif isinstance(one, MaskFault):
                    faults.append(one)
                else:
                    unreadable.append((photo.name, str(one)))
            done += len(part)
            progress.step(done, len(of_split), what="reading masks")
            progress.check()
    everything = [one for of in seen.values() for one in of]
    places = sum(int(one.counts.sum()) + one.ignored for one in everything)
    counts = {
        split: sum((one.counts for one in of), np.zeros(len(dataset.classes))) for split, of in seen.items()
    }
    return MaskExamination(
        dataset=dataset,
        shares={split: tuple((of / max(of.sum(), 1)).tolist()) for split, of in counts.items()},
        occurrences={
            split: tuple(sum(bool(one.counts[label]) for one in of) for label in range(len(dataset.classes)))
            for split, of in seen.items()
        },
        ignored=sum(one.ignored for one in everything) / max(places, 1),
        rows=_spread([one.size[0] for one in everything]),
        columns=_spread([one.size[1] for one in everything]),
        things=_spread([one.things for one in everything]) if dataset.coding.is_numbered else None,
        faults=tuple(faults),
        unreadable=tuple(unreadable),
    )


def _look(dataset: MaskedDataset, photo: MaskedPhoto) -> _Seen | MaskFault | ImageError:
    try:
        rows, columns = photo.pixels().shape[:2]
    except ImageError as error:
        return error
    try:
        marks = photo.marks(dataset.coding)
        check_size(photo, (rows, columns), marks.classes.shape)
    except ImageError as error:
        return MaskFault(photo.mask.name, error.message)
    counts = np.bincount(marks.classes.ravel(), minlength=256)
    things = 0 if marks.things is None else int((~marks.things.crowds).sum())
    return _Seen((rows, columns), counts[: len(dataset.classes)], int(counts[IGNORED]), things)


def check_size(photo: MaskedPhoto, size: tuple[int, int], of_mask: tuple[int, ...]) -> None:
    """Refuse a mask of another size than its photo, both (rows, columns).

    Raises:
        ImageError: naming both.
    """
    if of_mask != size:
        raise ImageError(
            f"The mask {photo.mask.name} is {of_mask[0]}x{of_mask[1]}, and its photo {photo.name} is "
            f"{size[0]}x{size[1]}.",
            "Give the mask that was drawn on this photo.",
        )


def _spread(values: Sequence[int]) -> tuple[int, int, int]:
    return (min(values), int(np.median(values)), max(values)) if values else (0, 0, 0)
