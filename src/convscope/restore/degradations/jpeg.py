"""What JPEG takes away."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.restore.degradations.span import Span


@dataclass(frozen=True)
class Jpeg:
    """Written as JPEG and read again.

    Attributes:
        quality: as libjpeg counts it, 1 to 100; colours at half the resolution, as cameras write them.
    """

    quality: Span

    @property
    def text(self) -> str:
        """See `Step.text`."""
        return f"jpeg {self.quality.text}"

    def __call__(self, picture: NDArray[np.float32], generator: np.random.Generator) -> NDArray[np.float32]:
        """See `Step`."""
        pixels = np.rint(picture.clip(0, 255)).astype(np.uint8)
        image, file = Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels), io.BytesIO()
        image.save(file, "JPEG", quality=round(self.quality.draw(generator)), subsampling="4:2:0")
        with Image.open(file) as read:
            return np.asarray(read, np.float32).reshape(pixels.shape)
