"""Seg-Grad-CAM: class activation maps of a class at its mask, beside pytorch-grad-cam's example of segmentation."""

import numpy as np
import pytest
import torch
from pytorch_grad_cam import GradCAM, HiResCAM, LayerCAM
from pytorch_grad_cam.utils.model_targets import SemanticSegmentationTarget
from torch import nn

from convscope.explanation import explain
from convscope.network import Network

SIZE = 48


def segmenter() -> nn.Sequential:
    torch.manual_seed(11)
    return nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(8, 12, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(12, 4, 3, padding=1),
    ).eval()


@pytest.mark.parametrize(
    ("method", "peer"), [("grad-cam", GradCAM), ("hirescam", HiResCAM), ("layercam", LayerCAM)]
)
@pytest.mark.parametrize("label", [0, 1, 2, 3])
def test_the_map_of_a_class_at_its_mask_is_the_peers(method: str, peer: type, label: int) -> None:
    module = segmenter()
    photo = torch.randn(3, SIZE, SIZE, generator=torch.Generator().manual_seed(5))
    with torch.no_grad():
        mask = (module(photo[None])[0].argmax(0) == label).numpy().astype(np.float32)
    assert mask.any()
    with peer(model=module, target_layers=[module[3]]) as cam:
        expected = cam(input_tensor=photo[None], targets=[SemanticSegmentationTarget(label, mask)])[0]
    network = Network(module, input_shape=(3, SIZE, SIZE), task="segmentation")
    found = explain(network, photo, method, f"class:{label}@mask", "3").values
    ours = np.maximum(found, 0)
    ours = (ours - ours.min()) / (ours.max() - ours.min() + 1e-7)  # the peer's maps are scaled to 0 .. 1
    assert np.abs(ours - expected).max() < 1e-4
