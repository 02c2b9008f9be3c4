"""CNN Explainer's own network on the page: the numbers that are shown are those of plain NumPy."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

import convscope
from browser.live.conftest import serving, showing
from server.test_tiny_vgg import TINY_VGG, by_hand

WEIGHTED = ("conv1", "conv2", "conv3", "conv4", "dense1")


@pytest.fixture(scope="module")
def network() -> convscope.Network:
    return convscope.open_network(TINY_VGG, weights="random")


@pytest.fixture(scope="module")
def tiny_url(photo: Path, network: convscope.Network) -> Iterator[str]:
    with serving(network, photo) as url:
        yield url


def test_a_number_of_each_kind_of_layer_is_that_of_numpy(
    browser: Browser, tiny_url: str, photo: Path, network: convscope.Network
) -> None:
    graph = network.graph()
    nodes = [graph.find(layer).argument(name) for layer in WEIGHTED for name in ("weight", "bias")]
    tensors = [np.asarray(graph.constant(node).detach(), np.float64) for node in nodes]
    pixels = np.asarray(network.prepare(network.photo(photo))[0], np.float64)
    values = dict(zip((one.address for one in network.layers), by_hand(pixels, tensors), strict=True))
    with showing(browser, tiny_url) as show:
        for layer in ("conv1", "relu2", "pool1", "dense1", "softmax1"):
            place = "@5,7" if values[layer].ndim > 1 else ""
            page = show(view="number", unit=f"{layer}:3{place}")
            expect(page.get_by_role("heading", name=f"{layer}:3{place}")).to_be_visible()
            shown = page.locator(".whole output")
            expect(shown).to_be_visible()
            expected = values[layer][(3, 5, 7) if place else 3]
            said = float(shown.inner_text().replace("\u2212", "-").replace("\u00d710", "e"))
            assert said == pytest.approx(expected, rel=1e-4, abs=1e-6), layer
