"""Activation, pooling, flattening and softmax against PyTorch's functions."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from convscope.convolution import (
    ACTIVATIONS,
    Convolution,
    activation,
    layer_output,
    pool,
    read_pooling,
    softmax,
    stages,
)
from convscope.errors import LayerSizeError

VALUES = np.random.default_rng(0).normal(size=(2, 7, 6))


@pytest.mark.parametrize(("name", "theirs"), [("relu", F.relu), ("leaky-relu", F.leaky_relu)])
def test_activation_is_pytorchs(name: str, theirs: Callable[[Tensor], Tensor]) -> None:
    np.testing.assert_allclose(ACTIVATIONS[name](VALUES), theirs(torch.from_numpy(VALUES)))


@pytest.mark.parametrize(
    ("text", "theirs"),
    [
        ("max:2", lambda x: F.max_pool2d(x, 2)),
        ("max:3x2:2x1", lambda x: F.max_pool2d(x, (3, 2), (2, 1))),
        ("average:2", lambda x: F.avg_pool2d(x, 2)),
        ("min:2:1", lambda x: -F.max_pool2d(-x, 2, 1)),
    ],
)
def test_pooling_is_pytorchs(text: str, theirs: Callable[[Tensor], Tensor]) -> None:
    np.testing.assert_allclose(pool(read_pooling(text), VALUES), theirs(torch.from_numpy(VALUES)))


@pytest.mark.parametrize("shift", [0.0, 1000.0])
def test_softmax_is_pytorchs_and_does_not_overflow(shift: float) -> None:
    scores = np.array([1.0, 2.0, 4.0]) + shift
    np.testing.assert_allclose(softmax(scores), torch.softmax(torch.from_numpy(scores), 0))


def test_stages_follow_one_another_as_in_a_network() -> None:
    layer = Convolution(np.ones((3, 2, 2, 2)))
    found = list(
        stages(layer, VALUES, activation="relu", pooling=read_pooling("max:2"), flatten=True, softmax=True)
    )
    assert [stage.name for stage in found] == [
        "convolution",
        "relu",
        "max pooling 2x2, stride 2x2",
        "flatten",
        "softmax",
    ]
    expected = F.max_pool2d(F.relu(torch.from_numpy(layer_output(layer, VALUES))), 2).flatten()
    np.testing.assert_allclose(found[3].values, expected)
    assert found[4].values.sum() == pytest.approx(1)


@pytest.mark.parametrize("text", ["max", "max:", "max:2:2:2", "maximum:2", "max:0", "max:two"])
def test_a_malformed_pooling_is_refused(text: str) -> None:
    with pytest.raises(LayerSizeError):
        pool(read_pooling(text), VALUES)


def test_a_pooling_larger_than_its_input_is_refused() -> None:
    with pytest.raises(LayerSizeError, match="must fit"):
        pool(read_pooling("max:9"), VALUES)


def test_an_unknown_activation_suggests_a_near_name() -> None:
    with pytest.raises(LayerSizeError, match="Did you mean leaky-relu"):
        activation("leakyrelu")
