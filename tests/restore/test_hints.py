"""Hints of colour on a grey photo."""

import numpy as np
import pytest

from convscope.images.lab import lab_of
from convscope.restore.hints import painted, pretended, shrunk_hints

RED = np.array([200, 30, 40], np.uint8)


def test_without_hints_the_photo_is_grey() -> None:
    seen = painted(
        np.full((4, 4), 50, np.float32), np.full((4, 4, 2), 60, np.float32), np.zeros((4, 4), np.float32)
    )
    assert np.ptp(seen.astype(int), axis=2).max() == 0


def test_a_hint_keeps_the_lightness_of_the_photo() -> None:
    where = np.zeros((4, 4), np.float32)
    where[1, 2] = 1
    seen = painted(np.full((4, 4), 50, np.float32), np.full((4, 4, 2), 30, np.float32), where)
    assert lab_of(seen)[1, 2] == pytest.approx([50, 30, 30], abs=0.6)
    assert lab_of(seen)[0, 0] == pytest.approx([50, 0, 0], abs=0.6)


def test_a_thin_stroke_is_still_there_when_shrunk() -> None:
    strokes, alpha = np.zeros((64, 64, 3), np.uint8), np.zeros((64, 64), np.uint8)
    strokes[:, 20] = RED
    alpha[:, 20] = 255
    ab, where = shrunk_hints(strokes, alpha, (16, 16))
    assert where.sum(0).tolist() == [16 if column == 5 else 0 for column in range(16)]
    # Not mixed with the black of what is transparent.
    assert ab[0, 5] == pytest.approx(lab_of(RED.reshape(1, 1, 3))[0, 0, 1:], abs=0.5)


def test_a_training_hints_at_half_of_the_photos() -> None:
    generator = np.random.default_rng(0)
    hinted = [pretended(np.zeros((64, 64, 2), np.float32), generator).any() for _ in range(400)]
    assert 160 < sum(hinted) < 240
