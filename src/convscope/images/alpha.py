"""How opaque a picture is at each pixel, which `decode` lays over white."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.images.decoding import PhotoSource
from convscope.images.files import opened_file
from convscope.images.orientation import orientation, upright
from convscope.images.photo import Photo
from convscope.images.standard_input import STANDARD_INPUT, standard_input

if TYPE_CHECKING:
    import torch


def alpha_of(source: PhotoSource | Photo) -> NDArray[np.uint8] | None:
    """The opacity (rows, columns) of a picture, upright, 0 where it is transparent; None of one that is opaque.

    Args:
        source: what `decode` takes, and took; of a decoded photo nothing is known any more.
    """
    if isinstance(source, Image.Image):
        return _alpha(source)
    if isinstance(source, np.ndarray):
        if source.ndim != 3 or source.shape[2] != 4:
            return None
        full = 1.0 if source.dtype.kind == "f" else float(np.iinfo(source.dtype).max)
        return np.rint(255 * (source[..., 3] / full)).astype(np.uint8)
    if isinstance(source, bytes):
        return _of_file(io.BytesIO(source))
    if isinstance(source, str | os.PathLike):
        name = os.fsdecode(source)
        if name == STANDARD_INPUT:
            return _of_file(io.BytesIO(standard_input()))
        with opened_file(name) as file:
            return _of_file(file)
    return None if isinstance(source, Photo) else _of_tensor(source)


def without_white(pixels: NDArray[np.uint8], alpha: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The colours (rows, columns, 3) that lie over white with an opacity: c = 255 + (p - 255) / alpha."""
    share = np.maximum(alpha, 1)[..., None].astype(np.float32) / 255
    return np.rint(255 + (pixels.astype(np.float32) - 255) / share).clip(0, 255).astype(np.uint8)


def _of_tensor(source: torch.Tensor) -> NDArray[np.uint8] | None:
    one = source.squeeze(0) if source.ndim == 4 else source
    return alpha_of(one.detach().cpu().permute(1, 2, 0).numpy()) if one.ndim == 3 and len(one) == 4 else None


def _of_file(file: BinaryIO) -> NDArray[np.uint8] | None:
    with Image.open(file) as image:
        return _alpha(image)


def _alpha(image: Image.Image) -> NDArray[np.uint8] | None:
    image.load()
    if not image.has_transparency_data:
        return None
    alpha = (image.convert("LA") if image.mode == "La" else image).convert("RGBA").getchannel("A")
    return np.array(upright(alpha, orientation(image)))
