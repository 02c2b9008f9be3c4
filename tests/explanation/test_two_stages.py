"""A detector of two stages is explained at the map that its regions are seen in."""

import numpy as np
import pytest

from convscope import open_network
from convscope.explanation import explain
from network.detectors.tiny import TRUNK


@pytest.mark.parametrize("word", ["faster-rcnn", "fast-rcnn", "gbd"])
def test_grad_cam_takes_the_shared_map(word: str) -> None:
    network = open_network(f"{word}:{TRUNK}", weights="random", size=(64, 96))
    photo = np.random.default_rng(0).integers(0, 255, (64, 96, 3), np.uint8)
    made = explain(network, photo, "grad-cam", "class:3")
    assert made.layer is not None
    assert made.layer.startswith("head.map")
