"""How large an encoded photo is, without decoding it."""

from __future__ import annotations

import io

from PIL import Image

from convscope.errors import ImageError
from convscope.images.orientation import orientation

# From here on an EXIF orientation exchanges rows and columns.
_TURNED = 5


def photo_size(content: bytes) -> tuple[int, int] | None:
    """(rows, columns) of an upright photo, from its header; None where it cannot be read, which is told elsewhere."""
    try:
        with Image.open(io.BytesIO(content)) as image:
            rows, columns = image.height, image.width
            return (columns, rows) if orientation(image) >= _TURNED else (rows, columns)
    except (OSError, ValueError, SyntaxError, ImageError, Image.DecompressionBombError):
        return None
