"""Decode a photo from any source."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, TypeAlias, TypeGuard

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.errors import ImageError
from convscope.images.arrays import pixels_of_array, pixels_of_tensor
from convscope.images.files import pixels_of_bytes, pixels_of_path, pixels_of_pil
from convscope.images.photo import Photo

if TYPE_CHECKING:
    import torch

# What a photo can be given as.
PhotoSource: TypeAlias = "str | os.PathLike[str] | bytes | Image.Image | NDArray[Any] | torch.Tensor"


def decode(
    source: PhotoSource,
    *,
    max_megapixels: float = 100.0,
) -> Photo:
    """Decode a photo into upright, opaque sRGB.

    Files may be JPEG, PNG, GIF, BMP, PPM, WebP, TIFF, AVIF, JPEG 2000, ICO, QOI, SGI, PCX or TGA in any of
    their pixel modes; of several frames the first is taken.  The EXIF orientation is applied, colours go
    through an embedded ICC profile (a broken one is ignored), and what is transparent lies over white.
    Sixteen-bit grey and 32-bit integer grey are divided by 65535, whatever their maximum, so that a dark
    picture stays dark, and grey of a TIFF that declares fewer bits by their range (4095 of 12 bits); float grey is
    in [0, 1]; where a TIFF says that 0 is white, it is.

    Args:
        source: a path, or ``-`` for the standard input; the bytes of a file; a picture of Pillow (its current
            frame); an array (rows, columns) or (rows, columns, 1 | 3 | 4); or a tensor (1 | 3 | 4, rows, columns),
            also with a leading 1.  Arrays and tensors are uint8, uint16 (divided by 65535), bool, or floats in
            [0, 1].
        max_megapixels: the most pixels that a photo may have, in millions; for a file checked in its header.

    Returns:
        The photo, which shares no memory with the source.

    Raises:
        ImageError: one sentence with the reason: missing, a folder, not permitted, empty, truncated, broken,
            not an image, too many pixels, no pixels, NaN or out of [0, 1], or a wrong shape or dtype.
    """
    if not max_megapixels > 0:
        raise ImageError(f"max_megapixels must be above 0, but is {max_megapixels}.")
    if isinstance(source, np.ndarray):
        return Photo("array", pixels_of_array(source, "array", max_megapixels))
    if _is_tensor(source):
        return Photo("tensor", pixels_of_tensor(source, "tensor", max_megapixels))
    if isinstance(source, Image.Image):
        return Photo("PIL image", pixels_of_pil(source, "PIL image", max_megapixels))
    if isinstance(source, bytes):
        return Photo("bytes", pixels_of_bytes(source, "bytes", max_megapixels))
    if isinstance(source, str | os.PathLike):
        name = os.fsdecode(source)
        return Photo(name, pixels_of_path(name, max_megapixels))
    raise ImageError(
        f"A photo cannot be decoded from {type(source).__name__}.",
        "Give a path, bytes, a picture of Pillow, a NumPy array or a tensor.",
    )


def _is_tensor(source: object) -> TypeGuard[torch.Tensor]:
    # A tensor can only arrive when torch is loaded, so asking does not load it.
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(source, torch.Tensor)
