"""What `explain` writes as a picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import convscope
from convscope.explanation import Attribution
from convscope.network import Network

TEXT = "input 3x12x16 -> conv 4 3x3 -> relu -> flatten -> dense 2"


@pytest.fixture(scope="module")
def network() -> Network:
    return convscope.open_network(TEXT, weights="random")


def explained(network: Network, rows: int, columns: int, method: str = "input-x-gradient") -> Attribution:
    photo = np.random.default_rng(0).integers(0, 255, (rows, columns, 3), np.uint8)
    return convscope.explain(network, photo, method=method)


def test_the_picture_has_the_photos_own_resolution_and_shape(network: Network) -> None:
    assert explained(network, 300, 500).overlay("photo").size == (500, 300)


def test_the_networks_view_is_shown_when_asked_for(network: Network, tmp_path: Path) -> None:
    made = explained(network, 300, 500)
    made.save(tmp_path / "a.png", "network")
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.width < 300
    assert Image.open(tmp_path / "a.png").tobytes() == made.captioned("network").tobytes()


def test_a_tiny_photo_is_enlarged_by_a_whole_number(network: Network) -> None:
    width, height = explained(network, 12, 20).overlay("photo").size
    assert (width % 20, height % 12) == (0, 0)
    assert width >= 256


@pytest.mark.parametrize(
    ("method", "drawn", "says"),
    [
        ("guided-backprop", "relief", "relief, -"),
        ("deconvnet", "relief", "relief, -"),
        ("saliency", "brightness", "brightness, 0 to "),
        ("input-x-gradient", "overlay", "signed, -"),
    ],
)
def test_a_method_is_drawn_as_in_its_paper(network: Network, method: str, drawn: str, says: str) -> None:
    made = explained(network, 40, 50, method)
    assert made.drawing.drawn == drawn
    assert made.display_scale.startswith(says)
    assert "(99.5th percentile)" in made.display_scale


def test_what_hides_the_photo_stands_beside_it(network: Network) -> None:
    alone, beside = (explained(network, 300, 300, name) for name in ("input-x-gradient", "saliency"))
    assert beside.captioned().width > 1.9 * alone.captioned().width


def test_signed_saliency_keeps_its_colours(network: Network) -> None:
    photo = np.random.default_rng(0).integers(0, 255, (40, 50, 3), np.uint8)
    made = convscope.explain(network, photo, method="saliency", signed=True)
    assert made.drawing.drawn == "overlay"
