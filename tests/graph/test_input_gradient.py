"""The way back through a convolution: autograd's gradient, whatever the geometry."""

from itertools import product

import pytest
import torch
from torch.nn import functional as F

from convscope.graph.input_gradient import Geometry, InputGradient

CONVOLUTIONS = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}
CASES = [
    (axes, kernel, stride, padding, dilation, groups)
    for axes, kernel, stride, padding, dilation, groups in product(
        (1, 2, 3), (1, 3), (1, 2), (0, 1, 3), (1, 2), (1, 2, 4)
    )
    if axes == 2 or (groups == 2 and dilation == 1)
]


@pytest.mark.parametrize(("axes", "kernel", "stride", "padding", "dilation", "groups"), CASES)
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32], ids=["float64", "float32"])
def test_the_way_back_is_the_gradient(
    axes: int, kernel: int, stride: int, padding: int, dilation: int, groups: int, dtype: torch.dtype
) -> None:
    generator = torch.Generator().manual_seed(0)
    photos = torch.randn((2, 4, *(9, 8, 7)[:axes]), dtype=dtype, generator=generator).requires_grad_()
    weight = torch.randn((8, 4 // groups, *[kernel] * axes), dtype=dtype, generator=generator)
    result = CONVOLUTIONS[axes](photos, weight, None, stride, padding, dilation, groups)
    gradient = torch.randn(result.shape, dtype=dtype, generator=generator)
    (expected,) = torch.autograd.grad(result, photos, gradient)
    geometry = Geometry((stride,) * axes, (padding,) * axes, (dilation,) * axes, groups)
    back = InputGradient.through(weight, geometry, result.shape[2:])
    found = back(gradient, photos.shape)
    assert (found - expected).abs().max() <= 10 * torch.finfo(dtype).eps * expected.abs().max()
