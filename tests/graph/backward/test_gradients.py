"""Gradients: autograd's numbers, without its detours, and the rules that differ backward only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils._python_dispatch import TorchDispatchMode

from convscope.graph import DECONVNET, GUIDED, PLAIN, Node, Rules, evaluate, gradient, trace
from subjects import State, Subject, randomise


class Operations(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """How often each operation is called."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.calls: Counter[str] = Counter()

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.calls[str(func.overloadpacket).split(".")[-1]] += 1
        return func(*args, **(kwargs or {}))

    @property
    def convolutions(self) -> int:
        return sum(count for name, count in self.calls.items() if "convolution" in name)


@pytest.mark.parametrize("network", [("torchvision/resnet18", (3, 64, 64))], indirect=True, ids=["resnet18"])
def test_gradients_by_several_layers_at_once_equal_autograds(network: Subject) -> None:
    """Also where one of the layers lies upstream of another."""
    graph, addresses = network.graph, ["layer1.1.bn2", "layer3", "layer4.1.conv1", "fc"]
    network.module.double()
    try:
        photos, nodes = network.photos(2), [graph.find(address) for address in addresses]
        kept: dict[str, Tensor] = {}

        def keep(address: str, _module: nn.Module, _inputs: Any, output: Tensor) -> Tensor:
            kept[address] = output
            return output.clone()  # what follows may write into it

        hooks = [
            network.module.get_submodule(address).register_forward_hook(partial(keep, address))
            for address in addresses
        ]
        try:
            for parameter in network.module.parameters():
                parameter.requires_grad_()
            (output,) = network.own_outputs(photos)
            expected = torch.autograd.grad(output[:, 3].sum(), [kept[address] for address in addresses])
        finally:
            for hook in hooks:
                hook.remove()
        found = gradient(graph, {graph.input: photos}, [graph.output], lambda v: v[graph.output][:, 3], nodes)
        for node, own in zip(nodes, expected, strict=True):
            assert (found.gradients[node] - own).abs().max() <= 1e-9 * own.abs().max()
    finally:
        network.module.float()


@pytest.mark.parametrize("network", [("torchvision/resnet18", (3, 64, 64))], indirect=True, ids=["resnet18"])
@pytest.mark.parametrize(("address", "convolutions"), [("input", 20), ("layer4.0", 2), ("layer4", 0)])
def test_nothing_runs_backward_before_the_layer_and_no_weight_gets_a_gradient(
    network: Subject, address: str, convolutions: int
) -> None:
    graph, photos = network.graph, network.photos(1)

    def ask(at: str) -> None:
        score = lambda values: values[graph.output][:, 0]  # noqa: E731
        gradient(graph, {graph.input: photos}, [graph.output], score, [graph.find(at)])

    ask(address)  # weights are laid out at the first call
    with Operations() as forward:
        evaluate(graph, {graph.input: photos}, [graph.output], exact=True)
    with Operations() as both:
        ask(address)
    assert both.convolutions - forward.convolutions == convolutions
    assert "convolution_backward" not in both.calls  # which would offer the weights' gradients too


def test_a_score_that_does_not_depend_on_a_layer_has_gradient_zero() -> None:
    module = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.Conv2d(4, 2, 3))
    graph = trace(module, (3, 8, 8))
    early, late = graph.find("0"), graph.find("2")
    found = gradient(
        graph, {graph.input: torch.randn(2, 3, 8, 8)}, [early], lambda v: v[early].sum((1, 2, 3)), [late]
    )
    assert torch.equal(found.gradients[late], torch.zeros(2, 2, 4, 4))
    assert found.scores.shape == (2,)


def test_a_gradient_does_not_depend_on_the_batch_it_was_computed_in() -> None:
    module = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Conv2d(4, 2, 3)).double()
    randomise(module)
    graph, photos = trace(module, (3, 8, 8)), torch.randn(3, 3, 8, 8)

    def by_photo(inputs: Tensor) -> Tensor:
        score = lambda values: values[graph.output].square().sum((1, 2, 3))  # noqa: E731
        return gradient(graph, {graph.input: inputs}, [graph.output], score, [graph.input]).gradients[
            graph.input
        ]

    assert torch.allclose(by_photo(photos)[1:2], by_photo(photos[1:2]), rtol=1e-12)


class Twice(nn.Module):
    """One ReLU called twice, each call with a weight of its own sign."""

    def __init__(self) -> None:
        super().__init__()
        self.relu = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = self.relu(2 - self.relu(x))
        return result


class Functional(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x)


# Five inputs x beside the five gradients g that come from above: the result is computed by hand.
X = torch.tensor([[-1.0, 0.5, 3.0, 7.0, -2.0]])
G = torch.tensor([1.0, 2.0, -3.0, 4.0, -5.0])


@pytest.mark.parametrize(
    ("module", "rules", "expected"),
    [
        (nn.ReLU(), PLAIN, [0, 2, -3, 4, 0]),
        (nn.ReLU(), GUIDED, [0, 2, 0, 4, 0]),
        (nn.ReLU(), DECONVNET, [1, 2, 0, 4, 0]),
        (nn.ReLU6(), PLAIN, [0, 2, -3, 0, 0]),
        (nn.ReLU6(), GUIDED, [0, 2, 0, 0, 0]),
        (nn.ReLU6(), DECONVNET, [1, 2, 0, 4, 0]),
        (nn.ReLU(inplace=True), GUIDED, [0, 2, 0, 4, 0]),
        (Functional(), GUIDED, [0, 2, 0, 4, 0]),
        (Functional(), DECONVNET, [1, 2, 0, 4, 0]),
        # y = relu(2 - relu(x)): the outer ReLU is open where relu(x) < 2, then the sign turns.
        (Twice(), PLAIN, [0, -2, 0, 0, 0]),
        (Twice(), GUIDED, [0, 0, 0, 0, 0]),
        (Twice(), DECONVNET, [0, 0, 0, 0, 0]),
    ],
)
def test_a_rule_passes_back_what_its_paper_says(
    module: nn.Module, rules: Rules, expected: list[float]
) -> None:
    graph, before = trace(module, (5,)), State.of(module)

    def score(values: Mapping[Node, Tensor]) -> Tensor:
        return values[graph.output] @ G

    found = gradient(graph, {graph.input: X}, [graph.output], score, [graph.input, graph.output], rules)
    assert found.gradients[graph.input].tolist() == [expected]
    assert torch.equal(found.values[graph.output], module(X.clone()))
    assert State.of(module) == before


def test_a_gradient_follows_an_evaluation_in_inference_mode() -> None:
    module = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4)).eval()
    graph, photos = trace(module, (3, 8, 8)), torch.randn(1, 3, 8, 8)
    with torch.inference_mode():
        evaluate(graph, {graph.input: photos.clone()}, [graph.output])
    score = lambda values: values[graph.output].sum((1, 2, 3))  # noqa: E731
    found = gradient(graph, {graph.input: photos}, [graph.output], score, [graph.input])
    assert found.gradients[graph.input].abs().sum() > 0


def test_a_rule_of_one_node_takes_its_place_alone_also_where_it_would_be_folded() -> None:
    module = randomise(nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Conv2d(4, 4, 3)))
    graph = trace(module, (3, 8, 8))
    first = graph.find("0")
    photos = torch.randn((2, 3, 8, 8), generator=torch.Generator().manual_seed(0))

    def ask(rules: Rules) -> tuple[Tensor, Tensor]:
        found = gradient(
            graph,
            {graph.input: photos},
            [graph.output],
            lambda values: values[graph.output].flatten(1).sum(1),
            [graph.input],
            rules,
        )
        return found.scores, found.gradients[graph.input]

    def doubled(x: Tensor, *rest: Any) -> Tensor:
        y: Tensor = torch.ops.aten.conv2d.default(x, *rest)
        return y + (y - y.detach())

    (score, plain), (same, ruled) = ask(PLAIN), ask({first: doubled}.get)
    torch.testing.assert_close(same, score)
    torch.testing.assert_close(ruled, 2 * plain, rtol=1e-4, atol=1e-6)
