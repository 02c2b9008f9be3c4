"""A data set of photos with masks, still undecoded, in named splits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convscope.datasets.boxed.boxed_dataset import LabelledBox
from convscope.datasets.boxed.photo_size import photo_size
from convscope.datasets.masked.coding import Coding
from convscope.datasets.masked.marks import (
    MarkedThing,
    Marks,
    marks_of_numbers,
    marks_of_things,
    pixels_of_box,
)
from convscope.datasets.masked.mask_values import MaskValues, mask_values
from convscope.datasets.sources import FileSource, MemberSource, Source


@dataclass(frozen=True)
class MaskFile:
    """A mask in a file of its own.

    Attributes:
        name: its path inside the data set.
        source: where it is.
    """

    name: str
    source: FileSource | MemberSource

    def values(self) -> MaskValues:
        """What it holds, not yet classes.

        Raises:
            ImageError: it cannot be read.
        """
        return mask_values(self.source.content(self.name), self.name)


@dataclass(frozen=True)
class OutlinedThings:
    """The things of a photo, each with a mask of its own or, if it is a crowd, at least a box.

    Attributes:
        name: where the first of them is written, for messages.
        things: their labels begin with 0, which is the class 1, as 0 is the background.
        said_size: (rows, columns) of the photo that is said with them; None where nothing is said.
    """

    name: str
    things: tuple[LabelledBox, ...]
    said_size: tuple[int, int] | None

    def marks(self, size: tuple[int, int]) -> Marks:
        """What is in a photo of (rows, columns).

        Raises:
            ImageError: a mask is none, or none of this photo.
        """
        return marks_of_things(
            (
                MarkedThing(
                    one.mask.window(size) if one.mask else pixels_of_box(one.box, size),
                    one.label + 1,
                    one.is_crowd,
                )
                for one in self.things
            ),
            size,
        )


@dataclass(frozen=True)
class MaskedPhoto:
    """One photo.

    Attributes:
        name: its path inside the data set.
        source: where its pixels are.
        mask: of it.
    """

    name: str
    source: Source
    mask: MaskFile | OutlinedThings

    def pixels(self) -> NDArray[np.uint8]:
        """The photo, (rows, columns, channels) uint8.

        Raises:
            ImageError: it cannot be read.
        """
        return self.source.pixels(self.name)

    def marks(self, coding: Coding) -> Marks:
        """What is in it.

        Args:
            coding: what the numbers of masks in files mean.

        Raises:
            ImageError: the mask cannot be read, or means no classes.
        """
        if isinstance(self.mask, OutlinedThings):
            return self.mask.marks(self.mask.said_size or self._size())
        values = self.mask.values()
        classes = coding.read(values, self.mask.name)
        return marks_of_numbers(values.values) if coding.is_numbered else Marks(classes)

    def _size(self) -> tuple[int, int]:
        content = getattr(self.source, "content", None)
        size = photo_size(content(self.name)) if content else None
        if size is None:
            rows, columns = self.pixels().shape[:2]
            return rows, columns
        return size


@dataclass(frozen=True)
class MaskedDataset:
    """Photos with masks in splits.

    Attributes:
        name: as the user named it.
        coding: what the numbers of the masks mean; it names the classes.
        splits: photos by split: ``train``, ``val`` and ``test``, or ``all`` where nobody divided them.
        notes: what a person should know of how it was read, a sentence each.
    """

    name: str
    coding: Coding
    splits: Mapping[str, tuple[MaskedPhoto, ...]]
    notes: tuple[str, ...] = ()

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the classes."""
        return self.coding.names

    @property
    def photos(self) -> tuple[MaskedPhoto, ...]:
        """All photos, split after split."""
        return tuple(photo for photos in self.splits.values() for photo in photos)
