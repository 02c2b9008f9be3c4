"""How near a picture is to the true one: PSNR and SSIM, in the conventions of the papers.

Denoising and the repair of JPEGs are judged over all channels, filled holes by the PSNR of their own pixels;
super-resolution on the luma of ITU-R BT.601 as MATLAB computes it, 16 to 235, without a border as wide as the scale.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convscope.errors import ImageError

# Of red, green and blue on the scale of 0 to 255.
_LUMA = np.array([65.481, 128.553, 24.966]) / 255
_BLACK = 16.0


@dataclass(frozen=True)
class Nearness:
    """How near a picture is to the true one.

    Attributes:
        psnr: 10 log10(255^2 / mean squared error) in dB; infinite for equal pictures.
        ssim: structural similarity, 1 for equal pictures.
    """

    psnr: float
    ssim: float


def nearness(
    picture: NDArray[np.uint8],
    truth: NDArray[np.uint8],
    *,
    luma: bool = False,
    border: int = 0,
    holes: NDArray[np.bool_] | None = None,
    name: str = "the picture",
) -> Nearness:
    """PSNR and SSIM of a picture (rows, columns, channels) and the true one.

    Args:
        picture: to judge.
        truth: of the same shape.
        luma: whether the luma alone is compared.
        border: pixels that are left out at each edge.
        holes: (rows, columns) the pixels whose error counts, the others being known; the SSIM is of all of them.
        name: of the picture.

    Raises:
        ImageError: they are of different sizes, or too small for the window of SSIM, 11 x 11.

    Source: Wang, Bovik, Sheikh and Simoncelli 2004, "Image quality assessment: from error visibility to structural
    similarity": a Gaussian window of sigma 1.5, mean over the channels.
    """
    from skimage.metrics import structural_similarity

    check_comparable(picture.shape, truth.shape)
    both = [
        one.astype(np.float64) @ _LUMA + _BLACK if luma else one.astype(np.float64)
        for one in (picture, truth)
    ]
    first, second = (one[border : len(one) - border, border : one.shape[1] - border] for one in both)
    if min(first.shape[:2]) < 11:
        raise ImageError(
            f"Of the {picture.shape[0]} x {picture.shape[1]} pixels of {name} too few are left to compare.",
            "Give a larger photo.",
        )
    errors = np.square(first - second)
    error = float((errors if holes is None else errors[holes]).mean())
    ssim = structural_similarity(
        first,
        second,
        data_range=255,
        gaussian_weights=True,
        sigma=1.5,
        use_sample_covariance=False,
        channel_axis=None if luma else 2,
    )
    return Nearness(10 * np.log10(255**2 / error) if error else float("inf"), float(ssim))


def check_comparable(picture: tuple[int, ...], truth: tuple[int, ...]) -> None:
    """Refuse to compare a picture with a true one of another shape.

    Raises:
        ImageError: it is.
    """
    if picture != truth:
        raise ImageError(
            f"A picture of {picture[0]} x {picture[1]} pixels cannot be compared with a true one of "
            f"{truth[0]} x {truth[1]}.",
            "Give the photo as it should be, of the same size.",
        )


def finite(value: float) -> float | None:
    """A figure as JSON can hold it: None for the PSNR of equal pictures, which is infinite."""
    return value if math.isfinite(value) else None
