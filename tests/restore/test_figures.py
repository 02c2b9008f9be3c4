"""PSNR and SSIM in the conventions of the papers."""

import math

import numpy as np
import pytest
import skimage.data
import torch
from torchmetrics.functional.image import structural_similarity_index_measure

from convscope.errors import ImageError
from convscope.restore.figures import nearness

PHOTO = skimage.data.astronaut()[:64, :80]


def test_a_difference_of_one_everywhere_is_48_decibels() -> None:
    dark = np.full((32, 32, 3), 100, np.uint8)
    assert nearness(dark, dark + 1).psnr == pytest.approx(20 * math.log10(255))


def test_equal_pictures_are_infinitely_near() -> None:
    found = nearness(PHOTO, PHOTO)
    assert found.psnr == math.inf
    assert found.ssim == pytest.approx(1)


def test_ssim_is_that_of_torchmetrics() -> None:
    noisy = (PHOTO + np.random.default_rng(0).normal(0, 20, PHOTO.shape)).clip(0, 255).astype(np.uint8)
    first, second = (
        torch.from_numpy(one.astype(np.float64)).permute(2, 0, 1)[None] for one in (noisy, PHOTO)
    )
    peer = structural_similarity_index_measure(first, second, data_range=255.0, sigma=1.5, kernel_size=11)
    assert isinstance(peer, torch.Tensor)
    assert nearness(noisy, PHOTO).ssim == pytest.approx(float(peer), abs=2e-3)


def test_the_luma_of_black_and_white_differs_by_219() -> None:
    black, white = np.zeros((32, 32, 3), np.uint8), np.full((32, 32, 3), 255, np.uint8)
    assert nearness(black, white, luma=True).psnr == pytest.approx(20 * math.log10(255 / 219))


def test_a_border_does_not_count() -> None:
    framed = PHOTO.copy()
    framed[:2] = framed[-2:] = 0
    framed[:, :2] = framed[:, -2:] = 0
    assert nearness(framed, PHOTO, border=2).psnr == math.inf


@pytest.mark.parametrize("shape", [(63, 80, 3), (64, 80, 1)])
def test_pictures_of_other_sizes_are_one_sentence(shape: tuple[int, ...]) -> None:
    with pytest.raises(ImageError, match="cannot be compared"):
        nearness(np.zeros(shape, np.uint8), PHOTO)


def test_too_few_pixels_are_one_sentence() -> None:
    with pytest.raises(ImageError, match="too few"):
        nearness(PHOTO[:10], PHOTO[:10])
