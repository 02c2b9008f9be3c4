"""The laws again where people will look first: the embedded network on a real photo."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from PIL import Image
from skimage import data

from convscope.explanation import explain, explain_all
from convscope.images import Photo
from convscope.network import Network
from convscope.network.embedded import open_embedded

QUICK = {
    "integrated-gradients": {"steps": 3},
    "smoothgrad": {"samples": 2},
    "occlusion": {"window": 112, "stride": 112},
}
NAMES = [
    "deeplift",
    "eigen-cam",
    "grad-cam",
    "guided-backprop",
    "input-x-gradient",
    "lrp",
    "occlusion",
    "saliency",
    "smoothgrad",
]


@pytest.fixture(scope="module")
def network() -> Network:
    return open_embedded()


@pytest.fixture(scope="module")
def cat() -> Photo:
    return Photo("cat", data.chelsea())


@pytest.mark.parametrize("name", NAMES)
def test_photo_among_others_is_explained_as_alone(name: str, network: Network, cat: Photo) -> None:
    other = Photo("astronaut", data.astronaut())
    options = QUICK.get(name, {})
    together = explain_all(network, [other, cat], name, [None, "class:tabby"], **options)[1]  # type: ignore[arg-type]
    alone = explain(network, cat, name, "class:tabby", **options)  # type: ignore[arg-type]
    # A unit whose input is zero but for rounding may flip, and with it a few pixels of a gradient.
    correlation = np.corrcoef(together.values.ravel(), alone.values.ravel())[0, 1]
    assert correlation > 0.999
    assert together.passes == alone.passes


@pytest.mark.parametrize("name", NAMES)
def test_again_is_the_same_bit_by_bit(name: str, network: Network, cat: Photo) -> None:
    options = QUICK.get(name, {})
    first, again = (explain(network, cat, name, **options) for _ in range(2))  # type: ignore[arg-type]
    assert_array_equal(first.values, again.values)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("colour", [0, 128, 255])
def test_photo_of_one_colour_is_explained_and_drawn(colour: int, name: str, network: Network) -> None:
    flat = Photo("flat", np.full((30, 50, 3), colour, np.uint8))
    made = explain(network, flat, name, **QUICK.get(name, {}))  # type: ignore[arg-type]
    assert np.isfinite(made.values).all()
    assert made.overlay().size == (224, 224)


def test_overlay_lies_over_what_the_network_sees(network: Network, cat: Photo) -> None:
    made = explain(network, cat, "grad-cam")
    assert network.preprocessing is not None
    assert made.view is not None
    assert_array_equal(made.view, network.preprocessing.look(cat))
    assert isinstance(made.overlay(), Image.Image)


def test_evidence_for_the_cat_lies_on_the_cat(network: Network, cat: Photo) -> None:
    values = explain(network, cat, "grad-cam", "class:Egyptian cat").values
    row, column = np.unravel_index(values.argmax(), values.shape)
    # The face fills the middle of what the network sees.
    assert 1 <= row <= 5
    assert 1 <= column <= 5
