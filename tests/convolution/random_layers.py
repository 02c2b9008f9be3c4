"""Random small layers and their inputs, for Hypothesis, and the same layer in PyTorch."""

from dataclasses import dataclass

import numpy as np
import torch
from hypothesis import assume
from hypothesis import strategies as st
from torch import Tensor
from torch.nn import functional as F

from convscope.convolution import Convolution
from convscope.convolution.matrix import Array
from convscope.errors import LayerSizeError


@dataclass(frozen=True)
class Case:
    """A layer, an input that it takes, and a gradient of its output."""

    layer: Convolution
    values: Array
    gradient: Array

    @property
    def size(self) -> tuple[int, int]:
        return self.values.shape[1], self.values.shape[2]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    def pair(least: int, largest: int) -> tuple[int, int]:
        return draw(st.tuples(st.integers(least, largest), st.integers(least, largest)))

    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    groups = draw(st.integers(1, 3))
    each, filters = draw(st.integers(1, 2)), groups * draw(st.integers(1, 2))
    layer = Convolution(
        random.normal(size=(filters, each, *pair(1, 3))),
        random.normal(size=filters),
        stride=pair(1, 3),
        padding=(pair(0, 3), pair(0, 3)),
        dilation=pair(1, 2),
        groups=groups,
    )
    values = random.normal(size=(groups * each, *pair(1, 8)))
    try:
        size = layer.output_size((values.shape[1], values.shape[2]))
    except LayerSizeError:
        assume(False)
    return Case(layer, values, random.normal(size=(filters, *size)))


def in_pytorch(layer: Convolution, values: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    (top, bottom), (left, right) = layer.padding
    padded = F.pad(values, (left, right, top, bottom))
    return F.conv2d(padded[None], weight, bias, layer.stride, 0, layer.dilation, layer.groups)[0]


def tensors(case: Case) -> tuple[Tensor, Tensor, Tensor]:
    """Input, weight and bias as leaves."""
    arrays = (case.values, case.layer.weight, case.layer.bias)
    values, weight, bias = (torch.from_numpy(array.copy()).requires_grad_() for array in arrays)
    return values, weight, bias
