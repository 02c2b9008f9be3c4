"""The numbers of a mask as its file holds them: indices, never colours blended or turned."""

from __future__ import annotations

import io
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from convscope.errors import ImageError
from convscope.images.files import printable

_SAVE = "Save it as a PNG that holds the number of a class, or its colour, at each pixel."


class MaskValues(NamedTuple):
    """What a mask holds.

    Attributes:
        values: (rows, columns) indices or numbers of things, or (rows, columns, 3) uint8 colours.
        palette: (entries, 3) uint8 the colours of indices; None where there is no palette.
    """

    values: NDArray[Any]
    palette: NDArray[np.uint8] | None


def mask_values(content: bytes, name: str) -> MaskValues:
    """Read a mask; a grey picture in three channels counts as grey.

    Args:
        content: of its file.
        name: its path, for messages.

    Raises:
        ImageError: it cannot be read, or was saved with losses that change numbers.
    """
    shown = printable(name)
    if name.lower().endswith(".npy"):
        return MaskValues(_array(content, shown), None)
    try:
        with Image.open(io.BytesIO(content)) as image:
            if image.format == "JPEG":
                raise ImageError(
                    f"The mask {shown} is a JPEG, whose losses change the numbers of classes.", _SAVE
                )
            image.load()
            palette = None
            if image.mode == "P":
                palette = np.array(image.getpalette("RGB"), np.uint8).reshape(-1, 3)
            elif not image.mode.startswith(("L", "I", "RGB", "1")):
                raise ImageError(f"The mask {shown} is of the kind {image.mode}.", _SAVE)
            flat = {"RGBA": "RGB", "LA": "L", "1": "L"}.get(image.mode)
            values = np.asarray(image.convert(flat) if flat else image)
    except ImageError:
        raise
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ImageError(f"The mask {shown} cannot be read: it is no whole picture.", _SAVE) from error
    if values.ndim == 3 and (values[..., :1] == values).all():
        values = values[..., 0]
    return MaskValues(values, palette)


def _array(content: bytes, shown: str) -> NDArray[Any]:
    try:
        values: NDArray[Any] = np.load(io.BytesIO(content), allow_pickle=False)
    except (ValueError, EOFError, OSError) as error:
        raise ImageError(f"The mask {shown} is no complete array of NumPy.", "Save it anew.") from error
    if values.ndim != 2 or values.dtype.kind not in "uib" or 0 in values.shape:
        raise ImageError(
            f"A mask is (rows, columns) whole numbers, but {shown} is {values.shape} {values.dtype}.", _SAVE
        )
    return values.astype(np.uint8) if values.dtype.kind == "b" else values
