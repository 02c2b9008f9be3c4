"""What a network sees of a large picture in tiles is what it sees of the whole."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from convscope.errors import SynthesisError
from convscope.network import Network
from convscope.objectives import GramStyle, Objective, channel, gram_matrix, layer, neuron
from convscope.synthesis.view import View
from convscope.synthesis.view.lattice import Lattice, shares, tile_starts, units_of_picture


class Strided(nn.Module):
    """Strides, borders, a skip connection and a head: units see 23 pixels."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 4, 3, stride=2, padding=1)
        self.pool = nn.MaxPool2d(3, stride=2, padding=1)
        self.block = nn.Conv2d(4, 4, 3, padding=1)
        self.deep = nn.Conv2d(4, 5, 3, stride=2, padding=1)
        self.head = nn.Linear(5, 2)

    def forward(self, x: Tensor) -> Tensor:
        x = self.pool(torch.relu(self.stem(x)))
        x = torch.relu(self.deep(x + torch.relu(self.block(x))))
        result: Tensor = self.head(x.mean((2, 3)))
        return result


@cache
def network() -> Network:
    torch.manual_seed(0)
    return Network(Strided(), input_shape=(3, 64, 64))


PICTURE = torch.rand(1, 3, 160, 224, generator=torch.Generator().manual_seed(0))
OBJECTIVES = [
    layer("deep"),
    channel("block", 2) - 0.3 * layer("pool"),
    neuron("deep", 1, (5, 7)),
    GramStyle("stem", torch.eye(4)),
    GramStyle("stem", torch.eye(4), mask=torch.linspace(0, 1, 12).repeat(8, 1), name="a region"),
    GramStyle("stem", torch.eye(4), name="a layer that is read whole, too") - layer("stem"),
]


def view(tile: int, room: int = 0) -> View:
    return View(network(), 160, 224, tile=tile, room=room)


@pytest.mark.parametrize("objective", OBJECTIVES, ids=str)
@pytest.mark.parametrize("tile", [64, 96])
def test_tiles_give_the_score_and_the_gradient_of_the_whole(objective: Objective, tile: int) -> None:
    whole, tiles = view(1024), view(tile)
    bound = whole.bind(objective)
    score, gradient = whole.gradient(PICTURE, bound)
    found = tiles.gradient(PICTURE, tiles.bind(objective))
    torch.testing.assert_close(found, (score, gradient), rtol=1e-5, atol=1e-7)


def test_cuts_that_moved_give_the_same_as_the_whole_that_moved() -> None:
    score, gradient = view(1024, room=32).gradient(PICTURE, view(1024, room=32).bind(layer("deep")), (5, 17))
    tiles = view(64, room=32)
    torch.testing.assert_close(
        tiles.gradient(PICTURE, tiles.bind(layer("deep")), (5, 17)), (score, gradient), rtol=1e-5, atol=1e-7
    )


def test_values_are_those_of_the_whole_picture() -> None:
    whole, tiles = (view(tile).values(PICTURE, ["deep", "stem"]) for tile in (1024, 64))
    assert tiles["deep"].shape == (1, 5, 20, 28)
    for address, value in whole.items():
        torch.testing.assert_close(tiles[address], value)


def test_a_gram_matrix_of_tiles_is_that_of_the_whole() -> None:
    whole, tiles = (gram_matrix(view(tile).values(PICTURE, ["stem"])["stem"]) for tile in (1024, 64))
    torch.testing.assert_close(tiles, whole)


def test_layers_of_which_a_sum_is_asked_are_never_there_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    shapes = []
    sizes = torch.Tensor.new_zeros

    def watched(tensor: Tensor, *arguments: Any, **keywords: Any) -> Tensor:
        shapes.append(tuple(arguments[0]))
        return sizes(tensor, *arguments, **keywords)

    monkeypatch.setattr(torch.Tensor, "new_zeros", watched)
    objective = GramStyle("stem", torch.eye(4)) + layer("deep")
    view(64).gradient(PICTURE, view(64).bind(objective))
    assert (1, 5, 20, 28) in shapes  # of deep, which is read whole
    assert (1, 4, 80, 112) not in shapes  # of stem


def test_class_scores_are_averaged_over_the_tiles() -> None:
    tiles = View(network(), 64, 128, tile=64)
    picture = PICTURE[:, :, :64, :128]
    score, gradient = tiles.gradient(picture, tiles.bind(channel("head", 1)))
    starts = tile_starts(128, 64, 32, 32)
    assert starts == (0, 32, 64)
    first = View(network(), 64, 64)
    alone = first.gradient(picture[..., :64], first.bind(channel("head", 1)))
    torch.testing.assert_close(gradient[..., :32], alone[1][..., :32] / 3)
    assert score.shape == (1,)


def test_a_picture_is_mirrored_up_to_the_stride_and_gets_the_gradient_of_its_mirror_image() -> None:
    odd = View(network(), 50, 70)
    assert odd.padded == (64, 96)
    picture = PICTURE[:, :, :50, :70]
    mirrored = nn.functional.pad(picture, (0, 26, 0, 14), mode="reflect")
    even = View(network(), 64, 96)
    score, gradient = odd.gradient(picture, odd.bind(layer("deep")))
    expected, of_mirrored = even.gradient(mirrored, even.bind(layer("deep")))
    torch.testing.assert_close(score, expected)
    assert gradient.shape == picture.shape
    torch.testing.assert_close(gradient.sum(), of_mirrored.sum())


@given(
    st.integers(1, 40),
    st.integers(1, 8),
    st.integers(0, 8),
    st.integers(0, 9),
    st.integers(0, 3),
    st.floats(-9, 40),
)
@settings(max_examples=200, deadline=None)
def test_every_unit_is_taken_from_one_tile(
    length: int, tile: int, overlap: int, offset: int, halvings: int, centre: float
) -> None:
    grain, stride = 8, 2**halvings
    length, tile = length * grain, min(tile, length) * grain
    starts = tile_starts(length, tile, min(overlap * grain, tile // 2), grain, offset * grain)
    assert starts[0] == 0
    assert starts[-1] + tile >= length
    assert all(following - this <= tile for this, following in pairwise(starts))
    lattice = Lattice(tile // stride, stride, min(centre, tile / 4), 2)
    parts = shares(lattice, starts, tile)
    taken = [unit for part in parts for unit in range(part.whole.start, part.whole.stop)]
    assert taken == list(range(units_of_picture(lattice, starts)))
    for part, start in zip(parts, starts, strict=True):
        assert part.whole.start - part.inside.start == start // stride
        assert 0 <= part.inside.start <= part.inside.stop <= lattice.units


def test_neighbouring_tiles_share_at_least_the_overlap() -> None:
    starts = tile_starts(2048, 512, 192, 32, offset=96)
    assert all(this + 512 - following >= 192 for this, following in pairwise(starts))


def test_a_network_of_one_size_says_so() -> None:
    module = nn.Sequential(nn.Conv2d(3, 2, 3, padding=1), nn.Flatten(), nn.Linear(128, 2)).eval()
    network = Network(module, input_shape=(3, 8, 8), name="small")
    assert View(network, 8, 8).graph.input_shape == (3, 8, 8)
    with pytest.raises(SynthesisError, match="small takes pictures of 8 x 8 alone, and one of 32 x 64 was"):
        _ = View(network, 32, 40).graph
