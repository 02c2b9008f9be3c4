"""How opaque a picture is, beside the opaque photo that is made of it."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convscope.images import decode
from convscope.images.alpha import alpha_of, without_white


def picture() -> Image.Image:
    """Three rows of two pixels, of which the first is transparent."""
    image = Image.new("RGBA", (2, 3), (200, 40, 90, 255))
    image.putpixel((0, 0), (9, 9, 9, 0))
    return image


def _saved(image: Image.Image, **how: object) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG", **how)
    return file.getvalue()


def _file(image: Image.Image, folder: Path) -> Path:
    (folder / "a.png").write_bytes(_saved(image))
    return folder / "a.png"


@pytest.mark.parametrize(
    "source",
    [
        lambda image, _: image,
        lambda image, _: np.asarray(image),
        lambda image, _: np.asarray(image) / 255,
        lambda image, _: _saved(image),
        _file,
        lambda image, folder: str(_file(image, folder)),
    ],
)
def test_opacity_is_read_of_any_source(source: Callable[[Image.Image, Path], object], tmp_path: Path) -> None:
    alpha = alpha_of(source(picture(), tmp_path))  # type: ignore[arg-type]
    assert alpha is not None
    assert alpha.tolist() == [[0, 255], [255, 255], [255, 255]]


def test_an_opaque_picture_has_none() -> None:
    assert alpha_of(picture().convert("RGB")) is None
    assert alpha_of(np.zeros((4, 5, 3), np.uint8)) is None


def test_a_palette_with_a_transparent_colour_has_one() -> None:
    image = Image.new("P", (2, 1))
    image.putpalette([0, 0, 0, 255, 0, 0])
    image.putpixel((1, 0), 1)
    alpha = alpha_of(_saved(image, transparency=0))
    assert alpha is not None
    assert alpha.tolist() == [[0, 255]]


def test_it_lies_upright_like_the_photo() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = _saved(picture(), exif=exif)
    alpha = alpha_of(turned)
    assert alpha is not None
    assert alpha.shape == decode(turned).pixels.shape[:2]
    # Turned clockwise by a quarter, what was above on the left is above on the right.
    assert alpha[0, -1] == 0


def test_the_colour_behind_white_is_found_again() -> None:
    image = Image.new("RGBA", (1, 1), (200, 40, 90, 128))
    alpha = alpha_of(image)
    assert alpha is not None
    assert without_white(decode(image).pixels, alpha)[0, 0] == pytest.approx([200, 40, 90], abs=2)
