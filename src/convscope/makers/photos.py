"""The photos that pictures are made of, at the sizes at which they are made."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from convscope.errors import SynthesisError
from convscope.images import decode
from convscope.network import Network
from convscope.synthesis.pictures import as_image, resized

LARGEST = 640  # longest side by default: larger pictures take minutes on a laptop
SMALLEST = 32


def photo_of_size(path: Path, longest: int | None) -> Tensor:
    """A photo (1, 3, rows, columns), 0 to 1, whose longest side has so many pixels.

    Args:
        path: of the photo.
        longest: in pixels; None for the photo's own, at most 640.

    Raises:
        ImageError: the photo cannot be read.
        SynthesisError: the picture would be too narrow.
    """
    return of_size(decode(path).to_pil(), longest, str(path))


def of_size(photo: Image.Image, longest: int | None, name: str) -> Tensor:
    """A decoded photo called by a name, as `photo_of_size` gives it."""
    side = max(photo.size)
    ratio = (longest or min(side, LARGEST)) / side
    rows, columns = round(photo.height * ratio), round(photo.width * ratio)
    if min(rows, columns) < SMALLEST:
        raise SynthesisError(
            f"{name} would have {rows} rows and {columns} columns, the least are {SMALLEST}.",
            "Take a larger size, or a photo that is less narrow.",
        )
    # Lanczos over all pixels: a large photo is not first made small roughly.
    picture = photo.resize((columns, rows), Image.Resampling.LANCZOS)
    return as_image(np.asarray(picture))


def mask_of(path: Path) -> Tensor:
    """A mask (rows, columns), 0 where it is black and 1 where it is white.

    Raises:
        ImageError: it cannot be read.
    """
    grey = decode(path).to_pil().convert("L")
    return torch.tensor(np.asarray(grey)).float() / 255


def with_shorter_side(image: Tensor, pixels: int) -> Tensor:
    """A picture whose shorter side has at most so many pixels."""
    ratio = min(1.0, pixels / min(image.shape[2:]))
    return resized(image, [max(SMALLEST, round(side * ratio)) for side in image.shape[2:]]).clamp(0, 1)


def check_takes_photos(network: Network) -> None:
    """Refuse networks whose input is no photo, in colour or grey.

    Raises:
        SynthesisError: saying what it takes.
    """
    if len(network.input_shape) != 3 or network.input_shape[0] not in (1, 3):
        raise SynthesisError(
            f"{network.name} takes inputs of shape {network.input_shape}, which are no photos.",
            "Use a network that takes (3, rows, columns) or (1, rows, columns).",
        )


def pil_of(image: Tensor) -> Image.Image:
    """The picture (1, 3, rows, columns) as it is saved."""
    return Image.fromarray(bytes_of(image))


def array_of(image: Tensor) -> NDArray[np.float32]:
    """The picture as it is saved, (1, rows, columns, 3), 0 to 1."""
    values: NDArray[np.float32] = bytes_of(image)[None].astype(np.float32) / np.float32(255)
    return values


def bytes_of(image: Tensor) -> NDArray[np.uint8]:
    """(rows, columns, 3) bytes of a picture (1, 3, rows, columns)."""
    pixels = image[0].detach().float().clamp(0, 1).mul(255).round().to(torch.uint8)
    values: NDArray[np.uint8] = pixels.permute(1, 2, 0).cpu().numpy()
    return values
