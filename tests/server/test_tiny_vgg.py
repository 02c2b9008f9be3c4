"""CNN Explainer's own network, rebuilt as a text: numbers of every kind of layer are those of plain NumPy.

Wang et al. 2021, CNN Explainer (arXiv:2004.15004): 64 x 64 colour photos, two times two convolutions of ten channels
with ReLU and a max pooling, then a dense layer to ten classes and the softmax.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import convscope
from convscope.network import Network
from server.client import Served

BLOCK = "conv 10 3x3 -> relu -> conv 10 3x3 -> relu -> maxpool 2"
TINY_VGG = f"input 3x64x64 -> {BLOCK} -> {BLOCK} -> flatten -> dense 10 -> softmax"
Values = NDArray[np.float64]


@pytest.fixture(scope="module")
def tiny_vgg() -> Network:
    return convscope.open_network(TINY_VGG, weights="random")


def convolved(values: Values, weights: Values, bias: Values) -> Values:
    rows, columns = values.shape[1] - 2, values.shape[2] - 2
    sums = np.zeros((len(weights), rows, columns))
    for row in range(3):
        for column in range(3):
            part = values[:, row : row + rows, column : column + columns]
            sums += np.einsum("oi,irc->orc", weights[:, :, row, column], part)
    return sums + bias[:, None, None]


def pooled(values: Values) -> Values:
    rows, columns = values.shape[1] // 2, values.shape[2] // 2
    whole = values[:, : 2 * rows, : 2 * columns]
    greatest: Values = whole.reshape(len(values), rows, 2, columns, 2).max((2, 4))
    return greatest


def by_hand(values: Values, tensors: list[Values]) -> Iterator[Values]:
    """The value of each layer in turn."""
    kept = iter(tensors)
    for _ in range(2):
        for _ in range(2):
            yield (values := convolved(values, next(kept), next(kept)))
            yield (values := np.maximum(values, 0))
        yield (values := pooled(values))
    yield (values := values.reshape(-1))
    yield (values := next(kept) @ values + next(kept))
    powers = np.exp(values - values.max())
    yield powers / powers.sum()


def test_every_kind_of_number_is_that_of_numpy(tmp_path: Path, tiny_vgg: Network) -> None:
    served = Served(tmp_path, tiny_vgg)
    photo = np.asarray(tiny_vgg.prepare(tiny_vgg.photo(served.photo))[0], np.float64)
    graph, weighted = tiny_vgg.graph(), ("conv1", "conv2", "conv3", "conv4", "dense1")
    nodes = [graph.find(layer).argument(name) for layer in weighted for name in ("weight", "bias")]
    tensors = [np.asarray(graph.constant(node).detach(), np.float64) for node in nodes]
    expected = dict(zip((layer.address for layer in tiny_vgg.layers), by_hand(photo, tensors), strict=True))
    assert [value.shape for value in expected.values()] == [layer.output_shape for layer in tiny_vgg.layers]
    assert [value.shape[1:] for value in expected.values()][:5] == [(62, 62)] * 2 + [(60, 60)] * 2 + [
        (30, 30)
    ]
    for layer, values in expected.items():
        for place in ((0,) * values.ndim, tuple(size - 1 for size in values.shape), _strongest(values)):
            unit = f"{layer}:{place[0]}" + (f"@{','.join(map(str, place[1:]))}" if values.ndim > 1 else "")
            worked: dict[str, Any] = served.get(f"photos/{served.id}/element", params={"unit": unit}).json()
            assert worked["worked"] == pytest.approx(values[place], rel=1e-5, abs=1e-6), unit
            assert worked["value"] == pytest.approx(values[place], rel=1e-5, abs=1e-6), unit


def _strongest(values: Values) -> tuple[int, ...]:
    return tuple(int(at) for at in np.unravel_index(values.argmax(), values.shape))
