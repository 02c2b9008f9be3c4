"""Pixels from NumPy arrays and tensors, checked and converted to 8 bits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from convscope.errors import ImageError
from convscope.images.limits import check_size

if TYPE_CHECKING:
    import torch

# What arithmetic in float32, such as a normalisation and its inverse, may add to a value in [0, 1].
ROUNDING = 1e-5


def pixels_of_array(array: NDArray[Any], name: str, max_megapixels: float) -> NDArray[np.uint8]:
    """Make (rows, columns, 3) uint8 of an array (rows, columns) or (rows, columns, 1 | 3 | 4)."""
    if array.ndim not in (2, 3) or (array.ndim == 3 and array.shape[2] not in (1, 3, 4)):
        first = array.ndim == 3 and array.shape[0] in (1, 3, 4)
        raise ImageError(
            f"The {name} must have shape (rows, columns) or (rows, columns, 1 | 3 | 4), not {array.shape}.",
            "Move its channels to the end: array.transpose(1, 2, 0)."
            if first
            else "Give one picture at a time.",
        )
    check_size(name, array.shape[0], array.shape[1], max_megapixels)
    pixels = eight_bits(array, name)
    if pixels.ndim == 2:
        pixels = pixels[:, :, None]
    if pixels.shape[2] == 4:
        return _over_white(pixels)
    return np.array(np.broadcast_to(pixels, (*pixels.shape[:2], 3)))


def pixels_of_tensor(tensor: torch.Tensor, name: str, max_megapixels: float) -> NDArray[np.uint8]:
    """Make (rows, columns, 3) uint8 of a tensor (1 | 3 | 4, rows, columns), also with a leading 1."""
    shape = tuple(tensor.shape)
    one = tensor[0] if tensor.ndim == 4 and shape[0] == 1 else tensor
    if one.ndim != 3 or one.shape[0] not in (1, 3, 4):
        last = one.ndim == 3 and one.shape[2] in (1, 3, 4)
        raise ImageError(
            f"The {name} must have shape (1 | 3 | 4, rows, columns), also with a leading 1, but has {shape}.",
            "Move its channels to the front: tensor.permute(2, 0, 1)."
            if last
            else "Give one picture at a time.",
        )
    try:
        there = one.detach().cpu()
        # NumPy has no bfloat16; every float format of torch fits into float32 or is float64 already.
        numbers = (there.float() if there.is_floating_point() and there.itemsize < 4 else there).numpy()
    except (RuntimeError, TypeError, NotImplementedError) as error:
        raise ImageError(
            f"The {name} holds no plain numbers: it is {tensor.dtype} on {tensor.device}, {tensor.layout}.",
            "Give a dense tensor of uint8, uint16, bool or floats.",
        ) from error
    return pixels_of_array(numbers.transpose(1, 2, 0), name, max_megapixels)


def eight_bits(values: NDArray[Any], name: str) -> NDArray[np.uint8]:
    """Bring uint8, uint16, bool, or floats in [0, 1] to uint8, rounding to the nearest."""
    if values.dtype == np.uint8:
        return values
    if values.dtype == np.bool_:
        return values.astype(np.uint8) * np.uint8(255)
    if values.dtype.kind == "u" and values.dtype.itemsize == 2:
        # 65535 = 255 x 257, so this is exact.
        return ((values.astype(np.uint32) + 128) // 257).astype(np.uint8)
    if values.dtype.kind == "f":
        return _eight_bits_of_floats(values, name)
    raise ImageError(
        f"The values of {name} must be uint8, uint16, bool or floats in [0, 1], but are {values.dtype}.",
        "Convert them, for example with .astype(np.uint8) when they are in 0 to 255.",
    )


def _eight_bits_of_floats(values: NDArray[Any], name: str) -> NDArray[np.uint8]:
    low, high = float(values.min()), float(values.max())
    # NaN and infinity reach the minimum or the maximum.
    if not np.isfinite([low, high]).all():
        raise ImageError(f"The values of {name} are not all finite.", "Replace its NaN or infinite values.")
    if low < -ROUNDING or high > 1 + ROUNDING:
        raise ImageError(
            f"The float values of {name} must be in [0, 1], but go from {low:.6g} to {high:.6g}.",
            "Scale them first, for example divide by 255.",
        )
    return np.rint(values.clip(0, 1).astype(np.float32) * 255).astype(np.uint8)


def _over_white(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    colour, alpha = pixels[:, :, :3].astype(np.uint32), pixels[:, :, 3:].astype(np.uint32)
    blend = (colour * alpha + 255 * (255 - alpha) + 127) // 255
    return blend.astype(np.uint8)
