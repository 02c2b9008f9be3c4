"""A decoded photo."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.errors import ImageError


@dataclass(frozen=True, eq=False)
class Photo:
    """A photo as a person sees it: upright, opaque, in sRGB.

    Attributes:
        name: the path as the user gave it, or ``bytes``, ``PIL image``, ``array`` or ``tensor``.
        pixels: (rows, columns, 3) uint8, read-only.
    """

    name: str
    pixels: NDArray[np.uint8] = field(repr=False)

    def __post_init__(self) -> None:
        shape, dtype = self.pixels.shape, self.pixels.dtype
        if len(shape) != 3 or shape[2] != 3 or 0 in shape or dtype != np.uint8:
            raise ImageError(
                f"A photo has (rows, columns, 3) uint8 pixels, but these are {shape} {dtype}.",
                "Call decode(), which takes the other forms.",
            )
        pixels = self.pixels.view()
        pixels.flags.writeable = False
        object.__setattr__(self, "pixels", pixels)

    @property
    def rows(self) -> int:
        """Height in pixels."""
        return int(self.pixels.shape[0])

    @property
    def columns(self) -> int:
        """Width in pixels."""
        return int(self.pixels.shape[1])

    @cached_property
    def digest(self) -> str:
        """32 hexadecimal digits of its size and pixels (SHA-256), whatever file or memory they came from."""
        return hashlib.sha256(repr(self.pixels.shape).encode() + self.pixels.tobytes()).hexdigest()[:32]

    def as_argument(self) -> str | None:
        """The place by which it is decoded again; None where it came from memory."""
        return self.name if Path(self.name).is_file() else None

    def to_pil(self) -> Image.Image:
        """Give the photo as an RGB picture of Pillow."""
        return Image.fromarray(self.pixels)
