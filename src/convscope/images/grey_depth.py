"""What the numbers of a grey file stand for: which is black, which is white, which is transparent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.errors import ImageError
from convscope.images.arrays import eight_bits

# TIFF 6.0: tags of a grey picture, and the values that they may have.
_BITS, _PHOTOMETRIC, _MAX_SAMPLE, _SAMPLE_FORMAT = 258, 262, 281, 339
_WHITE_IS_ZERO, _SIGNED = 0, 2


@dataclass(frozen=True)
class GreyDepth:
    """What a file declares of its grey numbers.

    Attributes:
        greatest: the greatest number that the file can hold, which is white; floats go from 0 to 1 always.
        is_negative: whether 0 is white, and Pillow leaves that as it is.
        transparent: the number that is transparent, on the scale of the picture; None where there is none.
    """

    greatest: int = 65535
    is_negative: bool = False
    transparent: int | None = None


def grey_depth(image: Image.Image, name: str) -> GreyDepth:
    """Read what a file declares of its grey numbers; to be asked before the pixels are loaded.

    Args:
        image: of Pillow, of any mode.
        name: what the picture is called in errors.

    Raises:
        ImageError: the declaration is one that Pillow takes for another without a word.
    """
    raw_mode = _raw_mode(image)
    transparent = image.info.get("transparency")
    if image.format == "PNG" and raw_mode == "RGB;16B" and transparent is not None:
        raise ImageError(
            f"{name} has 16 bits a colour and one colour that is transparent, which cannot be told apart in 8 bits.",
            "Save it with 8 bits, or with an alpha channel.",
        )
    tags: Any = getattr(image, "tag_v2", {})
    if image.mode == "L" and tags.get(_SAMPLE_FORMAT, (1,))[0] == _SIGNED:
        raise ImageError(f"{name} holds signed 8-bit numbers.", "Save it with unsigned ones.")
    # Pillow spreads 2 and 4 bits over the range of 8, but leaves the transparent number as it stands in the file.
    spread = {"L;2": 85, "L;4": 17}.get(raw_mode, 1)
    return GreyDepth(
        _greatest(tags),
        tags.get(_PHOTOMETRIC) == _WHITE_IS_ZERO and image.mode != "L",
        transparent * spread if isinstance(transparent, int) else None,
    )


def grey_of_deep(image: Image.Image, depth: GreyDepth, name: str) -> Image.Image:
    """Bring grey of 16 bits (I;16), 32 bits (I) or floats (F) to 8 bits, L or, with transparent places, LA.

    Raises:
        ImageError: integers out of 0 to the greatest, or floats out of [0, 1].
    """
    stored = np.asarray(image)
    levels = eight_bits(stored, name) if image.mode == "F" else _levels(stored, depth.greatest, name)
    if depth.is_negative:
        levels = np.uint8(255) - levels
    grey = Image.fromarray(levels)
    if depth.transparent is None:
        return grey
    opaque = (stored != depth.transparent).astype(np.uint8) * np.uint8(255)
    return Image.merge("LA", (grey, Image.fromarray(opaque)))


def _levels(values: NDArray[Any], greatest: int, name: str) -> NDArray[np.uint8]:
    """Integers from 0 to the greatest on the scale from 0 to 255, rounded to the nearest."""
    low, high = int(values.min()), int(values.max())
    if low < 0 or high > greatest:
        raise ImageError(
            f"The integer grey values of {name} must be in 0 to {greatest}, but go from {low} to {high}.",
            "Scale them first, and save the picture with 16 bits.",
        )
    return ((values.astype(np.uint32) * 255 + greatest // 2) // greatest).astype(np.uint8)


def _greatest(tags: Any) -> int:
    """The white of a TIFF of 9 to 16 bits.

    The tag MaxSampleValue may be a mere statistic of the pixels; it counts where it says a number of bits, as 4095
    does, which cameras and microscopes of 12 bits write into files of 16.
    """
    bits = min(int(tags.get(_BITS, (16,))[0]), 16)
    of_bits = (1 << bits) - 1
    said = tags.get(_MAX_SAMPLE, (of_bits,))
    most = int(said[0] if isinstance(said, tuple) else said)
    return most if 255 < most < of_bits and (most & (most + 1)) == 0 else max(of_bits, 255)


def _raw_mode(image: Image.Image) -> str:
    """How the pixels of a file that is not loaded yet are stored, as Pillow calls it; empty once they are loaded."""
    tile = getattr(image, "tile", None)
    arguments = tile[0].args if tile else ""
    return arguments if isinstance(arguments, str) else ""
