"""What a network sees of a photo: resize, crop, normalise, and the inverse of the normalisation."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.errors import ImageError
from convscope.images.geometry import Fit, Placement, place
from convscope.images.photo import Photo

if TYPE_CHECKING:
    import torch

# A photo is resized as a whole before the crop; this bounds what a strip one pixel wide can take of memory.
MAX_RESIZED_PIXELS = 100_000_000
INTERPOLATIONS = tuple(known.name.lower() for known in Image.Resampling)


@dataclass(frozen=True)
class Preprocessing:
    """How a photo becomes a network's input; the only owner of mean and standard deviation.

    Attributes:
        size: (rows, columns) of the network's input.
        resize: length of the shorter side, or a (rows, columns) frame, before the central crop to ``size``;
            where the resized photo is smaller than the crop it gets a border.  None: no resize and no crop,
            so that the photo must have ``size`` already, but for ``fit="own"``.
        interpolation: a resampling of Pillow: nearest, lanczos, bilinear, bicubic, box or hamming.
        mean: per channel, on the [0, 1] scale; its length is the number of channels.
        std: standard deviation per channel, on the same scale.
        fit: how the photo meets a frame: ``exact`` takes its very size, ``cover`` and ``contain`` keep the
            aspect ratio, with the frame inside the photo or the photo inside the frame.  ``own``, without a resize,
            takes a photo of any size in its own pixels: its middle, mirrored beyond its edges where it is smaller and
            no border is given.
        border: (per channel, 0 to 255) the colour of a border.
    """

    size: tuple[int, int]
    resize: int | tuple[int, int] | None
    interpolation: str
    mean: tuple[float, ...]
    std: tuple[float, ...]
    fit: Fit = "exact"
    border: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        if (
            not self.mean
            or len(self.mean) != len(self.std)
            or not all(value > 0 for value in self.std)
            or not all(map(isfinite, (*self.mean, *self.std)))
        ):
            raise ImageError(
                f"Mean and standard deviation need one number a channel, the latter above 0, "
                f"but are {self.mean} and {self.std}."
            )
        if self.border is not None and len(self.border) != len(self.mean):
            raise ImageError(
                f"A border needs one number a channel, {len(self.mean)}, got {len(self.border)}."
            )
        if self.interpolation not in INTERPOLATIONS:
            raise ImageError(
                f"There is no interpolation '{self.interpolation}'.",
                f"There are: {', '.join(INTERPOLATIONS)}.",
            )

    @property
    def channels(self) -> int:
        """Number of channels of the network's input."""
        return len(self.mean)

    def look(self, photo: Photo) -> NDArray[np.uint8]:
        """Give the photo as the network sees it, before normalisation.

        Returns:
            (rows, columns, channels) uint8; one channel is the luminance (ITU-R 601-2).

        Raises:
            ImageError: the network's channels are not those of a photo, or the photo has another size and
                there is no resize.
        """
        if self.channels not in (1, 3):
            raise ImageError(
                f"A photo has 1 or 3 channels, but the network takes {self.channels}.",
                f"Give it a tensor ({self.channels}, rows, columns).",
            )
        placement = self._placement(photo)
        image = photo.to_pil() if self.channels == 3 else photo.to_pil().convert("L")
        rows, columns = placement.resized
        if (rows, columns) != (photo.rows, photo.columns):
            image = image.resize((columns, rows), Image.Resampling[self.interpolation.upper()])
        if self.fit == "own" and self.border is None:
            return self._middle(np.asarray(image).reshape(rows, columns, self.channels), placement)
        # A canvas, because the crop can reach beyond the resized photo.
        border = self.border or (0,) * self.channels
        canvas = Image.new(
            image.mode, (self.size[1], self.size[0]), border if self.channels == 3 else border[0]
        )
        canvas.paste(image, (-placement.left, -placement.top))
        return np.array(canvas).reshape(*self.size, self.channels)

    def _middle(self, pixels: NDArray[np.uint8], placement: Placement) -> NDArray[np.uint8]:
        """The middle of a photo, mirrored beyond its edges, since a border of one colour would be a detail itself."""
        top, left = placement.top, placement.left
        gaps = [
            (max(0, -first), max(0, first + size - length))
            for first, size, length in zip((top, left), self.size, pixels.shape[:2], strict=True)
        ]
        padded = np.pad(pixels, (*gaps, (0, 0)), mode="symmetric")
        rows, columns = (
            slice(max(0, first), max(0, first) + size)
            for first, size in zip((top, left), self.size, strict=True)
        )
        return padded[rows, columns]

    def apply(self, photo: Photo) -> torch.Tensor:
        """Make the network's input of a photo: ``(look / 255 - mean) / std``.

        Returns:
            (channels, rows, columns) float32.

        Raises:
            ImageError: as `look`.
        """
        import torch

        pixels = torch.from_numpy(self.look(photo)).permute(2, 0, 1).contiguous()
        return self.from_display(pixels.to(torch.float32).div(255))

    def to_display(self, images: torch.Tensor) -> torch.Tensor:
        """Undo the normalisation: ``images * std + mean``.

        Nothing is clipped, so that `from_display` gets the same tensor back: what no photo could hold lies
        below 0 or above 1.

        Args:
            images: (..., channels, rows, columns), normalised.

        Returns:
            The same shape, on the scale where 0 is black and 1 is white.
        """
        mean, std = self._constants(images)
        return images * std + mean

    def from_display(self, images: torch.Tensor) -> torch.Tensor:
        """Normalise: ``(images - mean) / std``, the inverse of `to_display`.

        Args:
            images: (..., channels, rows, columns), on the scale where 0 is black and 1 is white.

        Returns:
            The same shape, normalised.
        """
        mean, std = self._constants(images)
        return (images - mean) / std

    def region(self, photo: Photo) -> tuple[float, float, float, float]:
        """Give what the network's input covers of the photo, for placing maps back on it.

        Returns:
            (top, left, bottom, right) in pixels of the photo; where the input has a border, this lies
            outside.
        """
        self._placement(photo)
        return self.region_of((photo.rows, photo.columns))

    def region_of(self, shape: tuple[int, int]) -> tuple[float, float, float, float]:
        """As `region`, of a photo of (rows, columns) of which nothing else is known."""
        placement = place(shape, self.resize, self.fit, self.size)
        row, column = shape[0] / placement.resized[0], shape[1] / placement.resized[1]
        return (
            placement.top * row,
            placement.left * column,
            (placement.top + self.size[0]) * row,
            (placement.left + self.size[1]) * column,
        )

    def _placement(self, photo: Photo) -> Placement:
        shape = (photo.rows, photo.columns)
        if self.resize is None and self.fit != "own" and shape != self.size:
            raise ImageError(
                f"{photo.name} must have {self.size[0]} rows and {self.size[1]} columns, "
                f"but has {shape[0]} and {shape[1]}.",
                "Resize it, or give the preprocessing a resize.",
            )
        placement = place(shape, self.resize, self.fit, self.size)
        if placement.resized[0] * placement.resized[1] > MAX_RESIZED_PIXELS:
            raise ImageError(
                f"{photo.name} is too narrow for the network: its {shape[0]} rows and {shape[1]} columns "
                f"would become {placement.resized[0]} and {placement.resized[1]}.",
                "Cut it to a picture whose sides differ less.",
            )
        return placement

    def _constants(self, images: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        if images.ndim < 3 or images.shape[-3] != self.channels:
            raise ImageError(
                f"Images must have shape (..., {self.channels}, rows, columns), not {tuple(images.shape)}."
            )
        mean, std = (images.new_tensor(values)[:, None, None] for values in (self.mean, self.std))
        return mean, std


# The mean and standard deviation over ImageNet's training photos, with the crop of the AlexNet line of
# papers.
IMAGENET = Preprocessing(
    size=(224, 224),
    resize=256,
    interpolation="bilinear",
    mean=(0.485, 0.456, 0.406),
    std=(0.229, 0.224, 0.225),
)
