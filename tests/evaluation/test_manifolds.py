"""Precision and recall of toy sets."""

import torch

from convscope.evaluation.manifolds import lies_among


def grid(side: int = 5) -> torch.Tensor:
    return torch.cartesian_prod(torch.arange(float(side)), torch.arange(float(side)))


def test_a_set_lies_among_itself() -> None:
    assert lies_among(grid(), grid()).all()


def test_what_is_far_away_does_not_lie_among_it() -> None:
    assert not lies_among(grid() + 100, grid()).any()


def test_the_balls_are_as_wide_as_the_third_neighbour_is_far() -> None:
    line = torch.tensor([[0.0], [1.0], [2.0], [3.0], [4.0]])
    # The ends have their third neighbour at 3, the middle one at 2.
    asked = torch.tensor([[-3.0], [-3.01], [7.0], [7.01]])
    assert lies_among(asked, line).tolist() == [True, False, True, False]


def test_one_kind_of_two_is_precise_and_covers_the_half() -> None:
    real, made = torch.cat([grid(), grid() + 50]), grid() + 0.1
    assert lies_among(made, real).float().mean() == 1
    assert lies_among(real, made).float().mean() == 0.5


def test_equal_pictures_cover_nothing_but_themselves() -> None:
    made = torch.zeros(10, 2)
    assert lies_among(grid(), made).tolist() == [True] + [False] * 24
