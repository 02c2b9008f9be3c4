"""Patches of a layer: means and variations over some of its rows and columns."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from convscope.errors import AddressError, ObjectiveError
from convscope.network import Network
from convscope.objectives import Objective, neuron, parse, patch, total_variation

NETWORK = Network(nn.Conv2d(3, 2, 1), input_shape=(3, 4, 10))
VALUES = torch.randn(2, 2, 4, 10, generator=torch.Generator().manual_seed(0))


class ChannelsLast(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv, self.norm = nn.Conv2d(3, 2, 1), nn.LayerNorm(2)

    def forward(self, x: Tensor) -> Tensor:
        normed: Tensor = self.norm(self.conv(x).permute(0, 2, 3, 1))
        return normed.mean((1, 2))


def score(objective: Objective, network: Network = NETWORK, values: Tensor = VALUES) -> Tensor:
    bound = objective.bind(network)
    return bound.score(dict.fromkeys(bound.reads, values))


def test_a_patch_is_the_mean_of_its_rows_and_columns_the_last_ones_too() -> None:
    assert torch.allclose(score(parse("output:1@1-2,4-9")), VALUES[:, 1, 1:3, 4:10].mean((1, 2)))


def test_a_patch_of_one_row_is_written_by_its_number() -> None:
    assert str(parse("output:1@1,4-9")) == "output:1@1,4-9"
    assert torch.allclose(score(parse("output:1@1,4-9")), VALUES[:, 1, 1, 4:10].mean(1))


def test_a_patch_of_one_place_is_the_neuron_there() -> None:
    assert torch.equal(score(patch("output", 1, ((2, 2), (3, 3)))), score(neuron("output", 1, (2, 3))))


def test_a_patch_is_found_where_channels_come_last() -> None:
    network = Network(ChannelsLast(), input_shape=(3, 4, 10))
    values = VALUES.movedim(1, -1)
    assert torch.allclose(score(parse("norm:1@1-2,4-9"), network, values), score(parse("output:1@1-2,4-9")))


def test_the_variation_of_a_patch_is_that_of_the_picture_cut_out() -> None:
    assert torch.equal(
        score(parse("tv:output@1-2,4-9")), score(total_variation(), values=VALUES[:, :, 1:3, 4:10])
    )


@pytest.mark.parametrize("text", ["output:0@1-2,4-9", "tv:output@0-3,2-3", "l2:input@1-2,5"])
def test_the_text_of_a_patch_reads_back_as_the_same_value(text: str) -> None:
    assert str(parse(text)) == text
    assert parse(str(parse(text))) == parse(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("output:0@1-4,2-3", "no row 4"),
        ("output:0@1-2,5-10", "no column 10"),
        ("output:2@1-2,2-3", "no channel 2"),
        ("output:0@2-1,2-3", "ends at row 1, before it begins at 2"),
        ("output:0@1-2", "has 2 coordinates, 1 were given"),
        ("tv:output@1-4,2-3", "no row 4"),
    ],
)
def test_a_patch_outside_its_layer_is_refused(text: str, words: str) -> None:
    with pytest.raises(AddressError, match=words):
        parse(text).bind(NETWORK)


@pytest.mark.parametrize("text", ["output:0@1-,2", "tv:output@", "tv:output@a-b,c", "output:0@1--2,3"])
def test_a_patch_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ObjectiveError):
        parse(text)
