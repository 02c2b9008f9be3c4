"""A matrix is read exactly, and a malformed one is refused by its row."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.typing import NDArray

from convscope.errors import MatrixError
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
        ("1 0 -1/2 0/1 0 -1", "Row 2 is 2 wide, but row 1 is 3 wide"),
        ("1 0/1 x", "Row 2 holds 'x'"),
        ("1 nan", "Row 1 holds 'nan'"),
        ("1 2//3 4", "Row 2 is empty"),
        ("", "Row 1 is empty"),
        ("1 1e999", "Row 1 holds '1e999'"),
    ],
)
def test_a_malformed_matrix_is_refused_with_its_row(text: str, says: str) -> None:
    with pytest.raises(MatrixError, match=says):
        matrix(text)
