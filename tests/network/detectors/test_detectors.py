"""Detectors on trunks: what they give, and which networks can be one's trunk."""

import pytest
import torch

from convscope import open_network
from convscope.errors import NetworkError
from convscope.network import Network
from convscope.network.detectors.fcos import FCOS
from convscope.network.libraries import find_architecture
from convscope.network.task.boxes import Boxes
from convscope.network.trunk import trunk_of
from network.detectors.tiny import TINY, TRUNK


@pytest.fixture(scope="module")
def tiny() -> Network:
    return open_network(TINY, weights="random", size=(64, 96))


def test_a_detector_is_known_by_its_name(tiny: Network) -> None:
    assert isinstance(tiny.task, Boxes)
    assert len(tiny.labels) == 80


def test_each_place_of_three_maps_gives_a_box_and_a_score_for_each_class(tiny: Network) -> None:
    scores = tiny.scores(torch.zeros(2, 3, 64, 96))
    assert scores.shape == (2, 8 * 12 + 4 * 6 + 2 * 3, 84)


def test_boxes_lie_around_their_places(tiny: Network) -> None:
    boxes = tiny.scores(torch.zeros(1, 3, 64, 96))[0, :, :4]
    assert (boxes[:, 0] < boxes[:, 2]).all()
    assert (boxes[0, :2] < 4).all()
    assert (boxes[0, 2:] > 4).all()


def test_layers_keep_the_addresses_of_the_trunk(tiny: Network) -> None:
    addresses = [layer.address for layer in tiny.layers]
    assert any(address.startswith("trunk.") for address in addresses)
    assert any(address.startswith("head.class_tower") for address in addresses)


def test_a_detection_that_nobody_trained_has_a_score_near_the_prior(tiny: Network) -> None:
    scores = tiny.scores(torch.zeros(1, 3, 64, 96))[0, :, 4:].sigmoid()
    assert scores.mean() == pytest.approx(0.01, rel=0.3)


def test_the_maps_of_a_trunk_are_the_last_of_their_strides() -> None:
    trunk = trunk_of(find_architecture("resnet18").build(None), "resnet18", (3, 64, 64), of="a detector")
    assert trunk.channels == (128, 256, 512)
    assert [trunk.maps(torch.zeros(1, 3, 64, 64))[key].shape[2] for key in "012"] == [8, 4, 2]


def test_the_first_layers_of_a_trunk_can_be_frozen() -> None:
    module = find_architecture(TINY).build(2)
    assert isinstance(module, FCOS)
    module.freeze_early()
    frozen = {name for name, parameter in module.named_parameters() if not parameter.requires_grad}
    assert frozen
    assert all(name.startswith("trunk.") for name in frozen)
    assert any(name.startswith("trunk.") for name, p in module.named_parameters() if p.requires_grad)


def test_a_network_without_maps_of_three_strides_is_no_trunk() -> None:
    with pytest.raises(NetworkError, match="no maps of the strides 8, 16 and 32"):
        find_architecture(f"fcos:{TRUNK.partition(' -> conv 8')[0]} -> flatten -> dense 2").build(2)


def test_a_network_of_grey_pictures_is_no_trunk() -> None:
    with pytest.raises(NetworkError, match="takes no colour photos"):
        find_architecture("fcos:convscope/lenet5")


def test_a_misspelt_detector_is_told_its_near_names() -> None:
    with pytest.raises(
        NetworkError, match="no detector, segmenter, colorizer or captioner 'faster_rcnn'"
    ) as raised:
        find_architecture("faster_rcnn:efficientnet-lite0")
    assert "faster-rcnn" in raised.value.hint


def test_the_trunk_of_a_detector_must_be_known() -> None:
    with pytest.raises(NetworkError, match="There is no network 'efficientnet-lite9'"):
        find_architecture("fcos:efficientnet-lite9")
