"""A photo before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.images import Photo
from convscope.images.alpha import without_white
from convscope.network.opening import Opening
from convscope.render import save_picture
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import facts, picture
from convscope.restore.figures import Nearness, finite, nearness

_SIDE = 640
# Formats that have no transparency.
_OPAQUE = (".jpg", ".jpeg", ".bmp")


@dataclass(frozen=True, eq=False, repr=False)
class Restored(Displayed):
    """A photo, and the picture that a network makes of it.

    Attributes:
        photo: as it was given.
        pixels: (rows, columns, 3) uint8 of the picture.
        scale: how many times longer its sides are.
        network: how it was opened.
        truth: the photo as it should be, of the size of the picture; None where nobody knows it.
        alpha: how opaque the picture is (rows, columns), its pixels lying over white; None of an opaque one.
        noise: root mean square of the noise that the network was told, on the scale of 0 to 255; None where it is
            told none.
        holes: (rows, columns) the pixels that were missing, which alone count for the PSNR; None of a whole photo.
    """

    photo: Photo
    pixels: NDArray[np.uint8] = field(repr=False)
    scale: int
    network: Opening
    truth: Photo | None = None
    alpha: NDArray[np.uint8] | None = field(default=None, repr=False)
    noise: float | None = None
    holes: NDArray[np.bool_] | None = field(default=None, repr=False)

    @property
    def picture(self) -> Image.Image:
        """The picture, as transparent as the photo."""
        if self.alpha is None:
            return Image.fromarray(self.pixels)
        return Image.fromarray(np.dstack([without_white(self.pixels, self.alpha), self.alpha]))

    @property
    def before(self) -> Image.Image:
        """The photo at the size of the picture; where that is larger, enlarged by a bicubic kernel."""
        image = self.photo.to_pil()
        if self.scale == 1:
            return image
        return image.resize((self.pixels.shape[1], self.pixels.shape[0]), Image.Resampling.BICUBIC)

    @cached_property
    def figures(self) -> Nearness | None:
        """How near the picture is to the true one: over all channels, or, where it is larger, by its luma.

        The PSNR of a photo with holes is that inside them.
        """
        return self._compared(self.pixels)

    @cached_property
    def figures_before(self) -> Nearness | None:
        """How near the photo was."""
        return None if self.truth is None else self._compared(np.asarray(self.before))

    def _compared(self, pixels: NDArray[np.uint8]) -> Nearness | None:
        if self.truth is None:
            return None
        is_larger = self.scale > 1
        border = self.scale if is_larger else 0
        return nearness(
            pixels, self.truth.pixels, luma=is_larger, border=border, holes=self.holes, name=self.photo.name
        )

    def save(self, place: Path) -> None:
        """Write the picture, whole or not at all, in the format of the place's ending; a JPEG is opaque, over white.

        Raises:
            OutputError: it cannot be written.
        """
        is_opaque = place.suffix.lower() in _OPAQUE
        save_picture(Image.fromarray(self.pixels) if is_opaque else self.picture, place)

    def document(self) -> dict[str, Any]:
        """The figures; null where no truth is known, and for the PSNR of equal pictures, which is infinite."""
        after, before = self.figures, self.figures_before
        return {
            "scale": self.scale,
            **({} if self.noise is None else {"noise": round(self.noise, 2)}),
            "psnr": after and finite(after.psnr),
            "ssim": after and after.ssim,
            "psnr_before": before and finite(before.psnr),
            "ssim_before": before and before.ssim,
        }

    def _line(self) -> str:
        rows, columns = self.pixels.shape[:2]
        figures = self.figures
        near = f", PSNR {figures.psnr:.2f} dB, SSIM {figures.ssim:.4f}" if figures else ""
        return f"{rows} x {columns}{near}"

    def _fragments(self) -> Sequence[str]:
        after, before = self.figures, self.figures_before
        said = {}
        if after and before:
            said["PSNR"] = f"{before.psnr:.2f} dB, now {after.psnr:.2f} dB"
            said["SSIM"] = f"{before.ssim:.4f}, now {after.ssim:.4f}"
        return [picture(self.before, side=_SIDE), picture(self.picture, side=_SIDE), facts(said)]

    def _preview(self) -> Image.Image:
        return self.picture
