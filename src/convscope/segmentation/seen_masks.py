"""A photo and its mask as a network sees them in training: at one scale, in the classes of its task."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.datasets.masked.coding import Coding
from convscope.datasets.masked.mask_examination import check_size
from convscope.datasets.masked.masked_dataset import MaskedPhoto
from convscope.errors import ImageError
from convscope.images import Preprocessing
from convscope.segmentation.class_scores import seen_size
from convscope.segmentation.things import parts_of_things


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
            (rows, columns, 3) pixels and (rows, columns) classes, those of `Things` where masks number things; 255
            counts for nothing.

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
        mask = photo.values()
        classes = self.coding.read(mask, photo.mask)
        check_size(photo, (pixels.shape[0], pixels.shape[1]), classes)
        size = seen_size(self.preprocessing.resize, classes.shape)
        values = mask.values if self.coding.is_numbered else classes
        if size != classes.shape:
            rows, columns = size
            picture = Image.fromarray(pixels).resize((columns, rows), Image.Resampling.BILINEAR)
            pixels, values = np.asarray(picture), _nearest(values, size)
        return pixels, parts_of_things(values) if self.coding.is_numbered else values.astype(np.uint8)


def _nearest(values: NDArray[np.integer], size: tuple[int, int]) -> NDArray[np.integer]:
    """The values (rows, columns) at another size, none of them blended."""
    places = [
        np.minimum(((np.arange(to) + 0.5) * of / to).astype(np.intp), of - 1)
        for to, of in zip(size, values.shape, strict=True)
    ]
    found: NDArray[np.integer] = values[np.ix_(*places)]
    return found
