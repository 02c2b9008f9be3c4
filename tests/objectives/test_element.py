"""A text names one number of a network, or is refused."""

import pytest
import torch
from torch import nn

from convscope import Network
from convscope.errors import AddressError, ConvscopeError, ObjectiveError
from convscope.objectives import unit_element


@pytest.fixture(scope="module")
def network() -> Network:
    with torch.random.fork_rng(devices=[]):
        module = nn.Sequential(nn.Conv2d(3, 4, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 2))
    return Network(module.eval(), input_shape=(3, 6, 6), labels=["cat", "dog"])


@pytest.mark.parametrize(
    ("text", "address", "index"),
    [
        ("0:3@1,2", "0", (3, 1, 2)),
        ("1:3", "1", (3, 0, 0)),
        ("3:1", "3", (1,)),
        ("class:dog", "3", (1,)),
        ("class:0", "3", (0,)),
    ],
)
def test_a_unit_is_a_node_and_an_index(
    network: Network, text: str, address: str, index: tuple[int, ...]
) -> None:
    element = unit_element(network, text)
    assert (element.node.address, element.index) == (address, index)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("0", ObjectiveError),
        ("0:3", ObjectiveError),
        ("prob:dog", ObjectiveError),
        ("0:1@1,1 + 0:2@1,1", ObjectiveError),
        ("0:4@1,1", AddressError),
        ("0:1@4,0", AddressError),
        ("9:1@0,0", AddressError),
        ("class:horse", ConvscopeError),
    ],
)
def test_what_is_no_single_number_is_refused(
    network: Network, text: str, error: type[ConvscopeError]
) -> None:
    with pytest.raises(error):
        unit_element(network, text)


def test_the_index_of_a_unit_whose_channel_comes_last_ends_with_the_channel() -> None:
    class ChannelsLast(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv, self.mix = nn.Conv2d(3, 5, 3), nn.Linear(5, 6)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            values: torch.Tensor = self.mix(self.conv(x).permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
            return values

    element = unit_element(Network(ChannelsLast(), input_shape=(3, 6, 9)), "mix:5@2,3")
    assert (element.index, element.place) == ((2, 3, 5), (2, 3))
