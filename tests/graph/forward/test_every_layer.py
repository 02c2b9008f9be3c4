"""Every layer by one run: the same as each alone, to the bit."""

import pytest
import torch
from torch import nn

from convscope.graph.forward.every_layer import EveryLayer, layers_of_a_run
from convscope.network import Network, open_network
from toy_classifier import PREPROCESSING


class Block(nn.Module):
    """Convolutions with batch norms, one of which is read twice, and a sum."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.norm = nn.Conv2d(3, 8, 3, padding=1), nn.BatchNorm2d(8)
        self.second, self.again = nn.Conv2d(8, 8, 3, padding=1), nn.BatchNorm2d(8)
        self.end = nn.Linear(8, 5)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        first = torch.relu(self.norm(self.first(x)))
        second = self.second(first)
        scores: torch.Tensor = self.end((torch.relu(self.again(second)) + second + first).mean((2, 3)))
        return scores


def block() -> Network:
    torch.manual_seed(0)
    module = Block()
    for norm in (module.norm, module.again):
        nn.init.uniform_(norm.running_mean)  # type: ignore[arg-type]
        nn.init.uniform_(norm.running_var, 0.5, 2)  # type: ignore[arg-type]
    return Network(module.eval(), name="block", weights="random", preprocessing=PREPROCESSING)


@pytest.mark.parametrize("network", [block(), open_network("efficientnet-lite0")], ids=["block", "embedded"])
def test_each_layer_is_that_of_a_run_of_its_own(network: Network) -> None:
    pixels = torch.rand(40, 44, 3, generator=torch.Generator().manual_seed(1)).mul(255).byte().numpy()
    graph, every = network.graph(), EveryLayer(network.graph(), network.prepare(pixels))
    for node in graph.layers[::3]:
        alone = network.activations(pixels, [node.address])[node.address]
        assert torch.equal(every.value(node)[0], alone), node.address


def test_a_convolution_that_is_one_with_its_batch_norm_is_left_for_later() -> None:
    network = block()
    addresses = {node.address for node in layers_of_a_run(network.graph())}
    assert "first" not in addresses
    assert "second" in addresses  # read twice, so it is computed in any case
