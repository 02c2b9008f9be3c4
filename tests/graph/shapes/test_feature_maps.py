"""The layer to explain by is the last that holds something in places, wherever it has its channels."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from convscope.attribution import Method
from convscope.explanation import explain
from convscope.graph import trace
from convscope.graph.shapes.channel_axes import channel_axes
from convscope.graph.shapes.stages import feature_maps
from convscope.network import Network
from convscope.registry import methods

SHAPE = (3, 17, 15)
PLACES = (7, 6)
LAYERED = {
    name: one for name, one in methods().items() if one.uses_layer and name not in ("cam", "guided-grad-cam")
}


class ChannelsFirst(nn.Module):
    """A gate multiplies the last map, which is flattened as (channels, rows, columns)."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.first, self.second = nn.Conv2d(3, 6, 3), nn.Conv2d(6, 10, 3, stride=2)
        self.head = nn.Linear(10 * PLACES[0] * PLACES[1], 4)

    def maps(self, x: Tensor) -> Tensor:
        y = self.second(self.first(x).relu()).relu()
        return y * torch.sigmoid(y.mean((2, 3), keepdim=True))  # type: ignore[no-any-return]

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.maps(x).flatten(1))  # type: ignore[no-any-return]


class ChannelsLast(ChannelsFirst):
    """The same function, flattened as (rows, columns, channels) like a network from Keras."""

    def __init__(self) -> None:
        super().__init__()
        weight = self.head.weight.detach().reshape(4, 10, *PLACES).permute(0, 2, 3, 1).flatten(1)
        self.head.weight = nn.Parameter(weight.contiguous())

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.maps(x).permute(0, 2, 3, 1).flatten(1))  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", LAYERED)
def test_a_last_map_with_its_channels_last_gives_the_map_of_the_same_network_with_them_first(
    name: str,
) -> None:
    method: Method[Any] = LAYERED[name]
    first = Network(ChannelsFirst().double().eval(), input_shape=SHAPE)
    last = Network(ChannelsLast().double().eval(), input_shape=SHAPE)
    x = torch.rand(SHAPE, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    expected = explain(first, x, method.name, "class:1")
    for found in (
        explain(last, x, method.name, "class:1"),
        explain(last, x, method.name, "class:1", "permute"),
    ):
        assert found.layer == "permute"
        assert found.values.shape == PLACES
        np.testing.assert_allclose(found.values, expected.values, atol=1e-6 * np.abs(expected.values).max())


def test_the_channels_of_a_gated_map_are_found_where_a_permutation_puts_them() -> None:
    graph = trace(ChannelsLast().eval(), SHAPE)
    assert channel_axes(graph)[graph.find("permute")] == 3
    assert channel_axes(graph)[graph.find("mul")] == 1


def last_map(module: nn.Module, shape: tuple[int, ...] = (3, 32, 32)) -> str:
    return [*feature_maps(trace(module.eval(), shape))][-1].address


def test_a_pooling_that_enlarges_holds_nothing_new_and_one_that_does_not_is_a_layer() -> None:
    def module(places: int) -> nn.Module:
        parts = [
            nn.Conv2d(3, 4, 3, stride=8),
            nn.ReLU(),
            nn.AdaptiveAvgPool2d(places),
            nn.Dropout(),
            nn.Flatten(),
        ]
        return nn.Sequential(*parts, nn.Linear(4 * places**2, 2))

    assert last_map(module(7)) == "1"
    assert last_map(module(2)) == "3"


def test_a_map_that_a_finer_one_is_added_to_is_a_layer() -> None:
    class Decoder(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.fine, self.coarse = nn.Conv2d(3, 4, 1), nn.Conv2d(4, 4, 3, stride=4)

        def forward(self, x: Tensor) -> Tensor:
            fine = self.fine(x)
            enlarged = nn.functional.interpolate(self.coarse(fine), size=fine.shape[2:])
            return (enlarged + fine).relu().mean((2, 3))  # type: ignore[no-any-return]

    assert last_map(Decoder()) == "relu"


class Attends(nn.Module):
    """Patches, then attention over them; or a map made of them again."""

    def __init__(self, *, written: str, folds: bool = False) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.patches, self.qkv, self.head = nn.Conv2d(3, 8, 4, stride=4), nn.Linear(8, 24), nn.Linear(8, 2)
        self.written, self.folds = written, folds
        self.last = nn.Conv2d(8, 8, 1)

    def forward(self, x: Tensor) -> Tensor:
        maps = self.patches(x)
        query, key, value = self.qkv(maps.flatten(2).transpose(1, 2)).chunk(3, -1)
        if self.written == "out":
            tokens = (query @ key.transpose(1, 2)).softmax(-1) @ value
        else:
            tokens = nn.functional.scaled_dot_product_attention(query, key, value)
        if self.folds:
            maps = self.last(tokens.transpose(1, 2).reshape(-1, 8, 8, 8))
            return self.head(maps.mean((2, 3)))  # type: ignore[no-any-return]
        return self.head(tokens.mean(1))  # type: ignore[no-any-return]


@pytest.mark.parametrize("written", ["out", "by PyTorch"])
def test_a_default_layer_before_attention_is_said_to_be_one(written: str) -> None:
    network, x = Network(Attends(written=written).eval(), input_shape=(3, 32, 32)), torch.rand(3, 32, 32)
    [note] = explain(network, x).notes
    assert note.startswith("patches is the last layer with places, and lies before attention")
    assert explain(network, x, layer="patches").notes == ()
    assert explain(network, x, "saliency").notes == ()


def test_a_map_behind_attention_needs_no_word() -> None:
    network = Network(Attends(written="out", folds=True).eval(), input_shape=(3, 32, 32))
    found = explain(network, torch.rand(3, 32, 32))
    assert (found.layer, found.notes) == ("last", ())


def test_a_product_of_maps_without_a_softmax_is_no_attention() -> None:
    class Bilinear(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv, self.head = nn.Conv2d(3, 4, 3), nn.Linear(16, 2)

        def forward(self, x: Tensor) -> Tensor:
            y = self.conv(x).flatten(2)
            return self.head((y @ y.transpose(1, 2)).flatten(1))  # type: ignore[no-any-return]

    found = explain(Network(Bilinear().eval(), input_shape=(3, 16, 16)), torch.rand(3, 16, 16))
    assert (found.layer, found.notes) == ("conv", ())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "size", "layer", "says"),
    [
        ("vgg11", 128, "features.20", False),
        ("vgg11", 224, "avgpool", False),
        ("swin_t", 224, "permute", False),
        ("vit_b_16", 224, "conv_proj", True),
    ],
)
def test_of_torchvisions_networks(name: str, size: int, layer: str, *, says: bool) -> None:
    from convscope.network import open_network

    network = open_network(f"torchvision/{name}", weights="random", size=(size, size))
    found = explain(network, torch.rand(3, size, size))
    assert (found.layer, bool(found.notes)) == (layer, says)
