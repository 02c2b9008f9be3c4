"""Pictures that a generator learns to make: in classes, or all of one."""

from __future__ import annotations

import os
from dataclasses import replace

from convscope.datasets import Dataset, open_dataset

# Of pictures that lie side by side.
_CLASS = "picture"


def pictures_to_make(place: str | os.PathLike[str]) -> Dataset:
    """Pictures in classes, a single one will do, or side by side, which are then of one class.

    Args:
        place: of the data, see `convscope.datasets.open_dataset`.

    Raises:
        DataError: there is no such place, it holds no picture, or a class is empty.
    """
    found = open_dataset(place, needs_labels=False)
    if found.classes:
        return open_dataset(place, allows_one=True)
    splits = {split: tuple(replace(item, label=0) for item in items) for split, items in found.splits.items()}
    return replace(found, classes=(_CLASS,), splits=splits)
