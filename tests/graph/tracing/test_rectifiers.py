"""Every spelling of ReLU is one operation, with the module's own bits."""

from __future__ import annotations

import json
from collections.abc import Callable
from math import inf, nan

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from convscope import Network, explain
from convscope.graph import GUIDED, evaluate, gradient, trace
from convscope.graph.rectifiers import rectifier_of
from convscope.graph.tracing.storage import from_document, to_document

Function = Callable[[Tensor], Tensor]

SPELLINGS: dict[str, Function] = {
    "relu": F.relu,
    "relu_": lambda x: (x + 0).relu_(),
    "clamp_min": lambda x: x.clamp_min(0),
    "clamp(min=0)": lambda x: x.clamp(min=0),
    "clamp_": lambda x: (x + 0).clamp_(0),
    "threshold": lambda x: F.threshold(x, 0, 0),
    "where(x > 0, x, 0)": lambda x: torch.where(x > 0, x, 0),
    "where(x >= 0, x, zeros)": lambda x: torch.where(x >= 0, x, torch.zeros_like(x)),
    "where(x < 0, 0, x)": lambda x: torch.where(x < 0, 0.0, x),
    "where(0 >= x, tensor(0), x)": lambda x: torch.where(x <= 0, torch.tensor(0.0, dtype=x.dtype), x),
    "masked_fill": lambda x: x.masked_fill(x < 0, 0),
    "maximum(x, zeros)": lambda x: torch.maximum(x, torch.zeros_like(x)),
    "maximum(tensor(0), x)": lambda x: torch.maximum(torch.tensor(0.0, dtype=x.dtype), x),
    "max(x, new_zeros)": lambda x: torch.max(x, x.new_zeros(())),
    "x * (x > 0)": lambda x: x * (x > 0),
    "(x >= 0).to(x) * x": lambda x: (x >= 0).to(x.dtype) * x,
}
CLIPPED: dict[str, Function] = {
    "relu6": F.relu6,
    "hardtanh": lambda x: F.hardtanh(x, 0.0, 6.0),
    "clamp": lambda x: x.clamp(0, 6),
    "clamp(min=, max=)": lambda x: torch.clamp(x, min=0, max=6),
}
NO_RECTIFIERS: dict[str, Function] = {
    "another value's sign": lambda x: x * (x.flip(1) > 0),
    "another floor": lambda x: x.clamp(min=0.1),
    "another filling": lambda x: torch.where(x > 0, x, 1.0),
    "the other side": lambda x: torch.where(x > 0, 0.0, x),
    "x * (x < 0)": lambda x: x * (x < 0),
    "another threshold": lambda x: torch.where(x > 1, x, 0.0),
    "broadcast": lambda x: torch.maximum(x.mean(1, keepdim=True), torch.zeros_like(x)),
    "no floor": lambda x: x.clamp(max=6),
    "minimum": lambda x: torch.minimum(x, torch.zeros_like(x)),
}


class Net(nn.Module):
    def __init__(self, rectify: Function) -> None:
        super().__init__()
        generator = torch.Generator().manual_seed(0)
        self.first, self.second = nn.Conv2d(3, 6, 3), nn.Conv2d(6, 6, 3, padding=1)
        self.head = nn.Linear(6, 4)
        for parameter in self.parameters():
            parameter.data = torch.randn(parameter.shape, generator=generator) * 0.3
        self.rectify = rectify

    def forward(self, x: Tensor) -> Tensor:
        x = self.rectify(self.second(self.rectify(self.first(x))))
        result: Tensor = self.head(x.mean((2, 3)))
        return result


class Alone(nn.Module):
    def __init__(self, rectify: Function) -> None:
        super().__init__()
        self.rectify = rectify

    def forward(self, x: Tensor) -> Tensor:
        return self.rectify(x)


@pytest.mark.parametrize("name", SPELLINGS)
def test_a_spelling_is_one_rectifier_that_reads_one_value(name: str) -> None:
    graph = trace(Alone(SPELLINGS[name]), (3, 4, 4))
    node = graph.output
    assert node.operation == "relu"
    assert node.kind.is_rectifier
    assert len(node.inputs) == 1
    found = rectifier_of(node)
    assert found
    assert found.ceiling == inf
    assert not [n for n in graph.nodes if n.operation in ("gt", "ge", "lt", "le", "zeros_like", "tensor")]


@pytest.mark.parametrize("name", CLIPPED)
def test_a_clipped_spelling_has_its_ceiling(name: str) -> None:
    graph = trace(Alone(CLIPPED[name]), (3, 4, 4))
    assert graph.output.operation == "relu6"
    found = rectifier_of(graph.output)
    assert found
    assert found.ceiling == 6


@pytest.mark.parametrize("name", NO_RECTIFIERS)
def test_what_only_looks_like_a_rectifier_is_none(name: str) -> None:
    graph = trace(Alone(NO_RECTIFIERS[name]), (3, 4, 4))
    assert not [node for node in graph.nodes if node.kind.is_rectifier]
    x = torch.randn(2, 3, 4, 4)
    found = evaluate(graph, {graph.input: x}, [graph.output])[graph.output]
    torch.testing.assert_close(found, NO_RECTIFIERS[name](x))


@pytest.mark.parametrize("name", [*SPELLINGS, *CLIPPED])
def test_a_spelling_keeps_the_modules_bits(name: str) -> None:
    rectify = (SPELLINGS | CLIPPED)[name]
    x = torch.tensor([nan, -0.0, 0.0, -inf, inf, 1e-45, -1e-45, 3.0, -3.0, 6.0, 7.0, -1.0]).repeat(5)
    x = x.reshape(1, 3, 4, 5)
    graph = trace(Alone(rectify), (3, 4, 5))
    found = evaluate(graph, {graph.input: x}, [graph.output])[graph.output]
    own = rectify(x.contiguous(memory_format=torch.channels_last))
    numbers = ~own.isnan()
    assert torch.equal(found.isnan(), own.isnan())
    assert torch.equal(found[numbers], own[numbers])
    assert torch.equal(found[numbers].signbit(), own[numbers].signbit())


@pytest.mark.parametrize("name", [*SPELLINGS, *CLIPPED])
def test_a_spelling_keeps_the_modules_gradient_at_its_corners(name: str) -> None:
    rectify = (SPELLINGS | CLIPPED)[name]
    x = torch.tensor([0.0, 6.0, 1.0, -1.0, 7.0, -0.0]).reshape(1, 6).double()
    graph = trace(Alone(rectify), (6,))
    found = gradient(graph, {graph.input: x}, [graph.output], lambda v: v[graph.output].sum(1), [graph.input])
    own = x.clone().requires_grad_()
    (expected,) = torch.autograd.grad(rectify(own).sum(), own)
    assert torch.equal(found.gradients[graph.input], expected.to(found.gradients[graph.input]))


def _map(rectify: Function, method: str) -> Tensor:
    network = Network(Net(rectify).double().eval(), input_shape=(3, 12, 12))
    x = torch.rand(3, 12, 12, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    return torch.as_tensor(explain(network, x, method=method, target="class:1").values)


@pytest.mark.parametrize("method", ["guided-backprop", "deconvnet", "deeplift", "lrp", "saliency"])
@pytest.mark.parametrize("name", SPELLINGS)
def test_a_spelling_gives_the_map_of_relu(name: str, method: str) -> None:
    expected = _map(nn.ReLU(), method)
    assert expected.abs().max() > 0
    torch.testing.assert_close(_map(SPELLINGS[name], method), expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("method", ["guided-backprop", "deeplift", "lrp", "fullgrad"])
@pytest.mark.parametrize("name", CLIPPED)
def test_a_clipped_spelling_gives_the_map_of_relu6(name: str, method: str) -> None:
    expected = _map(nn.ReLU6(), method)
    torch.testing.assert_close(_map(CLIPPED[name], method), expected, rtol=1e-9, atol=1e-12)


def test_guided_backpropagation_of_a_product_stops_negative_gradients() -> None:
    graph = trace(Alone(lambda x: x * (x > 0)), (4,))
    x, seeds = torch.tensor([[1.0, 1.0, -1.0, -1.0]]), torch.tensor([[2.0, -2.0, 2.0, -2.0]])
    found = gradient(
        graph,
        {graph.input: x},
        [graph.output],
        lambda values: (values[graph.output] * seeds).sum(1),
        [graph.input],
        GUIDED,
    )
    assert found.gradients[graph.input].tolist() == [[2, 0, 0, 0]]


@pytest.mark.parametrize("name", ["x * (x > 0)", "maximum(x, zeros)", "clamp_min"])
def test_a_stored_spelling_computes_the_same(name: str) -> None:
    graph = trace(Alone(SPELLINGS[name]), (3, 4, 4))
    again = from_document(json.loads(json.dumps(to_document(graph))), graph.tensors)
    x = torch.randn(2, 3, 4, 4)
    first = evaluate(graph, {graph.input: x}, [graph.output])[graph.output]
    assert torch.equal(evaluate(again, {again.input: x}, [again.output])[again.output], first)


class TrainedZero(nn.Module):
    """A floor that training may move is no rectifier's."""

    def __init__(self) -> None:
        super().__init__()
        self.floor = nn.Parameter(torch.zeros(()))

    def forward(self, x: Tensor) -> Tensor:
        return torch.maximum(x, self.floor)


def test_a_learned_floor_is_no_rectifiers() -> None:
    assert trace(TrainedZero(), (3,)).output.operation == "maximum"
