"""Odd and broken files: each gives a right picture or one sentence, and nothing else gets out."""

from __future__ import annotations

import io
import os
import random
import struct
import threading
import warnings
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from convscope.errors import ImageError
from convscope.images import decode

pytestmark = pytest.mark.filterwarnings("error")

FORMATS: dict[str, tuple[str, dict[str, Any]]] = {
    "jpeg": ("JPEG", {}),
    "progressive": ("JPEG", {"progressive": True}),
    "png": ("PNG", {}),
    "gif": ("GIF", {}),
    "webp": ("WEBP", {}),
    "webp-lossless": ("WEBP", {"lossless": True}),
    "tiff": ("TIFF", {}),
    "tiff-lzw": ("TIFF", {"compression": "tiff_lzw"}),
    "bmp": ("BMP", {}),
    "ico": ("ICO", {"sizes": [(64, 48)]}),
    "ppm": ("PPM", {}),
    "tga": ("TGA", {"compression": "tga_rle"}),
    "sgi": ("SGI", {}),
    "pcx": ("PCX", {}),
    "qoi": ("QOI", {}),
    "avif": ("AVIF", {}),
    "jp2": ("JPEG2000", {}),
}
MAGIC = {
    "jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF\0",
    "png": b"\x89PNG\r\n\x1a\n",
    "gif": b"GIF89a",
    "webp": b"RIFF\xff\xff\0\0WEBPVP8 ",
    "tiff": b"II*\0\x08\0\0\0",
    "big-tiff": b"II+\0\x08\0\0\0",
    "bmp": b"BM",
    "ico": b"\0\0\1\0\1\0",
    "ppm": b"P6 64 48 255\n",
    "avif": b"\0\0\0\x20ftypavif",
    "jp2": b"\0\0\0\x0cjP  \r\n\x87\n",
    "qoi": b"qoif",
    "sgi": b"\x01\xda",
    "pcx": b"\n\5\1\x08",
}


def saved(image: Image.Image, kind: str) -> bytes:
    file = io.BytesIO()
    file_format, options = FORMATS[kind]
    image.save(file, file_format, **options)
    return file.getvalue()


def png_claiming(columns: int, rows: int) -> bytes:
    """Give a PNG whose header claims a size, and which has one small chunk of pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", columns, rows, 8, 2, 0, 0, 0)
    return (
        MAGIC["png"] + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(9))) + chunk(b"IEND", b"")
    )


def ico_around(inner: bytes) -> bytes:
    """Give an icon that says 16 by 16 and holds any picture."""
    return b"\0\0\1\0\1\0" + struct.pack("<BBBBHHII", 16, 16, 0, 0, 1, 32, len(inner), 22) + inner


def sentence_of(source: Any, **options: Any) -> str:
    """Give the error's one sentence, with its promises checked."""
    with pytest.raises(ImageError) as caught:
        decode(source, **options)
    message = caught.value.message
    assert message.isprintable()
    assert len(message) < 400
    assert message.endswith(".")
    assert (str(source) if isinstance(source, Path) else "bytes") in message
    return message


def outcome(data: bytes) -> np.ndarray[Any, Any] | None:
    """Give the pixels, or None for the one sentence."""
    try:
        return decode(data).pixels
    except ImageError as error:
        message = error.message
    assert message.isprintable()
    assert message.startswith("bytes ")
    return None


@pytest.mark.parametrize("part", [0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97])
@pytest.mark.parametrize("kind", FORMATS)
def test_truncated_file_is_refused(picture: Image.Image, kind: str, part: float, tmp_path: Path) -> None:
    whole = saved(picture, kind)
    path = tmp_path / f"cut.{kind}"
    path.write_bytes(whole[: max(1, int(len(whole) * part))])
    assert any(word in sentence_of(path) for word in ("truncated", "not an image"))


@pytest.mark.parametrize("kind", FORMATS)
def test_file_cut_anywhere_gives_the_whole_picture_or_an_error(picture: Image.Image, kind: str) -> None:
    whole = saved(picture, kind)
    expected = decode(whole).pixels
    ends = {len(whole) - back for back in range(1, 40)} | set(
        random.Random(0).sample(range(1, len(whole)), 80)
    )
    for end in sorted(ends):
        pixels = outcome(whole[:end])
        # What is left out behind the last pixel (a checksum, an end marker) harms no pixel.
        assert pixels is None or np.array_equal(pixels, expected), end


def test_truncated_photo_says_how_far_it_got(picture: Image.Image) -> None:
    whole = saved(picture, "jpeg")
    assert f"its {len(whole) // 2} bytes ended" in sentence_of(whole[: len(whole) // 2])


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("kind", MAGIC)
def test_garbage_behind_a_valid_signature_is_refused(kind: str, seed: int) -> None:
    # PPM's signature is a whole header, and any bytes behind it are pixels: so too few of them.
    sentence_of(MAGIC[kind] + random.Random(seed).randbytes(2000))


@pytest.mark.parametrize(
    "data",
    [
        b"\0",
        b"\xff",
        b"II",
        b"BM",
        b"P6",
        b"RIFF",
        b"\x89PNG",
        b"GIF8",
        b"hello, world\n" * 99,
        b"<svg></svg>",
        b"%PDF-1.7",
    ],
)
def test_what_is_no_image_is_refused(data: bytes) -> None:
    sentence_of(data)


def test_text_named_as_a_photo_is_not_an_image(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_text("Dear reader,\nthis is no photo.\n" * 50)
    assert "is not an image that can be read" in sentence_of(path)


def test_postscript_never_reaches_an_interpreter(tmp_path: Path) -> None:
    path = tmp_path / "photo.eps"
    path.write_text("%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\nshowpage\n")
    assert "is not an image that can be read" in sentence_of(path)


@pytest.mark.parametrize(("columns", "rows"), [(60_000, 60_000), (2**31 - 1, 2**31 - 1), (100_000_001, 1)])
def test_decompression_bomb_is_refused_by_its_header(columns: int, rows: int) -> None:
    assert "over the limit of 100 megapixels" in sentence_of(png_claiming(columns, rows))


def test_bomb_inside_an_icon_is_refused() -> None:
    assert "over the limit of 100 megapixels" in sentence_of(ico_around(png_claiming(60_000, 60_000)))


def test_limit_is_exact(picture: Image.Image) -> None:
    data = saved(picture, "png")
    megapixels = 48 * 64 / 1e6
    assert decode(data, max_megapixels=megapixels).rows == 48
    assert "over the limit" in sentence_of(data, max_megapixels=megapixels - 1e-6)


@pytest.mark.parametrize("limit", [0, -1, float("nan")])
def test_limit_that_is_no_size_is_refused(picture: Image.Image, limit: float) -> None:
    with pytest.raises(ImageError, match="max_megapixels must be above 0"):
        decode(picture, max_megapixels=limit)


@pytest.mark.parametrize("pillows_limit", [1, 10**12, None])
def test_pillows_own_limit_neither_matters_nor_changes(
    picture: Image.Image, pillows_limit: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", pillows_limit)
    filters = list(warnings.filters)
    assert decode(saved(picture, "png")).rows == 48
    sentence_of(png_claiming(60_000, 60_000))
    sentence_of(b"no image")
    assert pillows_limit == Image.MAX_IMAGE_PIXELS
    assert warnings.filters == filters


def test_limit_can_be_lifted(picture: Image.Image) -> None:
    assert decode(saved(picture, "png"), max_megapixels=float("inf")).rows == 48


def test_photos_decode_side_by_side_in_threads(picture: Image.Image) -> None:
    good, bad = saved(picture, "jpeg"), saved(picture, "png")[:200]
    found: list[bool] = []
    filters, limit = list(warnings.filters), Image.MAX_IMAGE_PIXELS

    def work() -> None:
        found.extend(outcome(good) is not None and outcome(bad) is None for _ in range(10))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 40
    assert (warnings.filters, Image.MAX_IMAGE_PIXELS) == (filters, limit)


def missing(folder: Path) -> Path:
    return folder / "none.jpg"


def below_a_file(folder: Path) -> Path:
    (folder / "file").write_bytes(b"x")
    return folder / "file" / "photo.jpg"


def folder_itself(folder: Path) -> Path:
    return folder


def empty(folder: Path) -> Path:
    (folder / "empty.png").touch()
    return folder / "empty.png"


def pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.png")
    return folder / "pipe.png"


def loop(folder: Path) -> Path:
    (folder / "loop.png").symlink_to(folder / "loop.png")
    return folder / "loop.png"


def device(folder: Path) -> Path:
    return Path("/dev/zero")


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        (missing, "does not exist"),
        (below_a_file, "does not exist"),
        (folder_itself, "is a folder"),
        (empty, "is empty"),
        (pipe, "is a pipe, socket or device"),
        (device, "is a pipe, socket or device"),
        (loop, "is a link that leads back to itself"),
    ],
)
def test_path_without_a_photo_is_told_apart(
    place: Callable[[Path], Path], reason: str, tmp_path: Path
) -> None:
    assert reason in sentence_of(place(tmp_path))


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("", "The path of the photo is empty."),
        ("photo\0.png", r"photo\x00.png is not a path: a path has no NUL or unencodable characters."),
        ("two\nlines.png", r"two\nlines.png does not exist."),
        ("\udcff.png", r"\udcff.png does not exist."),
        ("\ud800.png", r"\ud800.png is not a path: a path has no NUL or unencodable characters."),
    ],
)
def test_odd_path_is_named_in_one_printable_line(path: str, reason: str) -> None:
    with pytest.raises(ImageError) as caught:
        decode(path)
    assert caught.value.message == reason


def test_path_that_is_too_long_is_shortened_in_the_sentence() -> None:
    with pytest.raises(ImageError, match=r"^n{100}\.\.\.n{86}\.png is not a path: it is too long\."):
        decode("n" * 5000 + ".png")


def test_file_that_may_not_be_read_is_told_apart(picture: Image.Image, tmp_path: Path) -> None:
    path = tmp_path / "secret.png"
    picture.save(path)
    path.chmod(0)
    user = os.geteuid()
    if user == 0:
        # No permission stops root, so look with the eyes of nobody.
        os.seteuid(65534)
    try:
        assert "may not be read" in sentence_of(path)
    finally:
        os.seteuid(user)


def test_picture_of_pillow_that_is_closed_is_an_error(picture: Image.Image) -> None:
    image = Image.open(io.BytesIO(saved(picture, "png")))
    image.close()
    with pytest.raises(ImageError, match="PIL image is broken"):
        decode(image)


def test_picture_of_pillow_that_is_truncated_is_an_error(picture: Image.Image) -> None:
    with (
        Image.open(io.BytesIO(saved(picture, "jpeg")[:700])) as image,
        pytest.raises(ImageError, match="PIL image is truncated"),
    ):
        decode(image)


def test_picture_of_pillow_without_pixels_is_an_error() -> None:
    with pytest.raises(ImageError, match="has no pixels"):
        decode(Image.new("RGB", (0, 5)))


@pytest.mark.parametrize(("mode", "value"), [("I", 70_000), ("I", -1), ("F", 255.0), ("F", float("nan"))])
def test_grey_out_of_range_is_an_error(mode: str, value: float) -> None:
    with pytest.raises(ImageError, match="values of PIL image"):
        decode(Image.new(mode, (2, 2), value))


FUZZED = ["png", "jpeg", "webp", "webp-lossless", "gif", "tiff-lzw", "bmp"]


@given(
    kind=st.sampled_from(FUZZED),
    flips=st.dictionaries(st.integers(0, 10**6), st.integers(0, 255), max_size=12),
)
def test_flipped_bytes_give_a_photo_or_one_sentence(kind: str, flips: dict[int, int]) -> None:
    row, column = np.mgrid[0:24, 0:32]
    data = bytearray(
        saved(Image.fromarray(np.stack([row * 9, column * 7, row + column], -1).astype(np.uint8)), kind)
    )
    for place, value in flips.items():
        data[place % len(data)] = value
    outcome(bytes(data))


@given(st.binary(max_size=200))
def test_any_bytes_give_a_photo_or_one_sentence(data: bytes) -> None:
    outcome(data)
