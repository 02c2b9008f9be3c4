"""The EXIF orientation: how a camera was held."""

from __future__ import annotations

from PIL import ExifTags, Image

# EXIF 2.32, tag 0x0112: what brings the stored picture upright.
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def orientation(image: Image.Image) -> int:
    """Give the EXIF orientation, 1 to 8; 1 (upright) when there is none or the EXIF block is broken."""
    try:
        value = image.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:
        # The pixels are good, and Pillow's EXIF parser raises almost anything on corrupt data.
        return 1
    return value if isinstance(value, int) and value in _UPRIGHT else 1


def upright(image: Image.Image, orientation: int) -> Image.Image:
    """Turn a stored picture as its orientation says."""
    return image.transpose(_UPRIGHT[orientation]) if orientation in _UPRIGHT else image
