"""Penalties, directions and diversity: toys worked out by hand."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor, nn

from convscope.errors import ObjectiveError
from convscope.network import Network
from convscope.objectives import Objective, channel, direction, diversity, l1, l2, parse, total_variation

PLAIN = Network(nn.Conv2d(2, 3, 1, bias=False), input_shape=(2, 2, 3))
TOY = torch.tensor([[[[0.0, 3.0, 3.0], [4.0, 3.0, 0.0]], [[1.0, 1.0, 1.0], [1.0, 1.0, 1.0]]]])


def score(objective: Objective, values: Tensor) -> Tensor:
    """Of a layer with the values, whichever layer it is."""
    bound = objective.bind(PLAIN)
    return bound.score(dict.fromkeys(bound.reads, values))


@pytest.mark.parametrize(
    ("penalty", "expected"),
    [
        (l1(), (13 + 6) / 12),
        (l2(), (9 + 9 + 16 + 9 + 6) / 12),
        # Lengths of (down, right): (4, 3), (0, 0), (-3, none); then (none, -1), (none, -3), none; second channel 0.
        (total_variation(), (5 + 0 + 3 + 1 + 3) / 12),
    ],
    ids=str,
)
def test_a_penalty_is_what_it_is_by_hand(penalty: Objective, expected: float) -> None:
    assert score(penalty, TOY).tolist() == pytest.approx([expected])


def test_total_variation_has_gradients_where_nothing_varies() -> None:
    flat = torch.zeros(1, 2, 4, 4, dtype=torch.float64, requires_grad=True)
    (found,) = torch.autograd.grad(score(total_variation(), flat).sum(), flat)
    assert found.isfinite().all()
    values = torch.randn(1, 2, 4, 4, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda x: score(total_variation(), x), (values,))


def test_a_direction_is_the_mean_along_the_unit_vector() -> None:
    maps = torch.zeros(1, 3, 1, 2)
    maps[0, :, 0, 0], maps[0, :, 0, 1] = torch.tensor([3.0, 4.0, 0.0]), torch.tensor([0.0, 0.0, 2.0])
    address = PLAIN.graph().output.address
    # Lengths along (0.6, 0.8, 0): 5 and 0; their cosines 1 and 0.
    assert score(direction(address, [6, 8, 0]), maps).tolist() == pytest.approx([2.5])
    # Along (1, 0, 0): 3 and 0, cosine 0.6.
    assert score(direction(address, [1, 0, 0], power=2), maps).tolist() == pytest.approx([3 * 0.36 / 2])


def test_the_direction_of_one_channel_is_the_channel() -> None:
    address, maps = PLAIN.graph().output.address, torch.randn(2, 3, 2, 3)
    torch.testing.assert_close(score(direction(address, [0, 7, 0]), maps), score(channel(address, 1), maps))


def test_a_direction_of_zeros_is_refused() -> None:
    with pytest.raises(ObjectiveError, match="zero"):
        direction("conv", [0, 0])


def test_diversity_is_minus_the_mean_likeness_to_the_others() -> None:
    maps = torch.zeros(3, 3, 1, 1)
    maps[0, 0], maps[1, 0], maps[2, 1] = 1, 5, 2  # Gram matrices: alike, alike, at right angles
    address = PLAIN.graph().output.address
    assert score(diversity(address), maps).tolist() == pytest.approx([-0.5, -0.5, 0])
    assert score(diversity(address), maps[:1]).tolist() == [0]


@pytest.mark.parametrize("text", ["l1:input", "l2:blocks.4", "tv:input", "diversity:blocks.2", "tv:0.conv"])
def test_penalties_have_a_text_form(text: str) -> None:
    assert str(parse(text)) == text
    assert str(parse(f"class:tabby - 0.5*{text}")) == f"class:tabby - 0.5*{text}"


def test_a_layer_that_is_called_like_a_penalty_keeps_its_channels() -> None:
    assert parse("l1:3") == channel("l1", 3)


def test_what_is_added_is_the_sum() -> None:
    both = l1() - 2.0 * l2()
    assert math.isclose(score(both, TOY).item(), 19 / 12 - 2 * 49 / 12, rel_tol=1e-6)
