"""Transposition against its definition, and gradients against autograd."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from torch.nn import functional as F

from convolution.random_layers import Case, cases, in_pytorch, tensors
from convscope.convolution import Convolution, adjoint, backward, stretched, toeplitz
from convscope.errors import LayerSizeError


@settings(max_examples=300, deadline=None)
@given(cases())
def test_the_gradients_are_those_of_autograd(case: Case) -> None:
    leaves = tensors(case)
    output = in_pytorch(case.layer, *leaves)
    theirs = torch.autograd.grad(output, leaves, torch.from_numpy(case.gradient))
    ours = backward(case.layer, case.values, case.gradient)
    for mine, its in zip((ours.input, ours.weight, ours.bias), theirs, strict=True):
        np.testing.assert_allclose(mine, its, atol=1e-11)


@settings(max_examples=100, deadline=None)
@given(cases())
def test_the_transposed_convolution_is_the_transposed_matrix(case: Case) -> None:
    transposed = toeplitz(case.layer, case.size).T @ case.gradient.reshape(-1)
    np.testing.assert_allclose(
        adjoint(case.layer, case.gradient, case.size).reshape(-1), transposed, atol=1e-12
    )


def test_the_transposed_convolution_is_pytorchs() -> None:
    random = np.random.default_rng(0)
    layer = Convolution(random.normal(size=(3, 2, 4, 4)), stride=(2, 2), padding=((1, 1), (1, 1)))
    values = random.normal(size=(3, 5, 6))
    theirs = F.conv_transpose2d(torch.from_numpy(values), torch.from_numpy(layer.weight), None, 2, 1)
    np.testing.assert_allclose(adjoint(layer, values, (10, 12)), theirs, atol=1e-12)


def test_a_padding_beyond_the_kernel_crops_the_transposed_convolution() -> None:
    random = np.random.default_rng(0)
    layer = Convolution(random.normal(size=(1, 1, 2, 2)), padding=((2, 3), (2, 2)))
    values = random.normal(size=(1, 9, 8))
    transposed = toeplitz(layer, (5, 5)).T @ values.reshape(-1)
    np.testing.assert_allclose(adjoint(layer, values, (5, 5)).reshape(-1), transposed)


def test_stretching_puts_zeros_between_neighbours() -> None:
    np.testing.assert_array_equal(
        stretched(np.array([[[1.0, 2.0], [3.0, 4.0]]]), (2, 3)), [[[1, 0, 0, 2], [0, 0, 0, 0], [3, 0, 0, 4]]]
    )


def test_values_of_another_shape_than_the_output_are_refused() -> None:
    with pytest.raises(LayerSizeError, match="makes"):
        adjoint(Convolution(np.ones((1, 1, 3, 3))), np.ones((1, 2, 2)), (5, 5))
