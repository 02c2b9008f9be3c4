import numpy as np
import pytest
from hypothesis import given, settings
from scipy.linalg import toeplitz as scipy_toeplitz

from convolution.random_layers import Case, cases
from convscope.convolution import Convolution, im2col, layer_output, toeplitz
from convscope.errors import LayerSizeError


@settings(max_examples=100, deadline=None)
@given(cases())
def test_the_matrix_times_the_flattened_input_is_the_output(case: Case) -> None:
    output = layer_output(case.layer, case.values)
    product = (toeplitz(case.layer, case.size) @ case.values.reshape(-1)).reshape(output.shape)
    np.testing.assert_allclose(product + case.layer.bias[:, None, None], output, atol=1e-12)


@settings(max_examples=100, deadline=None)
@given(cases())
def test_the_filters_times_the_columns_of_windows_are_the_output(case: Case) -> None:
    output = layer_output(case.layer, case.values)
    rows = case.layer.weight.reshape(case.layer.groups, -1, case.layer.weight[0].size)
    product = (rows @ im2col(case.layer, case.values)).reshape(output.shape)
    np.testing.assert_allclose(product + case.layer.bias[:, None, None], output, atol=1e-12)


def test_in_one_dimension_the_matrix_is_toeplitz() -> None:
    matrix = toeplitz(Convolution(np.array([[[[1.0, 2.0, 3.0]]]])), (1, 6))
    np.testing.assert_array_equal(matrix, scipy_toeplitz([1, 0, 0, 0], [1, 2, 3, 0, 0, 0]))


def test_groups_make_the_matrix_block_diagonal() -> None:
    layer = Convolution(np.ones((4, 1, 2, 2)), groups=2)
    matrix = toeplitz(layer, (3, 3)).reshape(2, 8, 2, 9)
    assert matrix[0, :, 0].any()
    assert matrix[1, :, 1].any()
    assert not matrix[0, :, 1].any()
    assert not matrix[1, :, 0].any()


def test_a_matrix_too_large_to_hold_is_refused() -> None:
    with pytest.raises(LayerSizeError, match="would hold"):
        toeplitz(Convolution(np.ones((1, 1, 3, 3))), (224, 224))
