"""The kernel of a unit, and what a unit does by the weights alone, against modules and by hand."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor, nn

import convscope
from convscope.examine.units.effects import next_mixing
from convscope.examine.units.own_kernel import OwnKernel, own_kernel
from convscope.examine.weights.linear_effects import linear_effects


class Branches(nn.Module):
    """A sum past a convolution, two layers side by side, and a gate."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.first = nn.Conv2d(3, 4, 5, padding=2)
        self.second = nn.Conv2d(4, 4, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(4)
        self.third = nn.Conv2d(4, 6, 1)
        self.apart = nn.Conv2d(10, 10, 3, padding=1, groups=10)
        self.mixed = nn.Conv2d(10, 5, 1)
        self.mixed_norm = nn.BatchNorm2d(5)
        self.dense = nn.Linear(5, 2)
        for norm in (self.norm, self.mixed_norm):
            norm.running_mean.uniform_(-1, 1)  # type: ignore[union-attr]
            norm.running_var.uniform_(0.5, 2)  # type: ignore[union-attr]
            norm.weight.data.uniform_(-2, 2)

    def forward(self, x: Tensor) -> Tensor:
        a = self.first(x).relu()
        b = (self.norm(self.second(a)) + a).relu()
        c = torch.cat([b, self.third(b)], 1)
        d = self.mixed_norm(self.mixed(self.apart(c)))
        gated: Tensor = d * d.mean((2, 3), keepdim=True).sigmoid()
        return self.dense(gated.mean((2, 3)))  # type: ignore[no-any-return]


MODULE = Branches().eval()


@pytest.fixture(scope="module")
def network() -> convscope.Network:
    return convscope.Network(MODULE, input_shape=(3, 12, 12), name="branches")


def kernel(network: convscope.Network, layer: str, unit: int) -> OwnKernel | None:
    graph = network.graph()
    return own_kernel(graph, graph.find(layer), unit)


def test_a_unit_behind_a_rectifier_has_the_kernel_of_its_convolution(network: convscope.Network) -> None:
    found = kernel(network, "relu", 2)
    assert found is not None
    assert (found.layer, found.is_colour, found.is_whole, found.expanded) == ("first", True, True, None)
    np.testing.assert_array_equal(found.kernel.weights, MODULE.first.weight[2].detach())


def test_a_unit_of_a_sum_has_that_of_the_branch_and_is_said_not_to_be_whole(
    network: convscope.Network,
) -> None:
    found = kernel(network, "relu#2", 1)
    assert found is not None
    assert (found.layer, found.is_whole) == ("second", False)
    np.testing.assert_array_equal(found.kernel.weights, MODULE.second.weight[1].detach())


def test_a_unit_of_layers_side_by_side_has_that_of_its_own_layer(network: convscope.Network) -> None:
    early, late = kernel(network, "cat", 3), kernel(network, "cat", 6)
    assert early is not None
    assert late is not None
    assert (early.layer, late.layer) == ("second", "third")
    assert late.kernel.unit == 2
    np.testing.assert_array_equal(late.kernel.weights, MODULE.third.weight[2].detach())


def test_the_sum_of_an_inputs_weights_says_whether_it_excites(network: convscope.Network) -> None:
    found = kernel(network, "relu#2", 1)
    assert found is not None
    for unit, _ in found.kernel.inputs:
        assert found.sum_of(unit) == pytest.approx(float(MODULE.second.weight[1, unit].sum()), abs=1e-6)


def test_a_gated_unit_has_no_kernel_of_its_own(network: convscope.Network) -> None:
    assert kernel(network, "mul", 0) is None


def test_the_next_layer_is_the_first_that_mixes_units_with_its_batch_norm(network: convscope.Network) -> None:
    graph = network.graph()
    assert next_mixing(graph, graph.find("cat"), graph.output) is graph.find("mixed_norm")
    assert next_mixing(graph, graph.find("relu"), graph.output) is graph.find("norm")


def test_the_weights_effect_is_that_of_raising_the_unit_in_the_linear_network(
    network: convscope.Network,
) -> None:
    graph = network.graph()
    found = linear_effects(graph, graph.find("cat"), 7, graph.find("mixed_norm"))
    raised = torch.zeros(1, 10, 12, 12)
    raised[:, 7] = 1

    def linear(values: Tensor) -> Tensor:
        result: Tensor = MODULE.mixed_norm(MODULE.mixed(MODULE.apart(values)))
        return result[0, :, 6, 6]

    with torch.no_grad():
        expected = linear(raised) - linear(torch.zeros_like(raised))
    assert found is not None
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_no_effect_of_weights_is_told_where_a_gate_lies_between(network: convscope.Network) -> None:
    graph = network.graph()
    assert linear_effects(graph, graph.find("mixed_norm"), 0, graph.output) is None
