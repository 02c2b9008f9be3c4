"""The random numbers that pictures are made of."""

import pytest
import torch

from convscope.generation.chance import noise_of, walked


def test_a_picture_s_noise_depends_on_the_seed_and_its_number_alone() -> None:
    together, alone = noise_of(3, [0, 1, 2], (1, 4, 4)), noise_of(3, [2], (1, 4, 4))
    assert torch.equal(together[2:], alone)
    assert not torch.equal(noise_of(4, [2], (1, 4, 4)), alone)


def test_a_walk_leads_from_the_one_to_the_other() -> None:
    first, last = noise_of(0, [0, 1], (2, 8))
    found = walked(first, last, 5)
    assert torch.allclose(found[0], first, atol=1e-5)
    assert torch.allclose(found[-1], last, atol=1e-5)


def test_a_quarter_of_a_circle_has_its_middle_on_the_circle() -> None:
    found = walked(torch.tensor([1.0, 0.0]), torch.tensor([0.0, 1.0]), 3)
    assert found[1].tolist() == pytest.approx([0.5**0.5, 0.5**0.5], abs=1e-6)


def test_a_walk_from_numbers_to_themselves_stays_there() -> None:
    first = noise_of(0, [0], (8,))[0]
    assert torch.allclose(walked(first, first, 3), first.expand(3, 8), atol=1e-3)


def test_a_walk_to_the_opposite_is_finite() -> None:
    first = noise_of(0, [0], (8,))[0]
    assert walked(first, -first, 5).isfinite().all()


def test_a_walk_of_one_picture_is_where_it_begins() -> None:
    first, last = noise_of(0, [0, 1], (8,))
    assert torch.allclose(walked(first, last, 1)[0], first, atol=1e-5)
