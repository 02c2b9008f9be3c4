"""Results depend neither on the batch nor on chance, also of networks that would: each example is computed alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from convscope.attribution import Method
from convscope.errors import AddressError, TraceError
from convscope.explanation import explain, explain_all
from convscope.graph import evaluate, gradient, trace
from convscope.network import Network
from laws.conftest import quick_options

SHAPE = (3, 12, 12)


class Net(nn.Module):
    """A classifier in evaluation mode with an operation between its two convolutions."""

    def __init__(self, call: Callable[[Tensor], Tensor] | None) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.first, self.second = nn.Conv2d(3, 6, 3, padding=1), nn.Conv2d(6, 5, 3, padding=1)
        self.norm = nn.BatchNorm2d(6, track_running_stats=False)
        self.call, self.head = call, nn.Linear(5, 4)
        nn.init.normal_(self.norm.weight, 1, 0.3)
        nn.init.normal_(self.norm.bias)

    def forward(self, x: Tensor) -> Tensor:
        y = self.call(self.first(x)) if self.call else self.norm(self.first(x))
        result: Tensor = self.head(self.second(torch.relu(y)).mean((2, 3)))
        return result


def _folded(y: Tensor, call: Callable[[Tensor], Tensor]) -> Tensor:
    """As who writes instance norm by hand folds channels into the batch."""
    n, c, rows, columns = y.shape
    return call(y.reshape(n * c, 1, rows, columns)).reshape(n, c, rows, columns)


CALLS: dict[str, Any] = {
    "batch norm without statistics": None,
    "batch norm in training": lambda y: F.batch_norm(y, torch.zeros(6), torch.ones(6), training=True),
    "dropout left on": lambda y: F.dropout(y, 0.4),
    "dropout of channels left on": lambda y: F.dropout2d(y, 0.4),
    "alpha dropout left on": lambda y: F.alpha_dropout(y, 0.3, training=True),
    "rrelu in training": lambda y: F.rrelu(y, training=True),
    "noise of the value's shape": lambda y: y + 0.3 * torch.randn_like(y),
    "noise of the batch's size": lambda y: y + torch.rand(y.shape[0], 6, 1, 1),
    "noise that is a constant": lambda y: y + torch.rand(6, 12, 12),
    "noise written in place": lambda y: y + torch.zeros_like(y).uniform_(),
    "normal noise written in place": lambda y: y + torch.zeros_like(y).normal_(),
    "a random choice": lambda y: y * torch.bernoulli(torch.full_like(y, 0.6)),
    "batch norm in training of folded channels": lambda y: _folded(
        y, lambda z: F.batch_norm(z, None, None, training=True)
    ),
    "dropout of folded channels left on": lambda y: _folded(y, lambda z: F.dropout(z, 0.4)),
    "noise on folded channels": lambda y: _folded(y, lambda z: z + torch.randn_like(z)),
    "attention with dropout": lambda y: F.scaled_dot_product_attention(y, y, y, dropout_p=0.3),
}


@pytest.fixture(scope="module", params=CALLS)
def network(request: pytest.FixtureRequest) -> Network:
    return Network(Net(CALLS[request.param]).eval(), input_shape=SHAPE, task="classes")


def photos(count: int) -> Tensor:
    return torch.randn((count, *SHAPE), generator=torch.Generator().manual_seed(3))


def test_scores_and_gradients_do_not_depend_on_batch_call_or_random_state(network: Network) -> None:
    graph, x = network.graph(), photos(3)
    score = lambda values: values[graph.output][:, 1]  # noqa: E731

    def ask(inputs: Tensor) -> tuple[Tensor, Tensor]:
        found = gradient(graph, {graph.input: inputs}, [graph.output], score, [graph.input])
        return evaluate(graph, {graph.input: inputs}, [graph.output])[graph.output], found.gradients[
            graph.input
        ]

    torch.manual_seed(1)
    state = torch.get_rng_state()
    together, again = ask(x), ask(x)
    assert torch.equal(torch.get_rng_state(), state)
    torch.manual_seed(2)
    alone = [ask(one[None]) for one in x]
    for place in (0, 1):
        assert torch.equal(together[place], again[place])
        expected = torch.cat([one[place] for one in alone])
        torch.testing.assert_close(together[place], expected, rtol=1e-4, atol=1e-6)


def test_another_trace_gives_the_same(network: Network, request: pytest.FixtureRequest) -> None:
    call = CALLS[request.node.callspec.params["network"]]
    other = Network(Net(call).eval(), input_shape=SHAPE, task="classes")
    torch.testing.assert_close(other.scores(photos(2)), network.scores(photos(2)))


def test_the_network_says_so(network: Network) -> None:
    assert any("each example is computed by itself" in said for said in network.assumptions)


def test_one_that_depends_on_neither_says_nothing() -> None:
    network = Network(Net(torch.sigmoid).eval(), input_shape=SHAPE, mean=[0.5], std=[0.5])
    assert network.assumptions == ()


@pytest.mark.parametrize(
    "method", ["saliency", "deeplift", "lrp", "occlusion", "grad-cam", "rise", "ablation-cam"], indirect=True
)
def test_a_maps_pixels_do_not_depend_on_the_photos_beside(network: Network, method: Method[Any]) -> None:
    options = quick_options(method)
    many = explain_all(network, list(photos(2)), method.name, ["class:1"] * 2, **options)
    one = explain(network, photos(2)[1], method.name, "class:1", **options)
    np.testing.assert_allclose(many[1].values, one.values, rtol=1e-3, atol=1e-5 * np.abs(one.values).max())


def test_a_batch_norm_takes_the_statistics_of_the_example() -> None:
    """(x - mean) / sqrt(variance + epsilon) over the example's own places."""
    norm = nn.BatchNorm2d(3, track_running_stats=False).double()
    graph, x = trace(norm.eval(), SHAPE), photos(2).double()
    mean, variance = x.mean((2, 3), keepdim=True), x.var((2, 3), correction=0, keepdim=True)
    found = evaluate(graph, {graph.input: x}, [graph.output])[graph.output]
    torch.testing.assert_close(found, (x - mean) / torch.sqrt(variance + norm.eps))


def test_occlusion_of_a_network_with_noise_is_that_of_the_network_with_the_drawn_noise() -> None:
    network = Network(Net(CALLS["dropout left on"]).eval(), input_shape=SHAPE, task="classes")
    x = photos(1)[0]
    found = explain(network, x, "occlusion", "class:1", window=4, stride=4).values
    covered = x.clone()
    covered[:, 4:8, 4:8] = 0
    fall = network.scores(x[None])[0, 1] - network.scores(covered[None])[0, 1]
    assert found[5, 5] == pytest.approx(float(fall), abs=1e-5)


def test_a_batch_norm_of_folded_channels_takes_the_statistics_of_the_example() -> None:
    """As PyTorch computes it for a batch of one."""
    module = Net(CALLS["batch norm in training of folded channels"]).eval()
    network = Network(module, input_shape=SHAPE, task="classes")
    x = photos(3)
    expected = torch.cat([module(one[None]) for one in x])
    torch.testing.assert_close(network.scores(x), expected, rtol=1e-4, atol=1e-5)


MIXING: dict[str, Callable[[Tensor], Tensor]] = {
    "the least and greatest of all": lambda y: (y - y.min()) / (y.max() - y.min()),
    "the mean of all": lambda y: y - y.mean(),
    "the mean over the batch": lambda y: y - y.mean(0),
    "the mean over the batch, kept": lambda y: y - y.mean(0, keepdim=True),
    "a norm of the transposed": lambda y: (lambda z: (z - z.mean((1, 2, 3), keepdim=True)).transpose(0, 1))(
        y.transpose(0, 1)
    ),
    "attention along the batch": lambda y: (lambda z: F.scaled_dot_product_attention(z, z, z))(
        y.flatten(1)[None]
    )[0].reshape(y.shape),
    "the examples in another order": lambda y: y.flip(0),
    "the first example": lambda y: y + y[0],
    "the first example, kept": lambda y: y + y[:1],
    "the last example": lambda y: y - y[-1:],
    "batch norm by its own name": lambda y: torch.ops.aten._native_batch_norm_legit.no_stats(
        y, torch.ones(6), torch.zeros(6), True, 0.1, 1e-5
    )[0],
}


@pytest.mark.parametrize("name", MIXING)
def test_a_network_that_mixes_examples_is_refused_by_the_line(name: str) -> None:
    with pytest.raises(TraceError, match="depends on those beside it, as behind") as caught:
        Network(Net(MIXING[name]).eval(), input_shape=SHAPE, task="classes").graph()
    assert "axes behind the first" in caught.value.hint


APART: dict[str, Callable[[Tensor], Tensor]] = {
    "windows in the batch, as transformers of windows have": lambda y: F.layer_norm(
        y.reshape(y.shape[0], 6, 2, 6, 2, 6).permute(0, 2, 4, 1, 3, 5).reshape(-1, 6, 6, 6), [6, 6, 6]
    ).reshape(y.shape[0], 2, 2, 6, 6, 6).permute(0, 3, 1, 4, 2, 5).reshape(y.shape),
    "the batch in the middle": lambda y: y.permute(1, 0, 2, 3).softmax(2).permute(1, 0, 2, 3),
    "the batch flattened away and back": lambda y: y.flatten(0, 2).softmax(1).reshape(y.shape),
}  # fmt: skip


@pytest.mark.parametrize("name", APART)
def test_a_network_that_folds_the_batch_and_keeps_examples_apart_is_taken(name: str) -> None:
    module, x = Net(APART[name]).eval(), photos(3)
    network = Network(module, input_shape=SHAPE, task="classes")
    torch.testing.assert_close(network.scores(x), module(x), rtol=1e-4, atol=1e-5)


class PoolsHeads(nn.Module):
    """A map, and its heads pooled with the heads in the batch, as MViTv2 does before its attention."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.conv, self.pool, self.head = (
            nn.Conv2d(3, 8, 3),
            nn.Conv2d(4, 4, 3, stride=2),
            nn.Linear(8 * 4 * 4, 4),
        )

    def forward(self, x: Tensor) -> Tensor:
        y = torch.relu(self.conv(x))
        heads = self.pool(y.reshape(2 * y.shape[0], 4, *y.shape[2:]))
        result: Tensor = self.head(heads.reshape(y.shape[0], -1))
        return result


def test_the_default_layer_has_one_value_for_each_example() -> None:
    network = Network(PoolsHeads().eval(), input_shape=SHAPE, task="classes")
    assert explain(network, photos(1)[0], "grad-cam").layer == "relu"


ASKS: dict[str, Callable[[Network, Tensor], Any]] = {
    "explain": lambda network, x: explain(network, x, "grad-cam", layer="pool"),
    "activations": lambda network, x: network.activations(x, ["pool"]),
    "target": lambda network, x: explain(network, x, "saliency", "pool:1"),
}


@pytest.mark.parametrize("ask", ASKS)
def test_a_layer_of_several_values_for_each_example_is_refused(ask: str) -> None:
    network = Network(PoolsHeads().eval(), input_shape=SHAPE, task="classes")
    with pytest.raises(AddressError, match="pool has 2 values for each example, such as windows or heads"):
        ASKS[ask](network, photos(1)[0])
