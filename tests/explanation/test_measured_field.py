"""What a unit can see and does see, of networks whose fields are known."""

from __future__ import annotations

import pytest
from torch import nn

from convscope.explanation.measured_field import receptive_field
from convscope.network import Network


def box_filters(count: int) -> Network:
    layers = [nn.Conv2d(1, 1, 5, padding=2, bias=False) for _ in range(count)]
    for layer in layers:
        nn.init.ones_(layer.weight)
    return Network(nn.Sequential(*layers), input_shape=(1, 64, 64))


def test_variances_of_layers_add_to_that_of_the_effective_field() -> None:
    # A box of five pixels has the variance (5^2 - 1) / 12 = 2.
    found = receptive_field(box_filters(6), "output:0@32,32")
    assert found.deviation == pytest.approx([12**0.5] * 2)


def test_many_layers_make_the_effective_field_a_gaussian() -> None:
    found = receptive_field(box_filters(6), "output:0@32,32")
    assert found.effective is not None
    assert found.deviation is not None
    (first, end), *_ = found.effective
    assert end - first == pytest.approx(2 * 1.96 * found.deviation[0], abs=1.5)
    assert found.interval[0] == (20, 45)


def test_a_field_that_is_zero_has_no_deviation() -> None:
    layer = nn.Conv2d(1, 1, 3, padding=1)
    nn.init.zeros_(layer.weight)
    found = receptive_field(Network(layer, input_shape=(1, 8, 8)), "output:0@4,4")
    assert found.deviation is None
    assert found.effective is None
