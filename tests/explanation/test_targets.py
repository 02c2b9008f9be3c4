"""Targets as people write them: numbers, lists of layers, and names that suggest what was meant."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from convscope.errors import AddressError, ConvscopeError, MethodError, ObjectiveError
from convscope.explanation import explain
from convscope.network import Network

SHAPE = (3, 16, 14)
LABELS = ["tabby, tabby cat", "tiger cat", "Persian cat", "dog", "12"]


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.first, self.second = nn.Conv2d(3, 4, 3), nn.Conv2d(4, 6, 3, stride=2)
        self.head = nn.Linear(6, 5)

    def forward(self, x: Tensor) -> Any:
        return self.head(self.second(self.first(x).relu()).relu().mean((2, 3)))


class Three(Net):
    def forward(self, x: Tensor) -> Any:
        scores = super().forward(x)
        return {"scores": scores, "sum": scores.sum(1), "all": scores.mean()}


@pytest.fixture(scope="module")
def network() -> Network:
    return Network(Net().eval(), input_shape=SHAPE, labels=LABELS)


@pytest.fixture(scope="module")
def x() -> Tensor:
    return torch.rand(SHAPE, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("number", [1, np.int64(1)])
def test_a_whole_number_is_the_place_of_a_class(network: Network, x: Tensor, number: Any) -> None:
    found, expected = explain(network, x, target=number), explain(network, x, target="class:tiger cat")
    assert found.target == "class:tiger cat"
    np.testing.assert_array_equal(found.values, expected.values)


@pytest.mark.parametrize("target", [5, -1, True, 1.5, [1], b"dog"])
def test_what_is_no_target_is_refused_in_a_sentence(network: Network, x: Tensor, target: Any) -> None:
    with pytest.raises(ObjectiveError):
        explain(network, x, target=target)


def test_several_layers_are_a_list_or_a_text(network: Network, x: Tensor) -> None:
    text = explain(network, x, layer="first, second")
    for layers in (["first", "second"], ("first", "second")):
        found = explain(network, x, layer=layers)
        assert found.layer == text.layer == "first,second"
        np.testing.assert_array_equal(found.values, text.values)


@pytest.mark.parametrize("layer", [[], 4, [4], {"first": 1}])
def test_what_is_no_layer_is_refused_in_a_sentence(network: Network, x: Tensor, layer: Any) -> None:
    with pytest.raises(MethodError, match="A layer is its address or a list of several"):
        explain(network, x, layer=layer)


@pytest.mark.parametrize(
    ("target", "hint"),
    [
        ("tabby", "Did you mean class:tabby?"),
        ("Dog", "Did you mean class:dog?"),
        ("3", "Did you mean class:dog?"),
        ("cat", "Did you mean class:tabby, class:tiger cat or class:Persian cat?"),
        ("class:cat", "Did you mean tabby, tiger cat or Persian cat?"),
        ("secnd", "Did you mean second?"),
        ("output:dog", "A class is named class:dog, a channel by its number."),
    ],
)
def test_a_name_of_a_class_suggests_what_was_meant(
    network: Network, x: Tensor, target: str, hint: str
) -> None:
    with pytest.raises((AddressError, ObjectiveError)) as caught:
        explain(network, x, target=target)
    assert caught.value.hint == hint


@pytest.mark.parametrize("target", ["output.scores:1", "output.sum", "output.sum:0"])
def test_each_output_of_several_is_explained_by_its_key(x: Tensor, target: str) -> None:
    network = Network(Three().eval(), input_shape=SHAPE)
    found = explain(network, x, "saliency", target)
    leaf = x[None].clone().requires_grad_()
    out = network_module_outputs(leaf)
    value = {
        "output.scores:1": out["scores"][:, 1],
        "output.sum": out["sum"] ** 2,
        "output.sum:0": out["sum"],
    }
    [gradient] = torch.autograd.grad(value[target].sum(), leaf)
    assert found.channels is not None
    np.testing.assert_allclose(found.channels, gradient[0].numpy(), atol=1e-6)


def network_module_outputs(x: Tensor) -> Any:
    return Three().eval()(x)


def test_the_only_output_is_output(network: Network, x: Tensor) -> None:
    assert explain(network, x, target="output:1").target == "output:1"
    with pytest.raises(AddressError, match=r"no layer 'output.0'"):
        explain(network, x, target="output.0:1")


def test_one_value_for_a_whole_batch_is_no_target(x: Tensor) -> None:
    network = Network(Three().eval(), input_shape=SHAPE)
    with pytest.raises(ConvscopeError, match=r"output\.all has one value for all examples together"):
        explain(network, x, target="output.all")
