"""The stages of a small network's first layer: convolution, activation, pooling, flattening, softmax."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from numpy.typing import ArrayLike

from convscope.convolution.activations import activation as activation_of
from convscope.convolution.activations import softmax as softmax_of
from convscope.convolution.layer import Convolution, layer_output
from convscope.convolution.matrix import Array
from convscope.convolution.pooling import Pooling, pool


@dataclass(frozen=True, eq=False)
class NamedValues:
    """A name and the values after it: (C, H, W), or (N,) once flattened."""

    name: str
    values: Array


def stages(
    layer: Convolution,
    values: ArrayLike,
    *,
    activation: str = "",
    pooling: Pooling | None = None,
    flatten: bool = False,
    softmax: bool = False,
) -> Iterator[NamedValues]:
    """Yield each stage that is asked for, in the order of a network.

    Flattening orders by channel, then row, then column, as PyTorch does.

    Raises:
        LayerSizeError: a layer is impossible or an activation unknown.
    """
    current = layer_output(layer, values)
    yield NamedValues("convolution", current)
    if activation:
        current = activation_of(activation)(current)
        yield NamedValues(activation, current)
    if pooling:
        current = pool(pooling, current)
        yield NamedValues(str(pooling), current)
    if flatten or softmax:
        current = current.reshape(-1)
        yield NamedValues("flatten", current)
    if softmax:
        yield NamedValues("softmax", softmax_of(current))
