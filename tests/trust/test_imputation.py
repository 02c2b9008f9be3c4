"""Noisy linear imputation: what neighbours say of missing places."""

import pytest
import torch
from torch import Tensor

from convscope.trust.imputation import imputed


def filled(photo: Tensor, missing: Tensor) -> Tensor:
    return imputed(photo, missing, torch.Generator().manual_seed(0), noise=0)


def test_one_missing_place_is_the_weighted_mean_of_its_eight_neighbours() -> None:
    photo = torch.arange(9.0).reshape(1, 3, 3)
    photo[0, 0, 0] = 12
    missing = torch.zeros(3, 3, dtype=torch.bool)
    missing[1, 1] = True
    expected = (1 + 3 + 5 + 7) / 6 + (12 + 2 + 6 + 8) / 12
    assert float(filled(photo, missing)[0, 1, 1]) == pytest.approx(expected)


def test_a_corner_is_the_mean_of_the_three_neighbours_that_there_are() -> None:
    photo = torch.tensor([[[0.0, 3.0], [6.0, 12.0]]])
    missing = torch.zeros(2, 2, dtype=torch.bool)
    missing[0, 0] = True
    expected = (3 / 6 + 6 / 6 + 12 / 12) / (1 / 6 + 1 / 6 + 1 / 12)
    assert float(filled(photo, missing)[0, 0, 0]) == pytest.approx(expected)


def test_what_is_there_stays_and_an_even_photo_stays_even() -> None:
    photo = torch.full((3, 9, 7), 2.5)
    missing = torch.rand(9, 7, generator=torch.Generator().manual_seed(1)) < 0.8
    assert torch.allclose(filled(photo, missing), photo)


def test_where_nothing_is_there_the_mean_colour_is() -> None:
    assert torch.equal(filled(torch.ones(1, 4, 4), torch.ones(4, 4, dtype=torch.bool)), torch.zeros(1, 4, 4))
