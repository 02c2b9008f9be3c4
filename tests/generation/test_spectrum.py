"""Power spectra: known signals, and what enlarging takes away."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from convscope.generation.spectrum import by_frequency, log_power

GENERATOR = np.random.default_rng(0)


def test_white_noise_has_the_level_of_its_deviation_at_every_frequency() -> None:
    noise = np.rint(128 + 20 * GENERATOR.standard_normal((200, 32, 32, 1))).clip(0, 255).astype(np.uint8)
    frequencies, levels = by_frequency(log_power(noise))
    # The mean of the logarithm of an exponentially distributed power lies 2.5 dB below that of its mean.
    assert np.abs(levels[2:] - (20 * np.log10(20) - 2.5)).max() < 0.5
    assert (frequencies[0], frequencies[-1], len(frequencies)) == (0, 0.5, 17)


def test_a_wave_shows_at_its_frequency() -> None:
    wave = 128 + 100 * np.sin(2 * np.pi * 6 / 32 * np.arange(32))
    pixels = np.rint(wave).astype(np.uint8)[None, None, :, None].repeat(32, 1)
    levels = log_power(pixels)
    assert sorted(np.argsort(levels.ravel())[-2:]) == [16 * 32 + 16 - 6, 16 * 32 + 16 + 6]


def test_one_colour_has_the_level_of_rounding() -> None:
    levels = log_power(np.full((1, 8, 8, 3), 200, np.uint8))
    assert levels == pytest.approx(10 * np.log10(1 / 12))


def test_an_enlarged_picture_lacks_high_frequencies() -> None:
    small = Image.fromarray(GENERATOR.integers(0, 256, (32, 32), np.uint8))
    large = np.asarray(small.resize((64, 64), Image.Resampling.BICUBIC))[None, ..., None]
    frequencies, levels = by_frequency(log_power(large))
    assert levels[frequencies > 0.4].mean() < levels[(frequencies > 0.1) & (frequencies < 0.2)].mean() - 15


@pytest.mark.parametrize("shape", [(1, 1, 1, 3), (2, 1, 5, 1), (1, 2, 3, 3)])
def test_tiny_pictures_have_a_spectrum(shape: tuple[int, ...]) -> None:
    frequencies, levels = by_frequency(log_power(np.zeros(shape, np.uint8)))
    assert len(frequencies) == len(levels) == min(shape[1:3]) // 2 + 1
    assert np.isfinite(levels).all()
