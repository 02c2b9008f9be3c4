"""Every format in every mode gives the picture that was saved."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from convscope.images import decode

LOSSLESS = [
    ("PNG", "RGB", {}),
    ("PNG", "RGBA", {}),
    ("PNG", "P", {}),
    ("PNG", "L", {}),
    ("PNG", "LA", {}),
    ("PNG", "1", {}),
    ("PNG", "I;16", {}),
    ("GIF", "P", {}),
    ("GIF", "L", {}),
    ("GIF", "P", {"interlace": True}),
    ("TIFF", "RGB", {}),
    ("TIFF", "RGB", {"compression": "tiff_lzw"}),
    ("TIFF", "RGB", {"compression": "tiff_adobe_deflate"}),
    ("TIFF", "RGB", {"compression": "packbits"}),
    ("TIFF", "RGBA", {}),
    ("TIFF", "P", {}),
    ("TIFF", "L", {}),
    ("TIFF", "LA", {}),
    ("TIFF", "1", {"compression": "group4"}),
    ("TIFF", "CMYK", {}),
    ("TIFF", "F", {}),
    ("TIFF", "I", {}),
    ("TIFF", "I;16", {}),
    ("TIFF", "I;16B", {}),
    ("WEBP", "RGB", {"lossless": True}),
    ("WEBP", "RGBA", {"lossless": True, "exact": True}),
    ("BMP", "RGB", {}),
    ("BMP", "L", {}),
    ("BMP", "P", {}),
    ("BMP", "1", {}),
    ("PPM", "RGB", {}),
    ("PPM", "L", {}),
    ("PPM", "1", {}),
    ("PPM", "I", {}),
    ("TGA", "RGB", {}),
    ("TGA", "RGBA", {}),
    ("TGA", "L", {"compression": "tga_rle"}),
    ("SGI", "RGB", {}),
    ("PCX", "RGB", {}),
    ("PCX", "P", {}),
    ("QOI", "RGB", {}),
    ("ICO", "RGB", {"sizes": [(64, 48)]}),
    ("ICO", "RGBA", {"sizes": [(64, 48)], "bitmap_format": "bmp"}),
    ("JPEG2000", "RGB", {}),
    ("JPEG2000", "I;16", {}),
]
LOSSY = [
    ("JPEG", "RGB", {"quality": 95, "subsampling": 0}),
    ("JPEG", "RGB", {"quality": 90}),
    ("JPEG", "RGB", {"quality": 95, "progressive": True}),
    ("JPEG", "L", {"quality": 95}),
    ("JPEG", "CMYK", {"quality": 98, "subsampling": 0}),
    ("TIFF", "RGB", {"compression": "jpeg", "quality": 95}),
    ("TIFF", "YCbCr", {}),
    ("WEBP", "RGB", {"quality": 95}),
    ("WEBP", "RGBA", {"quality": 95}),
    ("AVIF", "RGB", {"quality": 95}),
    ("AVIF", "RGBA", {"quality": 95}),
    ("JPEG2000", "RGB", {"irreversible": True, "quality_mode": "dB", "quality_layers": [45]}),
]
ANIMATED = ["GIF", "PNG", "WEBP", "TIFF", "AVIF", "MPO"]


def in_mode(picture: Image.Image, mode: str) -> tuple[Image.Image, NDArray[np.int64]]:
    """Give the picture in a mode, and the 8-bit colours that a decoder must find."""
    rgb = np.asarray(picture)
    grey = np.asarray(picture.convert("L"))
    as_rgb = np.repeat(grey[:, :, None], 3, axis=2)
    alpha = np.linspace(0, 255, rgb.shape[0] * rgb.shape[1]).reshape(rgb.shape[:2]).astype(np.uint8)
    opacity = alpha[:, :, None] / 255
    known: dict[str, tuple[Any, Any]] = {
        "RGB": (picture, rgb),
        "L": (Image.fromarray(grey), as_rgb),
        "RGBA": (np.dstack([rgb, alpha]), rgb * opacity + 255 * (1 - opacity)),
        "LA": (np.dstack([grey, alpha]), as_rgb * opacity + 255 * (1 - opacity)),
        "1": (Image.fromarray(grey > 127), np.where(as_rgb > 127, 255, 0)),
        "I;16": (grey.astype(np.uint16) * 257, as_rgb),
        "I;16B": (Image.frombytes("I;16B", picture.size, (grey.astype(">u2") * 257).tobytes()), as_rgb),
        "I": (grey.astype(np.int32) * 257, as_rgb),
        "F": (grey.astype(np.float32) / 255, as_rgb),
        # Full black ink in the upper half: nothing of the colour is left there.
        "CMYK": _printed(rgb),
    }
    if mode == "P":
        palette = picture.quantize(64)
        return palette, np.asarray(palette.convert("RGB")).astype(np.int64)
    if mode == "YCbCr":
        return picture.convert("YCbCr"), rgb.astype(np.int64)
    image, expected = known[mode]
    return (
        image if isinstance(image, Image.Image) else Image.fromarray(image),
        np.rint(expected).astype(np.int64),
    )


def _printed(rgb: NDArray[np.uint8]) -> tuple[Image.Image, NDArray[np.int64]]:
    black = np.zeros(rgb.shape[:2], np.uint8)
    black[: len(black) // 2] = 255
    ink = Image.fromarray(np.dstack([255 - rgb, black]), mode="CMYK")
    return ink, np.where(black[:, :, None] == 255, 0, rgb.astype(np.int64))


def saved(image: Image.Image, file_format: str, **options: object) -> bytes:
    file = BytesIO()
    image.save(file, file_format, **options)
    return file.getvalue()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("file_format", "mode", "options"), LOSSLESS, ids=str)
def test_lossless_file_gives_the_saved_picture(
    picture: Image.Image, file_format: str, mode: str, options: dict[str, Any]
) -> None:
    image, expected = in_mode(picture, mode)
    pixels = decode(saved(image, file_format, **options)).pixels
    np.testing.assert_allclose(pixels, expected, atol=1)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("file_format", "mode", "options"), LOSSY, ids=str)
def test_lossy_file_gives_nearly_the_saved_picture(
    picture: Image.Image, file_format: str, mode: str, options: dict[str, Any]
) -> None:
    image, expected = in_mode(picture, mode)
    pixels = decode(saved(image, file_format, **options)).pixels
    assert pixels.shape == expected.shape
    assert np.abs(pixels - expected).mean() < 3


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("file_format", ANIMATED)
def test_first_of_several_frames_is_taken(picture: Image.Image, file_format: str) -> None:
    second = Image.new("RGB", picture.size, "red")
    data = saved(picture, file_format, save_all=True, append_images=[second, second])
    with Image.open(BytesIO(data)) as image:
        assert getattr(image, "n_frames", 1) > 1
    assert np.abs(decode(data).pixels - np.asarray(picture).astype(int)).mean() < 10


def test_format_is_known_by_content_and_not_by_name(picture: Image.Image, tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(saved(picture, "PNG"))
    np.testing.assert_array_equal(decode(path).pixels, np.asarray(picture))


def test_name_of_a_photo_is_the_path_as_given(
    picture: Image.Image, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture.save(tmp_path / "photo.png")
    monkeypatch.chdir(tmp_path)
    assert decode("./photo.png").name == "./photo.png"


def test_pixels_of_a_photo_are_read_only(picture: Image.Image) -> None:
    with pytest.raises(ValueError, match="read-only"):
        decode(picture).pixels[0, 0, 0] = 1


def test_photo_gives_its_picture_back_to_pillow(picture: Image.Image) -> None:
    photo = decode(picture)
    assert (photo.rows, photo.columns) == (48, 64)
    np.testing.assert_array_equal(np.asarray(photo.to_pil()), np.asarray(picture))
