"""Photos under things that have boxes and masks: whose is a pixel, and what is told of each."""

import numpy as np
import pytest
import torch

from convscope import segment
from convscope.detection import Detection
from convscope.detection.box_mask import BoxMask
from convscope.errors import ConvscopeError, NetworkError
from convscope.images import Photo
from convscope.network import Network
from convscope.network.libraries import find_architecture
from convscope.segmentation.outlined import names_of_places, segmented_by_things
from network.detectors.tiny import TINY_MASKS

PHOTO = Photo("a.png", np.random.default_rng(0).integers(0, 255, (50, 70, 3), dtype=np.uint8))


@pytest.fixture(scope="module")
def network() -> Network:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        module = find_architecture(TINY_MASKS).build(2).eval()
    return Network(module, size=(64, 96), task="instances", labels=["disc", "rod"], mean=[0.5], std=[0.5])


def thing(index: int, score: float, *box: float) -> Detection:
    left, top, right, bottom = box
    edges = left, top, right, bottom
    return Detection(
        index, ("disc", "rod")[index], score, edges, BoxMask(np.ones((28, 28), np.float32), edges)
    )


def test_where_things_overlap_the_one_of_the_highest_score_has_the_pixel(network: Network) -> None:
    found = segmented_by_things(
        network, PHOTO, [thing(1, 0.9, 10, 10, 30, 30), thing(0, 0.5, 20, 10, 40, 30)]
    )
    assert found.instances is not None
    assert [(one.number, one.label, one.area, one.score) for one in found.instances] == [
        (1, "rod", 400, 0.9),
        (2, "disc", 200, 0.5),
    ]
    assert found.instances[1].box == (30, 10, 40, 30)


def test_each_pixel_has_the_class_of_its_thing(network: Network) -> None:
    found = segmented_by_things(
        network, PHOTO, [thing(1, 0.9, 10, 10, 30, 30), thing(0, 0.5, 20, 10, 40, 30)]
    )
    assert found.names == ("background", "disc", "rod")
    assert found.classes[15, 15] == 2
    assert found.classes[15, 35] == 1
    assert found.classes[0, 0] == 0


def test_a_thing_that_others_hide_is_not_told(network: Network) -> None:
    found = segmented_by_things(
        network, PHOTO, [thing(0, 0.9, 10, 10, 40, 40), thing(1, 0.5, 20, 20, 30, 30)]
    )
    assert found.instances is not None
    assert [one.number for one in found.instances] == [1]


def test_a_photo_in_which_nothing_is_found_is_background(network: Network) -> None:
    found = segment(network, PHOTO, score=1.0)
    assert found.instances == ()
    assert not found.classes.any()
    assert found.overlay().size[1] == 50


def test_things_lie_in_the_pixels_of_the_photo(network: Network) -> None:
    found = segment(network, PHOTO, score=0.0)
    assert found.things is not None
    assert found.things.shape == (50, 70)
    assert found.instances
    assert all(
        0 <= one.box[0] < one.box[2] <= 70 and 0 <= one.box[1] < one.box[3] <= 50 for one in found.instances
    )


def test_a_background_that_is_a_class_of_the_network_stays_the_first() -> None:
    assert names_of_places(("background", "person")) == ("background", "person")
    assert names_of_places(("person",)) == ("background", "person")


@pytest.mark.parametrize("asked", [{"tile": 16}, {"tile": 64, "overlap": 40}, {"overlap": 8}, {"score": 1.5}])
def test_what_it_cannot_take_is_refused(network: Network, asked: dict[str, float]) -> None:
    with pytest.raises(ConvscopeError):
        segment(network, PHOTO, **asked)  # type: ignore[arg-type]


def test_a_score_is_for_networks_that_give_some() -> None:
    classes = Network(
        torch.nn.Conv2d(3, 3, 1), input_shape=(3, 32, 32), task="segmentation", mean=[0.0], std=[1.0]
    )
    with pytest.raises(NetworkError, match="its things have no scores"):
        segment(classes, PHOTO, score=0.5)
