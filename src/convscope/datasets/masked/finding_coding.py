"""What the numbers of a data set's masks mean: from the files that say it, else from the masks themselves."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from convscope.datasets.masked.class_names import Files, read_names
from convscope.datasets.masked.coding import (
    MOST_CLASSES,
    Coding,
    coding_of_names,
    coding_of_things,
    coding_of_two,
)
from convscope.datasets.masked.masked_dataset import MaskFile
from convscope.errors import DataError, ImageError

_INTO = "Put masks that number things into a folder instances beside images."


def find_coding(
    name: str, files: Files, masks: Sequence[MaskFile], *, are_things: bool
) -> tuple[Coding, list[str]]:
    """What masks mean, and what a person should know of how that was found.

    Args:
        name: of the data set.
        files: all its files.
        masks: which are read where no file names more than two classes.
        are_things: whether masks number things.

    Raises:
        DataError: a file of names is wrong, or there are more numbers than classes.
    """
    named = read_names(files)
    names, colours = named or ([], None)
    if are_things:
        return coding_of_things(names), ["the masks number things; 0 is none of them"]
    if colours is not None or len(names) > 2:
        coding = coding_of_names(names, colours, _palette(masks))
        void = ", ".join(label for label in names if label not in coding.names)
        return coding, [f"places of {void} count for nothing"] if void else []
    values = _values(masks)
    if len(values) > MOST_CLASSES or max(values, default=0) > 255:
        raise DataError(
            f"The masks of {name} hold numbers up to {max(values)}, which are too many for classes.",
            _INTO,
        )
    if values == [0, 255]:
        if len(names) == 1:
            raise DataError(f"The masks of {name} hold two classes, and one is named.", "Name both.")
        note = [] if names else ["the masks hold 0 and 255: a background and a foreground"]
        return coding_of_two(names or ("background", "foreground")), note
    if names:
        return coding_of_names(names, None, _palette(masks)), []
    most = max((value for value in values if value < 255), default=0)
    counted = [str(value) for value in range(most + 1)]
    return coding_of_names(counted, None, _palette(masks)), [
        "no file names the classes; they are called by their numbers"
    ]


def _values(masks: Sequence[MaskFile]) -> list[int]:
    """All numbers that the masks hold; those that cannot be read, and colours, are told of elsewhere."""

    def of(mask: MaskFile) -> set[int]:
        try:
            values = mask.values().values
        except ImageError:
            return set()
        return set(np.unique(values).tolist()) if values.ndim == 2 else set()

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return sorted(set().union(*pool.map(of, masks)))


def _palette(masks: Sequence[MaskFile]) -> tuple[str, NDArray[np.uint8]] | None:
    """The palette of the first mask that can be read, with its name."""
    for mask in masks:
        try:
            palette = mask.values().palette
        except ImageError:
            continue
        return None if palette is None else (mask.name, palette)
    return None
