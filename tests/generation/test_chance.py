"""The random numbers that pictures are made of."""

import pytest
import torch

from convscope.generation.chance import noise_of, walk


def test_a_picture_s_noise_depends_on_the_seed_and_its_number_alone() -> None:
    together, alone = noise_of(3, [0, 1, 2], (1, 4, 4)), noise_of(3, [2], (1, 4, 4))
    assert torch.equal(together[2:], alone)
    assert not torch.equal(noise_of(4, [2], (1, 4, 4)), alone)


def test_a_walk_leads_from_the_one_to_the_other() -> None:
    first, last = noise_of(0, [0, 1], (2, 8))
    found = walk(first, last, 5)
    assert torch.allclose(found[0], first, atol=1e-5)
    assert torch.allclose(found[-1], last, atol=1e-5)


def test_a_quarter_of_a_circle_has_its_middle_on_the_circle() -> None:
    found = walk(torch.tensor([1.0, 0.0]), torch.tensor([0.0, 1.0]), 3)
    assert found[1].tolist() == pytest.approx([0.5**0.5, 0.5**0.5], abs=1e-6)


def test_a_walk_from_numbers_to_themselves_stays_there() -> None:
    first = noise_of(0, [0], (8,))[0]
    assert torch.allclose(walk(first, first, 3), first.expand(3, 8), atol=1e-3)
