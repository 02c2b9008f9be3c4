"""Attributions beside pytorch-grad-cam's and captum's, on EfficientNet-Lite0 with ImageNet weights.

One photo (224 x 224), two threads, each package used as its documentation shows.  The peers get timm's module
with the same weights in PyTorch's default memory layout.  The difference is taken before any display scaling.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import timm
import torch
from captum.attr import IntegratedGradients, Saliency
from pytorch_grad_cam import GradCAM
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget
from skimage import data

from benchmarks.measure import Row, in_turns
from convscope.attribution import Probe
from convscope.network.embedded import ARCHITECTURE, open_embedded
from convscope.objectives import class_score
from convscope.registry import find_method

CLASS = 282
STEPS = 50


class RawGradCAM(GradCAM):  # type: ignore[misc]  # the package has no types
    """Grad-CAM that keeps its map before it is scaled."""

    def get_cam_image(self, *args: object, **kwargs: object) -> np.ndarray:
        """Weighted sum of the channels, (N, rows, columns)."""
        raw: np.ndarray = super().get_cam_image(*args, **kwargs)
        self.raw = raw
        return raw


def run() -> list[Row]:
    """Grad-CAM, saliency and integrated gradients."""
    torch.set_num_threads(2)
    network = open_embedded()
    graph = network.graph()
    module = timm.create_model(ARCHITECTURE).eval()
    names = list(module.state_dict())
    module.load_state_dict({name: graph.tensors[name] for name in names})
    inputs = network.prepare(data.chelsea())

    def ours(name: str, **options: object) -> torch.Tensor:
        probe = Probe.of(network, inputs, [class_score(CLASS)])
        maps = find_method(name)(probe, **options)
        return maps.values if maps.channels is None else maps.channels

    cam = RawGradCAM(module, [module.bn2])
    targets = [ClassifierOutputTarget(CLASS)]

    def peer_cam() -> torch.Tensor:
        cam(input_tensor=inputs, targets=targets)
        return torch.from_numpy(cam.raw)

    saliency, gradients = Saliency(module), IntegratedGradients(module)

    def peer_saliency() -> torch.Tensor:
        found: torch.Tensor = saliency.attribute(inputs.clone().requires_grad_(), target=CLASS, abs=False)
        return found

    def peer_integrated() -> torch.Tensor:
        found: torch.Tensor = gradients.attribute(inputs, target=CLASS, n_steps=STEPS, method="gausslegendre")
        return found

    works: list[tuple[str, str, float, Callable[[], torch.Tensor], Callable[[], torch.Tensor], int]] = [
        ("Grad-CAM, last layer", "pytorch-grad-cam", 2.0, lambda: ours("grad-cam"), peer_cam, 15),
        ("Saliency", "captum", 1.5, lambda: ours("saliency"), peer_saliency, 15),
        (
            f"Integrated gradients, {STEPS} steps",
            "captum",
            1.5,
            lambda: ours("integrated-gradients", steps=STEPS),
            peer_integrated,
            5,
        ),
    ]
    rows = []
    for claim, peer, goal, mine, theirs, rounds in works:
        a, b = mine(), theirs()
        difference = float((a - b.to(a)).abs().max() / (b.max() - b.min()))
        ours_seconds, peer_seconds = in_turns(mine, theirs, rounds=rounds)
        rows.append(Row(claim, ours_seconds, peer, peer_seconds, goal, difference))
    return rows
