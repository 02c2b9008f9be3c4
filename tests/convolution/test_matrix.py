import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from convscope.convolution import matrix_text, read_matrix
from convscope.convolution.matrix import Array
from convscope.errors import MatrixError


@pytest.mark.parametrize(
    ("text", "matrix"),
    [
        ("101/010", [[[1, 0, 1], [0, 1, 0]]]),
        ("1 -1/-1 1", [[[1, -1], [-1, 1]]]),
        ("1, 2; 3, 4", [[[1, 2], [3, 4]]]),
        ("1 2\n3 4", [[[1, 2], [3, 4]]]),
        ("10 2/3 40", [[[10, 2], [3, 40]]]),
        ("1.5/-2e1", [[[1.5], [-20]]]),
        ("10/01|22/22", [[[1, 0], [0, 1]], [[2, 2], [2, 2]]]),
    ],
)
def test_a_matrix_is_read(text: str, matrix: list[list[list[float]]]) -> None:
    np.testing.assert_array_equal(read_matrix(text), matrix)


@given(arrays(np.float64, array_shapes(min_dims=2, max_dims=2, min_side=2), elements=st.integers(-99, 99)))
def test_a_matrix_is_read_as_it_was_written(matrix: Array) -> None:
    np.testing.assert_array_equal(read_matrix(matrix_text(matrix))[0], matrix)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 2/3", r"Row 2 is 1 wide, but row 1 is 2 wide\."),
        ("1 2//3 4", r"Row 2 is empty\."),
        ("1 2/3 x", r"Row 2 holds 'x', which is not a number up to 1e\+12\."),
        ("1 inf/3 4", r"Row 1 holds 'inf'"),
        ("1e300 1", r"Row 1 holds '1e300'"),
        ("101/0a0", r"Row 2 holds 'a'"),
        ("", r"Row 1 is empty\."),
        ("1 2/3 4|1 2/3", r"Row 2 of channel 2 is 1 wide"),
        ("1 2/3 4|1 2", r"Channel 2 is 1x2, but channel 1 is 2x2\."),
    ],
)
def test_a_malformed_matrix_names_the_row_that_is_wrong(text: str, message: str) -> None:
    with pytest.raises(MatrixError, match=message):
        read_matrix(text)
