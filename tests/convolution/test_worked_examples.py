"""The lecture's 6x6 image and two filters, checked by hand; every published figure is right.

By hand, filter 1 at the top left: 1*1 + 0*-1 + 0*-1 + 0*-1 + 1*1 + 0*-1 + 0*-1 + 0*-1 + 1*1 = 3, and one
column to the right: 0*1 + 0*-1 + 0*-1 + 1*-1 + 0*1 + 0*-1 + 0*-1 + 1*-1 + 1*1 = -1.
"""

import numpy as np
import pytest

from convscope.convolution import (
    Convolution,
    layer_output,
    matrix_text,
    pool,
    read_matrix,
    read_pooling,
    relu,
)

IMAGE = read_matrix("100001/010010/001100/100010/010010/001010")
DIAGONAL = "1 -1 -1/-1 1 -1/-1 -1 1"
VERTICAL = "-1 1 -1/-1 1 -1/-1 1 -1"


def layer(kernel: str, stride: int = 1) -> Convolution:
    return Convolution(read_matrix(kernel)[None], stride=(stride, stride))


@pytest.mark.parametrize(
    ("kernel", "stride", "output"),
    [
        (DIAGONAL, 1, "3 -1 -3 -1/-3 1 0 -3/-3 -3 0 1/3 -2 -2 -1"),
        (DIAGONAL, 2, "3 -3/-3 0"),
        (VERTICAL, 1, "-1 -1 -1 -1/-1 -1 -2 1/-1 -1 -2 1/-1 0 -4 3"),
    ],
)
def test_the_lecture_filter_gives_the_lecture_map(kernel: str, stride: int, output: str) -> None:
    assert matrix_text(layer_output(layer(kernel, stride), IMAGE)[0]) == output


def test_relu_of_the_lecture_map() -> None:
    assert matrix_text(relu(layer_output(layer(DIAGONAL), IMAGE))[0]) == "3 0 0 0/0 1 0 0/0 0 0 1/3 0 0 0"


@pytest.mark.parametrize("rectified", [True, False])
def test_max_pooling_of_the_lecture_map(rectified: bool) -> None:
    map_ = layer_output(layer(DIAGONAL), IMAGE)
    pooled = pool(read_pooling("max:2"), relu(map_) if rectified else map_)
    assert matrix_text(pooled[0]) == "3 0/3 1"


def test_both_filters_together_give_both_maps() -> None:
    both = Convolution(np.stack([read_matrix(DIAGONAL), read_matrix(VERTICAL)]))
    maps = [layer_output(layer(kernel), IMAGE)[0] for kernel in (DIAGONAL, VERTICAL)]
    np.testing.assert_array_equal(layer_output(both, IMAGE), maps)
