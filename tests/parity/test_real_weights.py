"""The embedded network on real photos: every method agrees with the peer's package."""

import numpy as np
import pytest
from torch import Tensor, nn

from convscope.explanation import explain_all
from convscope.network import Network
from convscope.network.embedded import PREPROCESSING
from parity.peers import CAMS, FREE_SIGN, TOLERANCE, cam_map, captum_map, range_error

CLASSES = (206, 670, 7)  # the right class of the first two photos, a wrong one of the third
TARGETS = [f"class:{index}" for index in CLASSES]


@pytest.fixture(scope="module")
def relu_network(relu_module: nn.Module) -> Network:
    return Network(relu_module, preprocessing=PREPROCESSING)


@pytest.mark.parametrize("method", ["saliency", "input-x-gradient"])
def test_gradients_agree_with_captum(
    method: str, embedded: Network, module: nn.Module, batch: Tensor
) -> None:
    theirs = captum_map(method, module, batch, CLASSES)
    for row, ours in enumerate(explain_all(embedded, list(batch), method, TARGETS)):
        assert ours.channels is not None
        channels = np.abs(ours.channels) if method == "saliency" else ours.channels
        assert range_error(channels, theirs[row]) < TOLERANCE
        reduced = theirs[row].max(0) if method == "saliency" else theirs[row].sum(0)
        assert range_error(ours.values, reduced) < TOLERANCE


@pytest.mark.parametrize("method", ["guided-backprop", "deconvnet"])
def test_rectifier_rules_agree_with_captum(
    method: str, relu_network: Network, relu_module: nn.Module, batch: Tensor
) -> None:
    theirs = captum_map(method, relu_module, batch[:2].double(), CLASSES[:2])
    for row, ours in enumerate(explain_all(relu_network, list(batch[:2]), method, TARGETS[:2])):
        assert ours.channels is not None
        assert range_error(ours.channels, theirs[row]) < TOLERANCE


def test_integrated_gradients_agree_with_captum(
    relu_network: Network, relu_module: nn.Module, batch: Tensor
) -> None:
    options = {"n_steps": 3, "method": "gausslegendre"}
    theirs = captum_map("integrated-gradients", relu_module, batch[:1].double(), CLASSES[:1], **options)
    made = explain_all(relu_network, list(batch[:1]), "integrated-gradients", TARGETS[:1], steps=3)
    for row, ours in enumerate(made):
        assert ours.channels is not None
        assert range_error(ours.channels, theirs[row]) < TOLERANCE


def test_occlusion_agrees_with_captum(embedded: Network, module: nn.Module, batch: Tensor) -> None:
    window, stride = 80, 60  # the border cuts the last window
    options = {"sliding_window_shapes": (3, window, window), "strides": (3, stride, stride)}
    theirs = captum_map("occlusion", module, batch[1:], CLASSES[1:], **options)
    made = explain_all(embedded, list(batch[1:]), "occlusion", TARGETS[1:], window=window, stride=stride)
    for row, ours in enumerate(made):
        assert range_error(ours.values, theirs[row][0]) < TOLERANCE


def cam_errors(network: Network, module: nn.Module, method: str, layer: str, batch: Tensor) -> list[float]:
    count = len(batch)
    theirs = list(cam_map(method, module, layer, batch, CLASSES[:count]))
    ours = [made.values for made in explain_all(network, list(batch), method, TARGETS[:count], layer)]
    if method in FREE_SIGN:
        theirs = [np.sign((left * right).sum()) * right for left, right in zip(ours, theirs, strict=True)]
    return [range_error(left, right) for left, right in zip(ours, theirs, strict=True)]


@pytest.mark.parametrize("method", CAMS)
def test_class_activation_maps_of_the_last_layer_agree_with_pytorch_grad_cam(
    method: str, embedded: Network, module: nn.Module, batch: Tensor
) -> None:
    assert max(cam_errors(embedded, module, method, "bn2.act", batch)) < TOLERANCE


@pytest.mark.parametrize("method", CAMS)
def test_class_activation_maps_of_an_earlier_layer_agree_with_pytorch_grad_cam(
    method: str, relu_network: Network, relu_module: nn.Module, batch: Tensor
) -> None:
    # In float64: by an early layer a flipped unit and the ratios of Grad-CAM++ turn rounding into 2e-4.
    assert max(cam_errors(relu_network, relu_module, method, "blocks.4", batch[:1].double())) < TOLERANCE


def test_last_layer_with_places_is_the_default(embedded: Network, batch: Tensor) -> None:
    assert explain_all(embedded, list(batch[:1]), "grad-cam", TARGETS[:1])[0].layer == "bn2.act"
