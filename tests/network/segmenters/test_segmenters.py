"""Segmenters on trunks: what they give, and which networks can be one's trunk."""

import pytest
import torch

from convscope import open_network
from convscope.errors import NetworkError
from convscope.network.libraries import find_architecture
from convscope.network.seeding import seeded
from convscope.network.segmenters import SEGMENTERS, seen_photos
from convscope.network.task.places import Segmentation
from network.detectors.tiny import TRUNK
from network.segmenters.tiny import TINY


@pytest.mark.parametrize("kind", SEGMENTERS)
def test_a_segmenter_gives_a_score_for_each_class_and_pixel(kind: str) -> None:
    network = open_network(f"{kind}:{TRUNK}", weights="random", size=(64, 96))
    assert network.scores(torch.zeros(2, 3, 64, 96)).shape == (2, 21, 64, 96)


@pytest.mark.parametrize("kind", SEGMENTERS)
def test_its_graph_gives_what_its_module_gives(kind: str) -> None:
    network = open_network(f"{kind}:{TRUNK}", weights="random", size=(64, 96), seed=3)
    with seeded(3):
        module = find_architecture(f"{kind}:{TRUNK}").build(None).eval()
    photos = torch.randn(2, 3, 64, 96, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        assert torch.allclose(network.scores(photos), module(photos), atol=1e-5)


@pytest.mark.parametrize("kind", SEGMENTERS)
def test_a_photo_s_scores_do_not_depend_on_the_others_of_its_batch(kind: str) -> None:
    network = open_network(f"{kind}:{TRUNK}", weights="random", size=(64, 64))
    photos = torch.randn(3, 3, 64, 64, generator=torch.Generator().manual_seed(0))
    assert torch.allclose(network.scores(photos)[1:2], network.scores(photos[1:2]), atol=1e-5)


def test_its_task_is_a_class_for_each_place() -> None:
    assert isinstance(open_network(TINY, weights="random").task, Segmentation)


def test_it_sees_photos_in_their_own_pixels() -> None:
    preprocessing = open_network(TINY, weights="random").preprocessing
    assert preprocessing is not None
    assert (preprocessing.resize, preprocessing.fit) == (None, "own")


def test_what_is_seen_of_a_photo_has_sides_that_strides_divide() -> None:
    photo = find_architecture(TRUNK).preprocessing
    assert photo is not None
    assert seen_photos(photo, (360, 480)).size == (352, 480)


def test_layers_keep_the_addresses_of_the_trunk() -> None:
    addresses = [layer.address for layer in open_network(TINY, weights="random").layers]
    assert any(address.startswith("trunk.") for address in addresses)
    assert any(address.startswith("decoder.steps.") for address in addresses)


def test_a_u_net_reads_the_maps_that_its_trunk_has() -> None:
    module = find_architecture("unet:resnet18").build(4)
    assert len(list(module.get_submodule("decoder.steps").children())) == 4


def test_an_untrained_fcn_judges_by_its_coarsest_map_alone() -> None:
    module = find_architecture(f"fcn:{TRUNK}").build(2)
    weights = [
        value
        for name, value in module.state_dict().items()
        if name.startswith("scores.") and value.dim() == 4
    ]
    assert [bool(weight.any()) for weight in weights] == [True, False, False]


def test_a_network_without_maps_of_three_strides_is_no_trunk() -> None:
    with pytest.raises(NetworkError, match="cannot be the trunk of a segmenter"):
        find_architecture(f"unet:{TRUNK.partition(' -> conv 8')[0]} -> flatten -> dense 2").build(2)


def test_a_network_of_grey_pictures_is_no_trunk() -> None:
    with pytest.raises(NetworkError, match="takes no colour photos"):
        find_architecture("unet:convscope/lenet5")
