"""Other architectures with random weights from a seed: skip connections, concatenation, max pooling."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torchvision import models

from convscope.explanation import explain_all
from convscope.network import Network
from parity.peers import CAMS, FREE_SIGN, TOLERANCE, cam_map, captum_map, range_error

SHAPE = (3, 64, 64)
CLASSES = (3, 0)
TARGETS = [f"class:{index}" for index in CLASSES]
# The peer's XGrad-CAM adds 1e-7 to a channel's sum, which is itself near zero where no rectifier stands before the
# layer: as the method's documentation says, its weights mean nothing there.
BEHIND_NO_RECTIFIER = {"features.denseblock3": ("xgrad-cam",)}
ARCHITECTURES: dict[str, tuple[Callable[..., nn.Module], str]] = {
    "resnet18": (models.resnet18, "layer3"),
    "densenet121": (models.densenet121, "features.denseblock3"),
}


def built(make: Callable[..., nn.Module]) -> nn.Module:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return make(num_classes=10).eval()


def photos() -> Tensor:
    return torch.randn((2, *SHAPE), generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize(
    ("name", "dtype"),
    [
        ("resnet18", torch.float32),
        ("resnet18", torch.float64),
        pytest.param("densenet121", torch.float32, marks=pytest.mark.slow),
    ],
    ids=str,
)
def test_class_activation_maps_agree_with_pytorch_grad_cam(name: str, dtype: torch.dtype) -> None:
    make, layer = ARCHITECTURES[name]
    module = built(make).to(dtype)
    network = Network(module, input_shape=SHAPE)
    errors = {}
    for method in CAMS.keys() - BEHIND_NO_RECTIFIER.get(layer, ()):
        theirs = cam_map(method, module, layer, photos().to(dtype), CLASSES)
        for row, ours in enumerate(explain_all(network, list(photos()), method, TARGETS, layer)):
            sign = np.sign((ours.values * theirs[row]).sum()) if method in FREE_SIGN else 1
            errors[method, row] = range_error(ours.values, sign * theirs[row])
    assert {key: error for key, error in errors.items() if error >= TOLERANCE} == {}


@pytest.fixture(scope="module")
def alexnet() -> nn.Module:
    """Its rectifiers are separate modules, as captum needs them; made to leave their inputs as they are."""
    module = built(models.alexnet).double()
    for part in module.modules():
        if isinstance(part, nn.ReLU):
            part.inplace = False
    return module


@pytest.mark.parametrize("method", ["saliency", "guided-backprop", "deconvnet"])
def test_rectifier_rules_agree_with_captum_past_max_pooling(method: str, alexnet: nn.Module) -> None:
    theirs = captum_map(method, alexnet, photos().double(), CLASSES)
    network = Network(alexnet, input_shape=SHAPE)
    for row, ours in enumerate(explain_all(network, list(photos()), method, TARGETS)):
        assert ours.channels is not None
        channels = np.abs(ours.channels) if method == "saliency" else ours.channels
        assert range_error(channels, theirs[row]) < TOLERANCE
