"""Activations: elementwise functions after a convolution, and the softmax."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from convscope.convolution.matrix import Array
from convscope.errors import LayerSizeError, suggest

LEAK = 0.01


def relu(values: Array) -> Array:
    """max(x, 0)."""
    return np.maximum(values, 0.0)


def leaky_relu(values: Array) -> Array:
    """X where positive, else 0.01 x (Maas, Hannun and Ng, 2013)."""
    return np.where(values > 0, values, LEAK * values)


def softmax(values: Array) -> Array:
    """exp(x) / sum of exp(x), over all elements; shifted by the maximum, which cancels, against overflow."""
    powers = np.exp(values - values.max())
    return np.asarray(powers / powers.sum())


ACTIVATIONS: dict[str, Callable[[Array], Array]] = {"relu": relu, "leaky-relu": leaky_relu}


def activation(name: str) -> Callable[[Array], Array]:
    """The activation of a name in `ACTIVATIONS`.

    Raises:
        LayerSizeError: there is none.
    """
    if name not in ACTIVATIONS:
        hint = suggest(name, ACTIVATIONS, f"Choose one of {', '.join(ACTIVATIONS)}.")
        raise LayerSizeError(f"There is no activation {name!r}.", hint)
    return ACTIVATIONS[name]
