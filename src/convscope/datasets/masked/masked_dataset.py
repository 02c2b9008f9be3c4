"""A data set of photos with masks, still undecoded, in named splits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convscope.datasets.masked.coding import Coding
from convscope.datasets.masked.mask_values import MaskValues, mask_values
from convscope.datasets.sources import FileSource, MemberSource, Source


@dataclass(frozen=True)
class MaskedPhoto:
    """One photo.

    Attributes:
        name: its path inside the data set.
        source: where its pixels are.
        mask: the path of its mask.
        mask_source: where that is.
    """

    name: str
    source: Source
    mask: str
    mask_source: FileSource | MemberSource

    def pixels(self) -> NDArray[np.uint8]:
        """The photo, (rows, columns, channels) uint8.

        Raises:
            ImageError: it cannot be read.
        """
        return self.source.pixels(self.name)

    def values(self) -> MaskValues:
        """What its mask holds, not yet classes.

        Raises:
            ImageError: it cannot be read.
        """
        return mask_values(self.mask_source.content(self.mask), self.mask)

    def classes(self, coding: Coding) -> NDArray[np.uint8]:
        """The class (rows, columns) of each place; `IGNORED` where none counts.

        Raises:
            ImageError: the mask cannot be read, or means no classes.
        """
        return coding.read(self.values(), self.mask)


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
