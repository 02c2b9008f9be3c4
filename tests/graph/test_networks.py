"""What holds for every network: the one graph computes what the module computes and leaves it alone."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest
import torch
from torch import Tensor

from convscope.graph import evaluate, gradient
from convscope.graph.shapes.layer_table import layer_table
from convscope.graph.tracing.storage import from_document, to_document
from subjects import State, Subject


def _assert_close(a: Tensor, b: Tensor, tolerance: float = 1e-5) -> None:
    assert a.shape == b.shape
    assert (a - b).abs().max() <= tolerance * b.abs().max()


def _assert_outputs_equal(subject: Subject, count: int) -> None:
    photos = subject.photos(count)
    _assert_outputs_close(subject, photos, 1e-5)
    subject.module.double()
    try:
        if subject.graph.dtype == torch.float64:  # a network without parameters computes in float32
            _assert_outputs_close(subject, photos.double(), 1e-9)
    finally:
        subject.module.float()


def _assert_outputs_close(subject: Subject, photos: Tensor, tolerance: float) -> None:
    graph = subject.graph
    with torch.no_grad():
        own = subject.own_outputs(photos)
        plain = evaluate(graph, {graph.input: photos}, [*graph.outputs.values()], exact=True)
        folded = evaluate(graph, {graph.input: photos}, [*graph.outputs.values()])
    assert len(own) == len(graph.outputs)
    for node, expected in zip(graph.outputs.values(), own, strict=True):
        _assert_close(plain[node], expected, tolerance)
        _assert_close(folded[node], expected, tolerance)


def _assert_left_alone(subject: Subject) -> None:
    assert subject.before == subject.after, "after tracing"
    graph, photos = subject.graph, subject.photos(2)
    before, untouched = State.of(subject.module), photos.clone()
    evaluate(graph, {graph.input: photos}, [graph.output])
    assert State.of(subject.module) == before, "after evaluating"
    score = lambda values: values[graph.output].flatten(1).sum(1)  # noqa: E731
    gradient(graph, {graph.input: photos}, [graph.output], score, [graph.input])
    assert State.of(subject.module) == before, "after differentiating"
    assert torch.equal(photos, untouched)


def _assert_gradient_equals_autograd(subject: Subject) -> None:
    """In float64, where rounding moves nothing across a rectifier's corner."""
    graph = subject.graph
    subject.module.double()
    try:
        photos = subject.photos(2)
        own = photos.clone().requires_grad_()
        output = subject.own_outputs(own)[0]
        mix = torch.linspace(-1, 1, output[0].numel(), dtype=torch.float64).reshape(output[0].shape)
        (expected,) = torch.autograd.grad((output * mix).sum(), own)
        found = gradient(
            graph,
            {graph.input: photos},
            [graph.output],
            lambda values: (values[graph.output] * mix).flatten(1).sum(1),
            [graph.input],
        )
        _assert_close(found.gradients[graph.input], expected, 1e-9)
        assert expected.abs().max() > 0
    finally:
        subject.module.float()


def _assert_stored(subject: Subject) -> None:
    text = json.dumps(to_document(subject.graph), allow_nan=False)
    again = from_document(json.loads(text), subject.graph.tensors)
    photos = subject.photos(2)
    with torch.no_grad():
        first = evaluate(subject.graph, {subject.graph.input: photos}, [*subject.graph.outputs.values()])
        second = evaluate(again, {again.input: photos}, [*again.outputs.values()])
    for a, b in zip(subject.graph.outputs.values(), again.outputs.values(), strict=True):
        assert torch.equal(first[a], second[b])


@pytest.mark.parametrize("count", [1, 2, 5])
def test_outputs_of_a_network_equal_the_modules_own(network: Subject, count: int) -> None:
    _assert_outputs_equal(network, count)


@pytest.mark.parametrize("count", [1, 2, 5])
def test_outputs_of_a_toy_equal_the_modules_own(toy: Subject, count: int) -> None:
    _assert_outputs_equal(toy, count)


def test_a_network_is_left_as_it_was(network: Subject) -> None:
    _assert_left_alone(network)


def test_a_toy_is_left_as_it_was(toy: Subject) -> None:
    _assert_left_alone(toy)


def test_a_stored_network_computes_the_same(network: Subject) -> None:
    _assert_stored(network)


def test_a_stored_toy_computes_the_same(toy: Subject) -> None:
    _assert_stored(toy)


def test_the_gradient_of_a_network_equals_autograds(network: Subject) -> None:
    _assert_gradient_equals_autograd(network)


def test_the_gradient_of_a_toy_equals_autograds(toy: Subject) -> None:
    _assert_gradient_equals_autograd(toy)


def _used(subject: Subject) -> int:
    """Parameters that the forward pass reads in evaluation mode: auxiliary heads learn only in training."""
    return sum(
        p.numel()
        for name, p in subject.module.named_parameters()
        if not re.match(r"(aux\d|AuxLogits)\.", name)
    )


def test_the_layers_of_a_network_hold_each_parameter_once(network: Subject) -> None:
    assert sum(layer.parameters for layer in layer_table(network.graph)) == _used(network)


def test_the_layers_of_a_toy_hold_each_parameter_once(toy: Subject) -> None:
    assert sum(layer.parameters for layer in layer_table(toy.graph)) == _used(toy)


def test_every_address_of_a_network_is_its_own_and_is_found(network: Subject) -> None:
    graph = network.graph
    shared = {address: n for address, n in Counter(node.address for node in graph.nodes).items() if n > 1}
    assert not shared
    assert [graph.find(node.address) for node in graph.layers] == list(graph.layers)
