"""From any pixel mode of Pillow to opaque sRGB."""

from __future__ import annotations

import io
from typing import cast

from PIL import Image, ImageCms

from convscope.images.grey_depth import GreyDepth, grey_of_deep

_GREY = ("1", "L", "LA", "La")
# The mode that Pillow's colour management expects for each colour space that a profile can be made for.
_MODE_OF_SPACE = {"GRAY": "L", "RGB": "RGB", "CMYK": "CMYK", "Lab": "LAB"}


def srgb_of_pil(image: Image.Image, depth: GreyDepth, name: str) -> Image.Image:
    """Convert a loaded picture to mode RGB in sRGB, transparent parts over white.

    Args:
        image: a picture in any mode.
        depth: what its file declares of grey numbers.
        name: what the picture is called in errors.

    Raises:
        ImageError: integer grey out of its range, or float grey that is not in [0, 1].
    """
    profile = image.info.get("icc_profile")
    if image.mode[0] in "IF":
        image = grey_of_deep(image, depth, name)
    elif image.mode == "L" and depth.transparent is not None:
        image.info["transparency"] = depth.transparent
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
