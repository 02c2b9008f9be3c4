"""What is no readable picture but taken for one is called by its name."""

import struct
from io import BytesIO

import pytest
from PIL import Image

from convscope.errors import ImageError
from convscope.images import decode


def media(major: bytes, *others: bytes) -> bytes:
    """The first box of an ISO media file (ISO 14496-12), and something behind it."""
    brands = major + bytes(4) + b"".join(others)
    return struct.pack(">I4s", 8 + len(brands), b"ftyp") + brands + bytes(200)


def bitmap(compression: int, bits: int) -> bytes:
    """A BMP of 4 by 4 pixels whose header asks for some compression and depth."""
    header = struct.pack("<IiiHHIIiiII", 40, 4, 4, 1, bits, compression, 64, 2835, 2835, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54 + 64, 0, 0, 54) + header + bytes(64)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (media(b"heic", b"mif1", b"heic"), "a HEIC photo"),
        (media(b"mif1", b"mif1", b"heic"), "a HEIC photo"),
        (media(b"isom", b"isom", b"mp42"), "a film"),
        (b"\xff\x0a" + bytes(99), "a JPEG XL picture"),
        (b"%PDF-1.7\n" + bytes(99), "a PDF document"),
        (b"8BPS" + bytes(99), "a Photoshop document"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a drawing in SVG"),
        (b"\n<html><body>not found", "a web page"),
    ],
)
def test_a_file_of_another_kind_is_called_by_its_name(data: bytes, kind: str) -> None:
    with pytest.raises(ImageError, match=f"^bytes is not an image that can be read: it is {kind}"):
        decode(data)


@pytest.mark.parametrize(("compression", "bits"), [(4, 24), (5, 24), (0, 7), (6, 32)])
def test_a_bitmap_that_pillow_does_not_read_is_not_called_truncated(compression: int, bits: int) -> None:
    with pytest.raises(ImageError, match=r"is a BMP file of a kind that cannot be read \(Unsupported BMP"):
        decode(bitmap(compression, bits))


def test_a_tiff_of_numbers_that_pillow_does_not_read_is_not_called_truncated() -> None:
    tifffile = pytest.importorskip("tifffile")
    import numpy as np

    file = BytesIO()
    tifffile.imwrite(file, np.zeros((4, 4), np.float64))
    with pytest.raises(
        ImageError, match=r"is a TIFF file of a kind that cannot be read \(unknown pixel mode\)"
    ):
        decode(file.getvalue())


def test_an_avif_is_no_heic(picture: Image.Image) -> None:
    file = BytesIO()
    picture.save(file, "AVIF")
    assert decode(file.getvalue()).pixels.shape == (48, 64, 3)


@pytest.mark.parametrize("compression", ["tiff_lzw", "tiff_adobe_deflate"])
def test_libtiff_says_nothing_past_python_and_speaks_again_afterwards(
    picture: Image.Image, capfd: pytest.CaptureFixture[str], compression: str
) -> None:
    file = BytesIO()
    picture.save(file, "TIFF", compression=compression)
    data = bytearray(file.getvalue())
    data[40:400:7] = bytes(len(data[40:400:7]))
    with pytest.raises(ImageError):
        decode(bytes(data))
    assert capfd.readouterr().err == ""
    with pytest.raises(OSError, match="decoder error"), Image.open(BytesIO(data)) as opened:
        opened.load()
    assert capfd.readouterr().err != ""
