"""Deep and shallow grey files show what their headers declare: bits, white, and a transparent colour."""

import struct
import zlib
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from convscope.errors import ImageError
from convscope.images import decode

FLOAT, INTEGER, SIGNED = 3, 1, 2


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def packed(values: list[int], bits: int) -> bytes:
    """One row of numbers, the high bit first."""
    row = "".join(f"{value:0{bits}b}" for value in values)
    row += "0" * (-len(row) % 8)
    return int(row, 2).to_bytes(len(row) // 8, "big")


def png(values: list[int], bits: int, transparent: tuple[int, ...], colour_type: int = 0) -> bytes:
    """A PNG of one row with a transparent colour, which Pillow does not write in all depths."""
    columns = len(values) // len(transparent)
    header = struct.pack(">IIBBBBB", columns, 1, bits, colour_type, 0, 0, 0)
    colour = struct.pack(f">{len(transparent)}H", *transparent)
    pixels = zlib.compress(b"\0" + packed(values, bits))
    chunks = ((b"IHDR", header), (b"tRNS", colour), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, content) for kind, content in chunks)


def tiff(
    content: bytes,
    columns: int,
    bits: int,
    *,
    white_is_zero: bool = False,
    sample_format: int = INTEGER,
    greatest: int | None = None,
) -> bytes:
    """A TIFF of one row, little-endian and uncompressed, by TIFF 6.0."""
    long, short = 4, 3
    entries = [
        (256, long, columns),
        (257, long, 1),
        (258, short, bits),
        (259, short, 1),
        (262, short, 0 if white_is_zero else 1),
        (273, long, 8),
        (277, short, 1),
        (278, long, 1),
        (279, long, len(content)),
        *([] if greatest is None else [(281, short, greatest)]),
        (339, short, sample_format),
    ]
    even = content + b"\0" * (len(content) % 2)
    directory = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in entries)
    return (
        struct.pack("<2sHI", b"II", 42, 8 + len(even))
        + even
        + struct.pack("<H", len(entries))
        + directory
        + bytes(4)
    )


def shown(data: bytes) -> list[int]:
    """The grey levels of one row, which every channel has."""
    pixels: NDArray[np.uint8] = decode(data).pixels
    assert (pixels == pixels[..., :1]).all()
    return [int(value) for value in pixels[0, :, 0]]


def level(value: int, greatest: int) -> int:
    """The 8-bit level, rounded to the nearest; between two levels there is no tie."""
    return int(np.floor(255 * value / greatest + 0.5))


@pytest.mark.parametrize("bits", [1, 2, 4, 8, 16])
@given(st.data())
def test_of_a_grey_png_one_number_is_transparent_and_white(bits: int, data: st.DataObject) -> None:
    numbers = st.integers(0, 2**bits - 1)
    values, transparent = data.draw(st.lists(numbers, min_size=1, max_size=9)), data.draw(numbers)
    expected = [255 if v == transparent else level(v, 2**bits - 1) for v in values]
    assert shown(png(values, bits, (transparent,))) == expected


def test_a_transparent_colour_that_8_bits_cannot_tell_from_others_is_said() -> None:
    data = png([1000, 1000, 1000, 1010, 1010, 1010], 16, (1000, 1000, 1000), colour_type=2)
    with pytest.raises(ImageError, match="16 bits a colour and one colour that is transparent"):
        decode(data)


@given(st.lists(st.integers(0, 4095), min_size=1, max_size=9))
def test_twelve_bits_are_divided_by_4095(values: list[int]) -> None:
    assert shown(tiff(packed(values, 12), len(values), 12)) == [level(v, 4095) for v in values]


@pytest.mark.parametrize("bits", [10, 12, 14, 16])
@given(st.data())
def test_bits_that_a_file_of_16_declares_are_its_range(bits: int, data: st.DataObject) -> None:
    greatest = 2**bits - 1
    values = data.draw(st.lists(st.integers(0, greatest), min_size=1, max_size=9))
    content = np.array(values, "<u2").tobytes()
    assert shown(tiff(content, len(values), 16, greatest=greatest)) == [level(v, greatest) for v in values]


def test_a_greatest_number_that_says_no_bits_is_a_statistic_and_changes_nothing() -> None:
    values = [0, 1000, 3000]
    content = np.array(values, "<u2").tobytes()
    assert shown(tiff(content, 3, 16, greatest=3000)) == [level(v, 65535) for v in values]


def test_a_number_beyond_the_declared_bits_is_said() -> None:
    content = np.array([4096], "<u2").tobytes()
    with pytest.raises(ImageError, match="must be in 0 to 4095, but go from 4096 to 4096"):
        decode(tiff(content, 1, 16, greatest=4095))


@pytest.mark.parametrize("bits", [2, 4, 8, 16])
@given(st.data())
def test_where_white_is_zero_the_greatest_number_is_black(bits: int, data: st.DataObject) -> None:
    greatest = 2**bits - 1
    values = data.draw(st.lists(st.integers(0, greatest), min_size=1, max_size=9))
    content = np.array(values, "<u2").tobytes() if bits == 16 else packed(values, bits)
    expected = [255 - level(v, greatest) for v in values]
    assert shown(tiff(content, len(values), bits, white_is_zero=True)) == expected


def test_where_white_is_zero_a_float_of_one_is_black() -> None:
    content = np.array([0, 0.2, 1], "<f4").tobytes()
    assert shown(tiff(content, 3, 32, white_is_zero=True, sample_format=FLOAT)) == [255, 204, 0]


def test_signed_bytes_are_not_taken_for_unsigned_ones() -> None:
    with pytest.raises(ImageError, match="signed 8-bit numbers"):
        decode(tiff(np.array([-1, 5], "i1").tobytes(), 2, 8, sample_format=SIGNED))


def test_an_opened_tiff_of_pillow_shows_the_same_as_its_bytes() -> None:
    data = tiff(np.array([0, 1000, 4095], "<u2").tobytes(), 3, 16, white_is_zero=True, greatest=4095)
    with Image.open(BytesIO(data)) as opened:
        assert (decode(opened).pixels == decode(data).pixels).all()
