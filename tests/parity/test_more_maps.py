"""Class activation maps that the peers ask for in ways of their own."""

import warnings

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from convscope.explanation import explain
from convscope.network import Network
from parity.peers import TOLERANCE, range_error

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import pytorch_grad_cam
    import torchcam.methods
    from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget

LAST = "bn2.act"


@pytest.mark.parametrize("index", [206, 7])
def test_cam_agrees_with_torchcam(index: int, embedded: Network, module: nn.Module, batch: Tensor) -> None:
    with torchcam.methods.CAM(module, target_layer=LAST, fc_layer="classifier") as peer:
        scores = module(batch[:1])
        theirs = peer(index, scores, normalized=False)[0][0]
    ours = explain(embedded, batch[0], "cam", f"class:{index}").values
    assert range_error(ours, theirs.detach()) < TOLERANCE


def test_smoothgrad_cam_plus_plus_agrees_with_torchcam_behind_which_all_is_linear(
    embedded: Network, module: nn.Module, batch: Tensor
) -> None:
    # The gradient is then the same for every copy.  The peer shows its last copy's activations: hardly any noise.
    with torchcam.methods.SmoothGradCAMpp(module, target_layer=LAST, num_samples=2, std=1e-6) as peer:
        scores = module(batch[:1])
        theirs = peer(206, scores, normalized=False)[0][0]
    ours = explain(embedded, batch[0], "smoothgrad-cam++", "class:206", samples=2).values.clip(min=0)
    assert range_error(ours, theirs.detach()) < TOLERANCE


def test_finer_cam_agrees_with_pytorch_grad_cam(embedded: Network, module: nn.Module, batch: Tensor) -> None:
    index = embedded.predictions(batch[:1], top=1)[0][0].index
    peer = pytorch_grad_cam.FinerCAM(module, [module.get_submodule(LAST)])
    raw: list[NDArray[np.float64]] = []
    image = peer.base_cam.get_cam_image

    def keep(*arguments: object) -> NDArray[np.float64]:
        raw.append(np.asarray(image(*arguments), np.float64))
        return raw[-1]

    peer.base_cam.get_cam_image = keep
    peer(batch[:1])
    ours = explain(embedded, batch[0], "finer-cam", f"class:{index}").values
    assert range_error(ours, raw[0][0]) < TOLERANCE


def test_fullgrad_agrees_with_pytorch_grad_cam_where_every_layer_has_one_channel() -> None:
    """With more, the peer scales each channel by itself, where the paper scales a layer as a whole."""
    layers = [nn.Conv2d(1, 1, 3, padding=1), nn.BatchNorm2d(1), nn.ReLU(), nn.Conv2d(1, 1, 3, padding=1)]
    module = nn.Sequential(*layers, nn.ReLU(), nn.Flatten(), nn.Linear(64, 2)).eval()
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=generator))
    photo = torch.randn((1, 8, 8), generator=generator)
    with pytorch_grad_cam.FullGrad(model=module, target_layers=[]) as peer:
        peer.aggregate_multi_layers = lambda maps: maps[:, 0]  # before it is scaled for display
        theirs = peer(photo[None], [ClassifierOutputTarget(1)])[0]
    ours = explain(Network(module, input_shape=(1, 8, 8)), photo, "fullgrad", "class:1").values
    assert range_error(ours, theirs) < TOLERANCE
