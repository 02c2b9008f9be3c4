"""A photo and its mask as a network sees them in training: at one scale, in the classes of its task."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.datasets.masked.coding import IGNORED, Coding
from convscope.datasets.masked.mask_examination import check_size
from convscope.datasets.masked.masked_dataset import MaskedPhoto
from convscope.errors import ImageError
from convscope.images import Preprocessing
from convscope.segmentation.class_scores import seen_size
from convscope.segmentation.things import parts_of_things

Number = TypeVar("Number", bound=np.integer)


@dataclass(frozen=True)
class MaskReader:
    """Reads photos with their masks.

    Attributes:
        coding: what the numbers of the masks mean.
        preprocessing: of the network; its normalisation is left out.
    """

    coding: Coding
    preprocessing: Preprocessing

    def read(self, photo: MaskedPhoto) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """The whole photo and its classes, at the size at which the network sees it.

        Returns:
            (rows, columns, 3) pixels and (rows, columns) classes, those of `Things` where
            things of one class are told apart; 255 counts for nothing.

        Raises:
            ImageError: the photo or its mask cannot be read, or they do not belong together.
        """
        pixels = photo.pixels()
        if pixels.shape[2] not in (1, 3):
            raise ImageError(
                f"{photo.name} has {pixels.shape[2]} channels, and photos with masks have one or three.",
                "Save it in colours or in grey.",
            )
        pixels = np.repeat(pixels, 3, axis=2) if pixels.shape[2] == 1 else pixels
        marks = photo.marks(self.coding)
        check_size(photo, (pixels.shape[0], pixels.shape[1]), marks.classes.shape)
        size = seen_size(self.preprocessing.resize, marks.classes.shape)
        classes, things = marks.classes, marks.things
        if size != classes.shape:
            rows, columns = size
            picture = Image.fromarray(pixels).resize((columns, rows), Image.Resampling.BILINEAR)
            pixels, classes = np.asarray(picture), _nearest(classes, size)
        if things is None or not self.coding.is_of_one_kind:
            return pixels, classes
        numbers = _nearest(things.numbers, size)
        # Of a crowd it is not known where one thing ends.
        return pixels, np.where((classes > 0) & (numbers == 0), IGNORED, parts_of_things(numbers))


def _nearest(values: NDArray[Number], size: tuple[int, int]) -> NDArray[Number]:
    """The values (rows, columns) at another size, none of them blended."""
    if values.shape == size:
        return values
    places = [
        np.minimum(((np.arange(to) + 0.5) * of / to).astype(np.intp), of - 1)
        for to, of in zip(size, values.shape, strict=True)
    ]
    return values[np.ix_(*places)]
