"""Where the gradient of a unit is, and how much of it a central interval holds."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from convscope import Network, open_network
from convscope.graph.backward.effective_field import central_interval, deviation, effective_field
from convscope.graph.shapes.receptive_fields import receptive_fields

EMBEDDED = "efficientnet-lite0"
RESNET = "torchvision/resnet18"
GOOGLENET = "torchvision/googlenet"


@pytest.mark.parametrize(
    ("spec", "layer"),
    [
        *((EMBEDDED, layer) for layer in ("conv_stem", "blocks.1", "blocks.3.0.conv_dw", "blocks.4")),
        *(
            pytest.param(RESNET, layer, marks=pytest.mark.slow)
            for layer in ("conv1", "maxpool", "layer2.0.conv2", "layer3.0.downsample.0", "layer3")
        ),
        *(
            pytest.param(GOOGLENET, layer, marks=pytest.mark.slow)
            for layer in ("conv2.conv", "inception3a", "inception4a.branch3.1.conv", "maxpool4")
        ),
    ],
)
@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_the_gradient_of_a_unit_lies_in_its_interval(spec: str, layer: str, place: str) -> None:
    network = open_network(spec, weights=None if spec == EMBEDDED else "random")
    graph = network.graph()
    node = graph.find(layer)
    at = [{"first": 0, "middle": (n or 1) // 2, "last": (n or 1) - 1}[place] for n in node.shape[2:]]
    inputs = torch.randn(1, *network.input_shape, generator=torch.Generator().manual_seed(2))
    with torch.no_grad():
        values = network.activations(inputs[0], [layer])[layer]
    channel = int(values[:, at[0], at[1]].abs().argmax())  # a rectified unit may be silent
    field = effective_field(graph, inputs, node, (channel, *at))
    rows, columns = (
        sight.interval(unit, extent)
        for sight, unit, extent in zip(
            receptive_fields(graph)[node], at, network.input_shape[1:], strict=True
        )
    )
    assert field[slice(*rows), slice(*columns)].any()
    field[slice(*rows), slice(*columns)] = 0
    assert not field.any()


def test_the_field_of_one_linear_unit_is_the_magnitude_of_its_filter() -> None:
    convolution = nn.Conv2d(2, 1, 3, bias=False)
    graph = Network(convolution, input_shape=(2, 5, 5)).graph()
    field = effective_field(graph, torch.zeros(3, 2, 5, 5), graph.output, (0, 1, 2))
    expected = np.zeros((5, 5))
    expected[1:4, 2:5] = convolution.weight.detach().abs().sum((0, 1)).numpy()
    np.testing.assert_allclose(field, expected, rtol=1e-6)


@pytest.mark.parametrize(
    ("profile", "centre", "interval"),
    [
        ([0, 1, 8, 1, 0], 2, (1, 4)),
        ([0, 0.1, 9.8, 0.1, 0], 2, (2, 3)),
        ([1, 1, 1, 1], 1.5, (0, 4)),
        ([0, 5, 5, 0], 1.5, (1, 3)),
        ([4, 1, 0, 0], -3, (0, 2)),
        ([0, 0, 0, 0], 2, None),
    ],
)
def test_the_central_interval_is_the_smallest_that_holds_the_share(
    profile: list[float], centre: float, interval: tuple[int, int] | None
) -> None:
    assert central_interval(np.array(profile, float), centre, 0.95) == interval


@given(
    st.lists(st.integers(0, 100), min_size=1, max_size=30).filter(any),
    st.integers(-10, 80),
    st.floats(0.05, 1),
)
def test_a_central_interval_holds_its_share_and_one_pixel_less_on_each_side_does_not(
    profile: list[int], twice_centre: int, share: float
) -> None:
    values = np.array(profile, float)
    centre = twice_centre / 2
    found = central_interval(values, centre, share)
    assert found is not None
    first, end = found
    wanted = share * values.sum() * (1 - 1e-12)
    assert values[first:end].sum() >= wanted
    reach = max(abs(first - centre), abs(end - 1 - centre))
    inner = np.abs(np.arange(len(values)) - centre) < reach
    assert values[inner].sum() < share * values.sum() * (1 + 1e-12)


def test_the_deviation_of_two_equal_places_is_half_their_distance() -> None:
    assert deviation(np.array([0.0, 3, 0, 0, 3, 0])) == 1.5
