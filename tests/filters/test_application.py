"""Applying a kernel is the sum that its definition says, however it is computed."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import ndimage, signal

from convscope.errors import FilterError
from convscope.filters import BORDERS, Kernel, apply, kernel
from convscope.filters.correlation import correlate_by_fourier, correlate_directly

GENERATOR = np.random.default_rng(0)
PHOTO = GENERATOR.random((37, 41, 3))
GREY = PHOTO[:, :, 0]

sizes = st.integers(1, 13)


def random_kernel(rows: int, columns: int) -> Kernel:
    weights = np.random.default_rng(rows * 100 + columns).normal(size=(rows, columns))
    return Kernel("random", weights / np.abs(weights).sum())


@given(sizes, sizes)
@settings(deadline=None, max_examples=40)
def test_convolution_with_zeros_around_is_scipys_convolve2d(rows: int, columns: int) -> None:
    mine = random_kernel(rows, columns)
    theirs = signal.convolve2d(GREY, mine.weights, mode="same")
    assert apply(GREY, mine, border="zero", operation="convolution") == pytest.approx(theirs, abs=1e-5)


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")
@given(sizes, sizes, st.integers(1, 3), st.integers(1, 3))
@settings(deadline=None, max_examples=40)
def test_correlation_is_pytorchs_convolution_strided_and_dilated(
    rows: int, columns: int, stride: int, dilation: int
) -> None:
    mine = random_kernel(rows, columns)
    padded = torch.nn.functional.conv2d(
        torch.from_numpy(GREY)[None, None],
        torch.from_numpy(mine.weights.copy())[None, None],
        padding="same",
        dilation=dilation,
    )
    theirs = padded[0, 0, ::stride, ::stride].numpy()
    ours = apply(GREY, mine, border="zero", stride=stride, dilation=dilation)
    assert ours == pytest.approx(theirs, abs=1e-5)


@given(sizes, sizes)
@settings(deadline=None, max_examples=40)
def test_the_sum_and_the_fourier_transform_agree(rows: int, columns: int) -> None:
    weights = random_kernel(rows, columns).weights
    values = PHOTO.astype(np.float32)
    assert correlate_directly(values, weights, 1, 1) == pytest.approx(
        correlate_by_fourier(values, weights), abs=1e-6
    )


def test_many_tiles_join_without_a_seam() -> None:
    photo = GENERATOR.random((700, 530)).astype(np.float32)
    mine = random_kernel(51, 65)
    theirs = signal.fftconvolve(photo.astype(float), mine.weights[::-1, ::-1], mode="valid")
    assert np.abs(apply(photo, mine, border="valid") - theirs).max() < 1e-5


SCIPY_NAMES = {
    "reflect": "mirror",
    "symmetric": "reflect",
    "replicate": "nearest",
    "wrap": "wrap",
    "zero": "constant",
}


@pytest.mark.parametrize("border", SCIPY_NAMES)
@pytest.mark.parametrize("size", [3, 15])
def test_each_border_is_the_one_that_scipy_calls_so(border: str, size: int) -> None:
    mine = random_kernel(size, size)
    theirs = ndimage.correlate(GREY, mine.weights, mode=SCIPY_NAMES[border])
    assert apply(GREY, mine, border=border) == pytest.approx(theirs, abs=1e-5)


def test_valid_keeps_the_kernel_inside() -> None:
    mine = random_kernel(4, 7)
    assert apply(GREY, mine, border="valid") == pytest.approx(
        signal.correlate2d(GREY, mine.weights, mode="valid"), abs=1e-5
    )


@pytest.mark.parametrize("border", BORDERS)
def test_the_identity_returns_the_photo(border: str) -> None:
    inside = PHOTO[1:-1, 1:-1] if border == "valid" else PHOTO
    assert apply(PHOTO, kernel("identity"), border=border) == pytest.approx(inside, abs=1e-7)


def test_channels_are_filtered_each_for_itself() -> None:
    whole = apply(PHOTO, kernel("gaussian:sigma=3"))
    assert whole[:, :, 1] == pytest.approx(apply(PHOTO[:, :, 1], kernel("gaussian:sigma=3")), abs=1e-6)


def test_luminance_is_one_map_of_the_weighed_channels() -> None:
    luminance = PHOTO @ [0.2125, 0.7154, 0.0721]
    sobel = kernel("sobel-vertical")
    assert apply(PHOTO, sobel, colour="luminance") == pytest.approx(apply(luminance, sobel), abs=1e-5)


def test_bytes_count_from_zero_to_one() -> None:
    photo = np.full((5, 5, 3), 255, np.uint8)
    assert apply(photo, kernel("box")) == pytest.approx(np.ones((5, 5, 3)))


def test_the_photo_is_left_as_it_was() -> None:
    photo = PHOTO.astype(np.float32)
    before = photo.copy()
    apply(photo, kernel("box"))
    assert (photo == before).all()


def test_a_kernel_larger_than_the_photo_still_reflects() -> None:
    assert apply(np.full((4, 3), 0.5), kernel("box:size=31")) == pytest.approx(np.full((4, 3), 0.5), abs=1e-6)


def test_a_kernel_larger_than_the_photo_does_not_fit_inside() -> None:
    with pytest.raises(FilterError, match=r"kernel of 5 x 5 pixels does not fit into a photo of 4 x 9"):
        apply(np.zeros((4, 9)), kernel("box:size=5"), border="valid")


@pytest.mark.parametrize("shape", [(5,), (5, 5, 4), (5, 5, 1), (3, 5, 5), (2, 5, 5, 3), (0, 5)])
def test_an_array_that_is_neither_grey_nor_colour_is_refused(shape: tuple[int, ...]) -> None:
    photo: NDArray[np.float64] = np.zeros(shape)
    with pytest.raises(FilterError, match=r"\(rows, columns\) in grey or \(rows, columns, 3\) in colour"):
        apply(photo, kernel("box"))


@pytest.mark.parametrize(("stride", "dilation", "says"), [(0, 1, "stride"), (1, -1, "dilation")])
def test_steps_that_are_not_positive_are_refused(stride: int, dilation: int, says: str) -> None:
    with pytest.raises(FilterError, match=f"{says.capitalize()} must be positive"):
        apply(GREY, kernel("box"), stride=stride, dilation=dilation)


def test_an_unknown_border_suggests_near_ones() -> None:
    with pytest.raises(FilterError, match=r"no border 'reflct'. Did you mean reflect"):
        apply(GREY, kernel("box"), border="reflct")
