"""Keras's activations, as layers and as what a layer ends with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from convscope.errors import NetworkError, suggest
from convscope.network.declarative.pasted.call import Unread, number, only

Shape = tuple[int, ...]

ACTIVATIONS: Mapping[str, str] = {
    "relu": "relu",
    "relu6": "relu6",
    "tanh": "tanh",
    "sigmoid": "sigmoid",
    "softmax": "softmax",
    "gelu": "gelu",
    "silu": "silu",
    "swish": "silu",
    "elu": "elu",
    "leaky_relu": "leakyrelu 0.2",
}


def activated(activation: Any) -> Iterator[str]:
    """The words of an activation given as "relu", None or ``tf.nn.relu``."""
    name = activation.text.rpartition(".")[2] if isinstance(activation, Unread) else activation
    if name in (None, "linear"):
        return
    if name not in ACTIVATIONS:
        hint = suggest(str(name), ACTIVATIONS, f"There are {', '.join(ACTIVATIONS)}.")
        raise NetworkError(f"There is no activation {name!r}.", hint)
    yield ACTIVATIONS[name]


def _activation(shape: Shape, activation: Any) -> Iterator[str]:
    yield from activated(activation)


def _relu(
    shape: Shape, max_value: Any = None, negative_slope: Any = 0.0, threshold: Any = 0.0
) -> Iterator[str]:
    only("threshold", threshold, 0.0, 0)
    only("max_value", max_value, None, 6, 6.0)
    only("negative_slope", negative_slope, 0.0, 0)
    yield "relu" if max_value is None else "relu6"


def _leaky_relu(shape: Shape, negative_slope: Any = 0.3, alpha: Any = None) -> Iterator[str]:
    yield f"leakyrelu {number('negative_slope', negative_slope if alpha is None else alpha)}"


def _softmax(shape: Shape, axis: Any = -1) -> Iterator[str]:
    only("axis", axis, -1)
    yield "softmax"


def _elu(shape: Shape, alpha: Any = 1.0) -> Iterator[str]:
    only("alpha", alpha, 1.0, 1)
    yield "elu"


ACTIVATION_LAYERS: Mapping[str, Callable[..., Iterator[str]]] = {
    "Activation": _activation,
    "ReLU": _relu,
    "LeakyReLU": _leaky_relu,
    "Softmax": _softmax,
    "ELU": _elu,
}
