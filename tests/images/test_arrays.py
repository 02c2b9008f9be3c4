"""Arrays and tensors: what is taken, how it is scaled, and what each refusal says."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis.extra import numpy as arrays
from PIL import Image

from convscope.errors import ImageError
from convscope.images import Photo, decode


@given(arrays.arrays(np.uint8, arrays.array_shapes(min_dims=2, max_dims=2, max_side=9)))
def test_bytes_of_an_array_are_kept(grey: Any) -> None:
    colour = np.stack([grey, grey + np.uint8(1), grey + np.uint8(2)], axis=-1)
    np.testing.assert_array_equal(decode(colour).pixels, colour)
    np.testing.assert_array_equal(decode(grey).pixels, np.dstack([grey] * 3))
    np.testing.assert_array_equal(decode(grey[:, :, None]).pixels, np.dstack([grey] * 3))
    np.testing.assert_array_equal(decode(torch.from_numpy(colour).permute(2, 0, 1)).pixels, colour)


@pytest.mark.parametrize(
    ("value", "level"),
    [
        (np.uint16(65535), 255),
        (np.uint16(257 * 99), 99),
        (np.bool_(True), 255),
        (np.bool_(False), 0),
        (np.float16(1), 255),
        (np.float32(0.5), 128),
        (np.float64(99 / 255), 99),
        (np.float32(1 + 1e-6), 255),
        (np.float32(-1e-6), 0),
        (np.array(99 / 255, ">f8"), 99),
        (np.array(257, ">u2"), 1),
    ],
)
def test_value_is_scaled_by_its_type(value: Any, level: int) -> None:
    assert (decode(np.full((2, 3), value)).pixels == level).all()


@given(arrays.arrays(np.uint16, (3, 3)))
def test_sixteen_bits_round_to_the_nearest(values: Any) -> None:
    np.testing.assert_array_equal(decode(values).pixels[:, :, 0], np.rint(values / 65535 * 255))


@given(arrays.arrays(np.uint8, (2, 3, 4)))
def test_transparent_array_looks_like_its_picture(rgba: Any) -> None:
    np.testing.assert_array_equal(decode(rgba).pixels, decode(Image.fromarray(rgba)).pixels)


@pytest.mark.parametrize(
    "dtype", [torch.uint8, torch.uint16, torch.bool, torch.float16, torch.bfloat16, torch.float64]
)
def test_tensor_of_each_dtype_is_taken(dtype: torch.dtype) -> None:
    assert (decode(torch.zeros(1, 3, 4, 5).to(dtype)).pixels == 0).all()


def test_tensor_that_requires_grad_is_taken() -> None:
    assert decode(torch.ones(3, 2, 2, requires_grad=True)).pixels.min() == 255


@pytest.mark.parametrize(
    "source",
    [np.zeros((2, 3, 3), np.uint8), torch.zeros(3, 2, 3, dtype=torch.uint8), Image.new("RGB", (3, 2))],
)
def test_photo_shares_no_memory_with_its_source(source: Any) -> None:
    photo = decode(source)
    if isinstance(source, Image.Image):
        source.paste("white", (0, 0, 3, 2))
    else:
        source[:] = 255
    assert photo.pixels.max() == 0


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (np.zeros(()), "must have shape"),
        (np.zeros(5), "must have shape"),
        (np.zeros((2, 3, 4, 3)), "must have shape"),
        (np.zeros((4, 4, 2)), "must have shape"),
        (np.zeros((3, 224, 224)), r"array\.transpose\(1, 2, 0\)"),
        (np.zeros((0, 5)), "has no pixels"),
        (np.zeros((5, 0, 3)), "has no pixels"),
        (np.full((2, 2), np.nan), "not all finite"),
        (np.full((2, 2), np.inf), "not all finite"),
        (np.array([[0, -np.inf]]), "not all finite"),
        (np.array([[0, 255.0]]), "go from 0 to 255"),
        (np.array([[-0.5, 1.0]]), "go from -0.5 to 1"),
        (np.zeros((2, 2), np.int64), "but are int64"),
        (np.zeros((2, 2), np.int8), "but are int8"),
        (np.zeros((2, 2), np.complex64), "but are complex64"),
        (np.full((2, 2), None), "but are object"),
        (np.full((2, 2), "x"), "but are <U1"),
        (np.broadcast_to(np.uint8(0), (20_000, 20_000)), "over the limit of 100 megapixels"),
        (torch.zeros(5, 5), "must have shape"),
        (torch.zeros(2, 3, 5, 5), "must have shape"),
        (torch.zeros(224, 224, 3), r"tensor\.permute\(2, 0, 1\)"),
        (torch.zeros(3, 0, 4), "has no pixels"),
        (torch.zeros(3, 2, 2, dtype=torch.int64), "but are int64"),
        (torch.full((3, 2, 2), torch.nan), "not all finite"),
        (torch.zeros(3, 2, 2, device="meta"), "holds no plain numbers"),
        (torch.zeros(3, 2, 2).to_sparse(), "holds no plain numbers"),
        ([[0, 1]], "cannot be decoded from list"),
        (None, "cannot be decoded from NoneType"),
        (7, "cannot be decoded from int"),
    ],
    ids=lambda value: str(getattr(value, "shape", value))[:30],
)
def test_unfit_numbers_are_refused_with_the_reason(source: Any, reason: str) -> None:
    with pytest.raises(ImageError, match=reason) as caught:
        decode(source)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "pixels", [np.zeros((2, 2), np.uint8), np.zeros((2, 2, 3)), np.zeros((0, 2, 3), np.uint8)]
)
def test_photo_of_other_pixels_cannot_be_made(pixels: Any) -> None:
    with pytest.raises(ImageError, match=r"has \(rows, columns, 3\) uint8 pixels"):
        Photo("mine", pixels)


def test_decoding_a_file_does_not_load_torch() -> None:
    program = (
        "import sys, io, numpy; from convscope.images import decode; decode(numpy.zeros((2, 2)));"
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
