"""A matrix is read exactly, and a malformed one is refused by its row."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.typing import NDArray

from convscope.errors import FilterError
from convscope.filters import matrix

SOBEL = [[1, 0, -1], [2, 0, -2], [1, 0, -1]]


@pytest.mark.parametrize(
    "text",
    [
        "1 0 -1/2 0 -2/1 0 -1",
        "1,0,-1;2,0,-2;1,0,-1",
        " 1 0 -1\n 2 0 -2\n 1 0 -1\n",
        "1, 0, -1 / 2, 0, -2 / 1, 0, -1/",
    ],
)
def test_every_way_to_write_a_matrix_is_read(text: str) -> None:
    assert matrix(text).weights.tolist() == SOBEL


@given(arrays(float, array_shapes(min_dims=2, max_dims=2), elements=st.floats(-1e6, 1e6)))
def test_a_matrix_is_named_by_the_text_that_gives_it(weights: NDArray[np.float64]) -> None:
    text = "/".join(" ".join(repr(float(weight)) for weight in row) for row in weights)
    read = matrix(text)
    assert (read.weights == weights).all()
    assert (matrix(read.name).weights == weights).all()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1 0 -1/2 0/1 0 -1", "row 2 of the matrix has 2 numbers, but row 1 has 3"),
        ("1 0/1 x", "row 2 of the matrix: number 2 is 'x'"),
        ("1 nan", "row 1 of the matrix: number 2 is 'nan'"),
        ("1 2//3 4", "row 2 of the matrix is empty"),
        ("", "row 1 of the matrix is empty"),
        ("1 1e999", "row 1 of the matrix: number 2 is '1e999'"),
    ],
)
def test_a_malformed_matrix_is_refused_with_its_row(text: str, says: str) -> None:
    with pytest.raises(FilterError, match=says):
        matrix(text)
