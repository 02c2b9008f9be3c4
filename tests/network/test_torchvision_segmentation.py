"""Torchvision's networks for segmentation, opened by name."""

import torch

import convscope
from convscope.network.from_torchvision_segmentation import segmentation_architecture, segmentation_names
from convscope.network.seeding import seeded


def test_they_are_listed_with_torchvisions_other_networks() -> None:
    listed = [entry.name for entry in convscope.networks("torchvision/*_resnet50")]
    assert {"torchvision/fcn_resnet50", "torchvision/deeplabv3_resnet50"} <= set(listed)


def test_the_classes_of_their_weights_are_known() -> None:
    assert len(segmentation_names()) == 6
    assert segmentation_architecture("fcn_resnet50").labels[:2] == ("background", "aeroplane")


def test_a_network_gives_what_its_module_gives() -> None:
    name = "lraspp_mobilenet_v3_large"
    network = convscope.open_network(f"torchvision/{name}", weights="random", size=(64, 96), seed=3)
    with seeded(3):
        module = segmentation_architecture(name).build(None).eval()
    photos = torch.randn(2, 3, 64, 96, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        expected = module(photos)["out"]
    assert network.task.name == "segmentation"
    assert torch.allclose(network.scores(photos), expected, atol=1e-4)
