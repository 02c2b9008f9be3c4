"""From any pixel mode of Pillow to opaque sRGB."""

from __future__ import annotations

import io
from typing import cast

import numpy as np
from PIL import Image, ImageCms

from convscope.errors import ImageError
from convscope.images.arrays import eight_bits

_GREY = ("1", "L", "LA", "La")
# The mode that Pillow's colour management expects for each colour space that a profile can be made for.
_MODE_OF_SPACE = {"GRAY": "L", "RGB": "RGB", "CMYK": "CMYK", "Lab": "LAB"}


def srgb_of_pil(image: Image.Image, name: str) -> Image.Image:
    """Convert a loaded picture to mode RGB in sRGB, transparent parts over white.

    Args:
        image: a picture in any mode.
        name: what the picture is called in errors.

    Raises:
        ImageError: integer grey out of 0 to 65535, or float grey that is not in [0, 1].
    """
    profile = image.info.get("icc_profile")
    if image.mode[0] in "IF":
        image = _grey_of_deep(image, name)
    alpha = None
    grey = image.mode in _GREY
    if image.has_transparency_data:
        # Pillow has no direct way from La.
        rgba = (image.convert("LA") if image.mode == "La" else image).convert("RGBA")
        image, alpha = rgba.convert("RGB"), rgba.getchannel("A")
    elif image.mode not in ("RGB", "CMYK", "LAB"):
        image = image.convert("L" if grey else "RGB")
    colours = _managed(image, grey, profile)
    if alpha is None:
        return colours
    white = Image.new("RGB", colours.size, "white")
    white.paste(colours, mask=alpha)
    return white


def _grey_of_deep(image: Image.Image, name: str) -> Image.Image:
    """Bring grey of 16 bits (I;16), 32 bits (I) or floats (F) to 8 bits."""
    values = np.asarray(image)
    if image.mode == "I":
        # Pillow also opens 16-bit files in this mode.
        low, high = int(values.min()), int(values.max())
        if low < 0 or high > 65535:
            raise ImageError(
                f"The integer grey values of {name} must be in 0 to 65535, but go from {low} to {high}.",
                "Scale them first, and save the picture with 16 bits.",
            )
        values = values.astype(np.uint16)
    return Image.fromarray(eight_bits(values, name))


def _managed(image: Image.Image, grey: bool, profile: object) -> Image.Image:
    """Convert through the embedded profile, or plainly if that is missing, broken or of another space."""
    if image.mode == "LAB":
        return _through(ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")), image)
    if isinstance(profile, bytes):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            mode = _MODE_OF_SPACE.get(source.profile.xcolor_space.strip())
            if mode == image.mode or (grey and mode in ("L", "RGB")):
                return _through(source, image.convert(mode))
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass
    return image.convert("RGB")


def _through(source: ImageCms.ImageCmsProfile, image: Image.Image) -> Image.Image:
    # Only a conversion in place gives None.
    srgb = ImageCms.createProfile("sRGB")
    return cast(Image.Image, ImageCms.profileToProfile(image, source, srgb, outputMode="RGB"))
