"""How a visualization is drawn: pictures alone, or with captions and photos beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter
from torch import Tensor

from convscope.makers.visualization.exemplars import Exemplar
from convscope.render import contact_sheet

_PERCENTILE = 90  # of the attention: from there on a picture is opaque
_SMOOTHING = 1 / 64  # of the picture's side


@dataclass(frozen=True, eq=False)
class Cell:
    """A picture of a unit with what belongs beside it.

    Attributes:
        unit: its caption.
        peak: how high the unit gets on the picture.
        exemplars: photos that activate the unit most; empty where none were asked for.
    """

    unit: str
    peak: float
    exemplars: Sequence[Exemplar] = ()

    @property
    def best(self) -> float | None:
        """How high the unit gets on the best photo."""
        return self.exemplars[0].value if self.exemplars else None

    @property
    def multiple(self) -> float | None:
        """The peak as a multiple of what the best photo reaches; None where that has another sign."""
        return self.peak / self.best if self.best and self.peak * self.best > 0 else None

    @property
    def caption(self) -> str:
        """The unit, and how the picture compares with photos."""
        if self.best is None:
            return self.unit
        if self.multiple is None:
            return f"{self.unit}: {self.peak:.3g}, photos {self.best:.3g}"
        return f"{self.unit}: {self.multiple:.2g} x photos"


def to_pil(image: Tensor) -> Image.Image:
    """A picture (C, rows, columns) of bytes; of other than 1 or 3 channels each one as a grey picture."""
    pixels = image.permute(1, 2, 0).numpy()
    if pixels.shape[2] in (1, 3):
        return Image.fromarray(pixels.squeeze(2) if pixels.shape[2] == 1 else pixels)
    channels = [
        Image.fromarray(np.ascontiguousarray(pixels[..., number])) for number in range(pixels.shape[2])
    ]
    return contact_sheet(channels, [""] * len(channels), gap=1)


def transparent(picture: Image.Image, attention: Tensor) -> Image.Image:
    """A picture that is opaque where the ascent pulled at it most (MACO's transparency, arXiv:2306.06805).

    Args:
        picture: to make transparent.
        attention: (rows, columns).
    """
    smooth = gaussian_filter(attention.double().numpy(), max(attention.shape) * _SMOOTHING)
    low, high = smooth.min(), max(float(np.percentile(smooth, _PERCENTILE)), 1e-30)
    alpha = np.clip((smooth - low) / max(high - low, 1e-30), 0, 1)
    clear = picture.convert("RGB").resize((attention.shape[1], attention.shape[0]))
    clear.putalpha(Image.fromarray(np.rint(alpha * 255).astype(np.uint8)))
    return clear


def drawn(images: Tensor, attention: Tensor, cells: Sequence[Cell]) -> Image.Image:
    """One picture alone; several, or one beside photos, as a sheet with captions.

    Args:
        images: (N, C, rows, columns) bytes.
        attention: (N, rows, columns), empty for opaque pictures.
        cells: what belongs beside each.
    """
    pictures = [to_pil(image) for image in images]
    if len(attention):
        pictures = [transparent(p, seen) for p, seen in zip(pictures, attention, strict=True)]
    if len(pictures) == 1 and not cells[0].exemplars:
        return pictures[0]
    pictures = [_on_white(picture) for picture in pictures]
    if not any(cell.exemplars for cell in cells):
        return contact_sheet(pictures, [cell.unit for cell in cells])
    size = pictures[0].size
    shown, captions = [], []
    most = max(len(cell.exemplars) for cell in cells)
    for picture, cell in zip(pictures, cells, strict=True):
        patches = [_fitted(exemplar.patch, size) for exemplar in cell.exemplars]
        missing = most - len(patches)
        shown += [picture, *patches, *[Image.new("RGB", size, "white")] * missing]
        captions += [cell.caption, *(f"{e.value:.3g}" for e in cell.exemplars), *[""] * missing]
    return contact_sheet(shown, captions, columns=1 + most)


def _fitted(patch: Image.Image, size: tuple[int, int]) -> Image.Image:
    """A patch as large as fits."""
    factor = min(size[0] / patch.width, size[1] / patch.height)
    whole = max(1, round(patch.width * factor)), max(1, round(patch.height * factor))
    return patch.resize(whole, Image.Resampling.NEAREST if factor > 4 else Image.Resampling.BICUBIC)


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    return white
