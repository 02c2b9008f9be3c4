"""What is known at strokes, spread over what is as light."""

import numpy as np

from convscope.restore.spreading import spread

# Two halves of unlike lightness, and a stroke in the left one.
LIGHTNESS = np.where(np.arange(64) < 32, 30, 70).astype(np.float32) * np.ones((48, 1), np.float32)
WHERE = np.zeros((48, 64), np.float32)
WHERE[20:24, 8:12] = 1
KNOWN = np.full((48, 64, 2), (40, -20), np.float32)


def found() -> np.ndarray:
    return spread(KNOWN, WHERE, LIGHTNESS)


def test_a_stroke_keeps_its_value() -> None:
    assert np.allclose(found()[20:24, 8:12], (40, -20), rtol=0.1)


def test_what_is_as_light_takes_it() -> None:
    assert (found()[:, :32, 0] > 15).all()


def test_it_stops_at_an_edge() -> None:
    assert np.abs(found()[:, 32:]).max() < 0.5


def test_it_fades_with_the_distance() -> None:
    wide = np.full((8, 600), 50, np.float32)
    where = np.zeros((8, 600), np.float32)
    where[:, :4] = 1
    values = spread(np.full((8, 600, 2), 40, np.float32), where, wide)[4, :, 0]
    assert (np.diff(values[4:]) < 1e-3).all()
    # One side of a strip 1 / sqrt(1e-4) = 100 pixels from a stroke has a value e times smaller.
    assert np.isclose(values[104] / values[4], np.exp(-1), rtol=0.05)


def test_what_is_not_at_strokes_counts_for_nothing() -> None:
    other = np.where(WHERE[..., None] > 0, KNOWN, 99).astype(np.float32)
    assert np.allclose(spread(other, WHERE, LIGHTNESS), found(), atol=1e-3)


def test_a_single_pixel_keeps_what_is_known_of_it() -> None:
    one = np.ones((1, 1), np.float32)
    assert np.allclose(spread(np.full((1, 1, 2), 7, np.float32), one, 50 * one), 7, rtol=1e-3)
