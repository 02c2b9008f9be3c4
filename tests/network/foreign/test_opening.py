"""Torchvision's detectors by name, and from checkpoints."""

from pathlib import Path

import pytest
import torch

import convscope
from convscope.errors import NetworkError
from convscope.network.from_torchvision_detection import (
    detection_architecture,
    detection_entries,
    detection_names,
)

NAME = "ssdlite320_mobilenet_v3_large"


def test_they_are_listed_with_torchvisions_other_networks() -> None:
    listed = [entry.name for entry in convscope.networks("torchvision/*fpn*")]
    assert {"torchvision/fasterrcnn_resnet50_fpn_v2", "torchvision/retinanet_resnet50_fpn"} <= set(listed)


@pytest.mark.parametrize("name", detection_names())
def test_the_classes_of_their_weights_are_those_of_coco(name: str) -> None:
    known = detection_architecture(name)
    assert known.labels[:2] == (("no person", "person") if "keypoint" in name else ("background", "person"))


@pytest.mark.slow
def test_the_list_says_what_each_takes() -> None:
    for entry in detection_entries():
        module = detection_architecture(entry.name.partition("/")[2]).build(None)
        assert convscope.Network(module).input_shape == entry.input_shape


def test_without_weights_they_ask_for_them() -> None:
    with pytest.raises(NetworkError, match=f"torchvision/{NAME}"):
        convscope.open_network(f"torchvision/{NAME}")


def test_a_checkpoint_of_other_classes_is_opened(tmp_path: Path) -> None:
    saved = detection_architecture("fasterrcnn_mobilenet_v3_large_320_fpn").build(3)
    torch.save(saved.state_dict(), tmp_path / "own.pth")
    network = convscope.open_network(
        str(tmp_path / "own.pth"), arch="torchvision/fasterrcnn_mobilenet_v3_large_320_fpn", size=(64, 96)
    )
    assert len(network.labels) == 3
    assert network.task.name == "boxes"
