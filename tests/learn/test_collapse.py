"""How various the pictures of a generator are, beside real ones."""

import math

import numpy as np
import torch

from convscope.datasets.batches import LabelledBatch
from convscope.generation import Generated
from convscope.learn.collapse import variety_of
from convscope.network.opening import Opening

# Two real pictures of each class, at the distances 40 and 20.
REAL = LabelledBatch(
    torch.tensor([0, 40, 100, 120], dtype=torch.uint8).reshape(4, 1, 1, 1),
    torch.tensor([0, 0, 1, 1]),
    torch.arange(4),
)


def made(*values: int) -> Generated:
    pixels = np.array(values, np.uint8).reshape(-1, 1, 1, 1)
    return Generated(pixels, ("a", "b") * (len(values) // 2), 2, 0, Opening("none"), {})


def test_it_is_the_mean_over_classes_of_distances_beside_real_ones() -> None:
    # At the distances 10 of 40 and 15 of 20.
    assert variety_of(made(5, 50, 15, 65), REAL, 2) == (1 / 4 + 3 / 4) / 2


def test_one_picture_of_each_class_has_none() -> None:
    assert variety_of(made(5, 50, 5, 50), REAL, 2) == 0


def test_real_pictures_that_are_all_alike_tell_nothing() -> None:
    alike = REAL._replace(pictures=torch.zeros((4, 1, 1, 1), dtype=torch.uint8))
    assert math.isnan(variety_of(made(5, 50, 15, 65), alike, 2))


def test_a_picture_alone_tells_nothing() -> None:
    assert math.isnan(variety_of(made(5, 50), REAL, 2))
