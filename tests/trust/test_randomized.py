"""A network that forgets, and the user's own beside it."""

import pytest
import torch
from torch import nn

from convscope.network import Network
from convscope.trust.randomized import parameter_layers, randomized
from convscope.trust.similarity import likeness
from subjects import State


@pytest.fixture
def module() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Conv2d(4, 4, 3), nn.Flatten(), nn.Linear(64, 2)
    ).eval()


def test_layers_go_from_the_output_to_the_input_with_the_batch_norm_behind_each(module: nn.Module) -> None:
    layers = parameter_layers(Network(module, input_shape=(3, 8, 8)).graph())
    assert [sorted(layer) for layer in layers] == [
        ["5.bias", "5.weight"],
        ["3.bias", "3.weight"],
        ["0.bias", "0.weight", "1.bias", "1.weight"],
    ]


def test_only_the_named_parameters_become_random_and_the_module_stays(module: nn.Module) -> None:
    before = State.of(module)
    network = Network(module, input_shape=(3, 8, 8))
    graph = network.graph()
    other = randomized(network, {"3.weight"}, seed=0).graph()
    changed = {name for name in other.tensors if not torch.equal(graph.tensors[name], other.tensors[name])}
    assert changed == {"3.weight"}
    assert State.of(module) == before


def test_random_parameters_keep_their_spread_and_follow_the_seed(module: nn.Module) -> None:
    network = Network(module, input_shape=(3, 8, 8))
    own = network.graph().tensors["5.weight"]
    one, same, other = (randomized(network, {"5.weight"}, s).graph().tensors["5.weight"] for s in (0, 0, 1))
    assert torch.equal(one, same)
    assert not torch.equal(one, other)
    assert float(one.std()) == pytest.approx(float(own.std()), rel=0.3)


def test_likeness_of_a_map_with_itself_is_one_and_with_an_even_one_zero() -> None:
    values = torch.rand(9, 9, generator=torch.Generator().manual_seed(0)) - 0.5
    assert likeness(values, -3 * values, "rank") == pytest.approx(1)
    assert likeness(values, 2 * values, "ssim") == pytest.approx(1)
    assert likeness(values, torch.ones(9, 9), "rank") == 0


def test_rank_likeness_of_a_map_and_its_reverse_is_minus_one() -> None:
    values = torch.arange(16.0).reshape(4, 4)
    assert likeness(values, 15 - values, "rank") == pytest.approx(-1)
