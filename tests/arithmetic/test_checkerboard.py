"""How many products the outputs of a transposed convolution are sums of."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional as F

from convscope.arithmetic import checkerboard_remark, products_by_turns


@pytest.mark.parametrize(
    ("kernel", "stride", "dilation"),
    [(3, 2, 1), (4, 2, 1), (5, 3, 1), (2, 3, 1), (3, 2, 2), (4, 4, 2), (6, 4, 3), (1, 1, 1)],
)
def test_ones_convolved_with_ones_count_the_products(kernel: int, stride: int, dilation: int) -> None:
    counts = F.conv_transpose1d(
        torch.ones(1, 1, 40), torch.ones(1, 1, kernel), stride=stride, dilation=dilation
    )
    # Far from both ends, and at a multiple of the stride.
    inside = counts[0, 0, 12 * stride : 13 * stride].int().tolist()
    assert products_by_turns(kernel=kernel, stride=stride, dilation=dilation) == tuple(inside)


def test_a_stride_that_divides_the_kernel_needs_no_remark() -> None:
    assert checkerboard_remark("rows", kernel=4, stride=2) == []


def test_an_uneven_number_of_products_is_said() -> None:
    (remark,) = checkerboard_remark("rows", kernel=3, stride=2)
    assert remark.startswith("Neighbouring rows are sums of 2, 1 products a channel by turns")
