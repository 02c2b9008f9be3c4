"""Orientation, transparency and colour profiles lead to what a person sees."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageCms

from convscope.images import decode

# EXIF 2.32, tag 0x0112: where the stored first row and first column belong in the upright picture.
STORED_OF_UPRIGHT = {
    1: lambda upright: upright,
    2: lambda upright: upright[:, ::-1],
    3: lambda upright: upright[::-1, ::-1],
    4: lambda upright: upright[::-1],
    5: lambda upright: upright.swapaxes(0, 1),
    6: lambda upright: np.rot90(upright),
    7: lambda upright: upright[::-1, ::-1].swapaxes(0, 1),
    8: lambda upright: np.rot90(upright, -1),
}


def srgb_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def profile_with_red_and_blue_swapped() -> bytes:
    """Swap where the profile's tag table says that the primaries rXYZ and bXYZ are."""
    profile = bytearray(srgb_profile())
    red, blue = profile.index(b"rXYZ"), profile.index(b"bXYZ")
    profile[red + 4 : red + 12], profile[blue + 4 : blue + 12] = (
        profile[blue + 4 : blue + 12],
        profile[red + 4 : red + 12],
    )
    return bytes(profile)


def of_palette_entry(index: int) -> Image.Image:
    image = Image.frombytes("P", (2, 2), bytes([index] * 4))
    image.putpalette(range(12))
    return image


def png(image: Image.Image, **options: object) -> bytes:
    file = BytesIO()
    image.save(file, "PNG", **options)
    return file.getvalue()


@pytest.mark.parametrize("file_format", ["PNG", "TIFF", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_photo_is_upright_whatever_its_orientation(
    picture: Image.Image, orientation: int, file_format: str
) -> None:
    upright = np.asarray(picture)
    exif = Image.Exif()
    exif[0x0112] = orientation
    file = BytesIO()
    options = {"lossless": True} if file_format == "WEBP" else {}
    stored = Image.fromarray(np.ascontiguousarray(STORED_OF_UPRIGHT[orientation](upright)))
    stored.save(file, file_format, exif=exif, **options)
    np.testing.assert_array_equal(decode(file.getvalue()).pixels, upright)


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_unknown_orientation_leaves_the_photo_as_stored(picture: Image.Image, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    np.testing.assert_array_equal(decode(png(picture, exif=exif)).pixels, np.asarray(picture))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "exif", [b"Exif\0\0garbage", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0MM\0*\0\0\0\x08\xff"]
)
def test_broken_exif_leaves_the_photo_as_stored(picture: Image.Image, exif: bytes) -> None:
    np.testing.assert_array_equal(decode(png(picture, exif=exif)).pixels, np.asarray(picture))


@pytest.mark.parametrize(
    ("ink", "colour"),
    [
        ((0, 0, 0, 0), (255, 255, 255)),
        ((255, 0, 0, 0), (0, 255, 255)),
        ((0, 255, 0, 0), (255, 0, 255)),
        ((0, 0, 255, 0), (255, 255, 0)),
        ((0, 0, 0, 255), (0, 0, 0)),
    ],
)
def test_ink_without_profile_absorbs_its_complement(
    ink: tuple[int, int, int, int], colour: tuple[int, int, int]
) -> None:
    file = BytesIO()
    Image.new("CMYK", (8, 8), ink).save(file, "JPEG", quality=100, subsampling=0)
    np.testing.assert_allclose(decode(file.getvalue()).pixels[4, 4], colour, atol=2)


@pytest.mark.parametrize(
    ("image", "options"),
    [
        (Image.new("RGBA", (2, 2), (9, 9, 9, 0)), {}),
        (Image.new("LA", (2, 2), (9, 0)), {}),
        (Image.new("RGB", (2, 2), (9, 9, 9)), {"transparency": (9, 9, 9)}),
        (Image.new("L", (2, 2), 9), {"transparency": 9}),
        (of_palette_entry(3), {"transparency": 3}),
        (of_palette_entry(3), {"transparency": b"\xff\xff\xff\0"}),
        (Image.new("1", (2, 2), 0), {"transparency": 0}),
    ],
    ids=lambda value: getattr(value, "mode", str(value)),
)
def test_transparent_file_is_white(image: Image.Image, options: dict[str, object]) -> None:
    assert (decode(png(image, **options)).pixels == 255).all()


@pytest.mark.parametrize("mode", ["RGBA", "RGBa", "LA", "La", "PA"])
def test_transparent_picture_of_pillow_is_white(mode: str) -> None:
    clear = Image.new(mode, (2, 2), 0)
    assert (decode(clear).pixels == 255).all()


def test_half_transparent_black_over_white_is_grey() -> None:
    assert (decode(Image.new("RGBA", (1, 1), (0, 0, 0, 128))).pixels == 127).all()


@pytest.mark.parametrize(
    ("value", "level"), [(0, 0), (128, 0), (129, 1), (257 * 200, 200), (300, 1), (65535, 255)]
)
@pytest.mark.parametrize("file_format", ["PNG", "TIFF", "PPM"])
def test_sixteen_bit_grey_is_scaled_by_its_whole_range(value: int, level: int, file_format: str) -> None:
    file = BytesIO()
    Image.fromarray(np.full((2, 2), value, np.uint16)).save(file, file_format)
    assert (decode(file.getvalue()).pixels == level).all()


def test_srgb_profile_keeps_every_colour(picture: Image.Image) -> None:
    np.testing.assert_array_equal(
        decode(png(picture, icc_profile=srgb_profile())).pixels, np.asarray(picture)
    )


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P"])
def test_profile_is_applied(picture: Image.Image, mode: str) -> None:
    image = picture.quantize(32) if mode == "P" else picture.convert(mode)
    plain = np.asarray(image.convert("RGB"))
    pixels = decode(png(image, icc_profile=profile_with_red_and_blue_swapped())).pixels
    np.testing.assert_allclose(pixels, plain[:, :, ::-1], atol=1)


def test_transparency_survives_a_profile() -> None:
    image = Image.new("RGBA", (1, 1), (255, 0, 0, 51))
    pixels = decode(png(image, icc_profile=profile_with_red_and_blue_swapped())).pixels
    np.testing.assert_allclose(pixels[0, 0], (204, 204, 255), atol=1)


def test_grey_with_the_profile_of_a_colour_screen_stays_grey(picture: Image.Image) -> None:
    grey = picture.convert("L")
    pixels = decode(png(grey, icc_profile=srgb_profile())).pixels
    np.testing.assert_array_equal(pixels, np.asarray(grey.convert("RGB")))


def test_lab_gives_the_colour_that_it_measures() -> None:
    # CIE Lab of pure sRGB red under D50 is (54.29, 80.81, 69.89), here rounded to 8 bits.
    red = Image.merge(
        "LAB", [Image.new("L", (2, 2), level) for level in (round(54.29 * 2.55), 128 + 81, 128 + 70)]
    )
    np.testing.assert_allclose(decode(red).pixels[0, 0], (255, 0, 0), atol=6)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "profile",
    [b"", b"not a profile", srgb_profile()[:200], bytes(588)],
    ids=["empty", "text", "cut", "zeros"],
)
def test_broken_profile_is_ignored(picture: Image.Image, profile: bytes) -> None:
    np.testing.assert_array_equal(decode(png(picture, icc_profile=profile)).pixels, np.asarray(picture))


def test_profile_of_another_space_is_ignored(picture: Image.Image) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    np.testing.assert_array_equal(decode(png(picture, icc_profile=lab)).pixels, np.asarray(picture))
