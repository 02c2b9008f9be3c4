"""Kernels of layers: weights as the module has them, figures by closed forms, expansion by a linear module."""

from __future__ import annotations

import copy
from pathlib import Path

import numpy as np
import pytest
import torch
import torchvision
from numpy.typing import NDArray
from PIL import Image
from torch import nn

import convscope
from convscope.errors import AddressError
from convscope.examine.weights.settings import KernelSettings
from convscope.examine.weights.waves import fitted_gabor, strongest_wave
from convscope.filters.gabor import gabor
from convscope.network.embedded import embedded_architecture


def module() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(3, 6, 5, padding=2),
        nn.BatchNorm2d(6),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 8, 3, groups=2, bias=False),
        nn.ReLU6(),
        nn.Conv2d(8, 4, 3),
        nn.Flatten(),
        nn.Linear(256, 2),
    ).eval()


def weights(place: int) -> NDArray[np.float32]:
    found: NDArray[np.float32] = dict(module().named_parameters())[f"{place}.weight"].detach().numpy()
    return found


def network(of: nn.Module | None = None) -> convscope.Network:
    return convscope.Network(of or module(), input_shape=(3, 24, 24), name="toy")


def test_the_kernels_of_the_first_convolution_are_its_weights_in_colour() -> None:
    found = convscope.kernels(network(), sort="unit")
    assert (found.layer, found.units, found.is_colour) == ("0", 6, True)
    weight = weights(0)
    for kernel in found.kernels:
        np.testing.assert_array_equal(kernel.weights, weight[kernel.unit])
        assert kernel.norm == pytest.approx(np.linalg.norm(weight[kernel.unit]))


def test_the_pattern_is_the_best_of_rank_one() -> None:
    for kernel in convscope.kernels(network(), "6").kernels:
        approximation = kernel.mixture[:, None, None] * kernel.pattern
        rest = np.square(kernel.weights - approximation).sum()
        assert 1 - rest / kernel.norm**2 == pytest.approx(kernel.share)
        # Eckart and Young: what is left are the other singular values.
        lengths = np.linalg.svd(kernel.weights.reshape(8, 9), compute_uv=False)
        assert rest == pytest.approx(np.square(lengths[1:]).sum())


def test_inputs_are_counted_in_the_whole_layer_before_also_in_groups() -> None:
    weight = weights(4)
    for kernel in convscope.kernels(network(), "4").kernels:
        unit, norm = kernel.inputs[0]
        of_group = np.linalg.norm(weight[kernel.unit].reshape(3, -1), axis=1)
        assert unit == int(of_group.argmax()) + (3 if kernel.unit >= 4 else 0)
        assert norm == pytest.approx(of_group.max())


@pytest.mark.parametrize("layer", ["4", "6", "8"])
def test_expanded_weights_are_the_gradient_of_the_linear_network(layer: str) -> None:
    found = convscope.kernels(network(), layer, expanded=True, sort="unit")
    linear = module()[: int(layer) + 1]
    for place, one in enumerate(linear):
        if isinstance(one, nn.ReLU | nn.ReLU6):
            linear[place] = nn.Identity()
        if isinstance(one, nn.MaxPool2d):
            linear[place] = nn.AvgPool2d(2)
    inputs = torch.randn(1, 3, 24, 24, requires_grad=True)
    values = linear.eval()(inputs)
    for kernel in found.kernels:
        middle = values[0, kernel.unit]
        for size in values.shape[2:]:
            middle = middle[size // 2]
        (expected,) = torch.autograd.grad(middle, inputs, retain_graph=True)
        assert kernel.norm == pytest.approx(float(expected.norm()), rel=1e-4)
        rows, columns = (np.flatnonzero(expected[0].abs().sum((0, axis))) for axis in (2, 1))
        seen = expected[0, :, rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].numpy()
        np.testing.assert_allclose(kernel.weights, seen, atol=1e-5 * np.abs(seen).max())


def test_what_is_no_linear_function_of_the_pixels_has_no_expanded_weights() -> None:
    gated = nn.Sequential(
        nn.Conv2d(3, 4, 3), nn.SiLU(), nn.Conv2d(4, 4, 3), nn.Flatten(), nn.Linear(1600, 2)
    ).eval()
    with pytest.raises(AddressError, match="something else than sums, rectifiers and pooling"):
        convscope.kernels(network(gated), "2", expanded=True)


@pytest.mark.parametrize("theta", [0, 30, 90, 135])
@pytest.mark.parametrize("frequency", [0.12, 0.25])
def test_a_gabor_is_found_again_with_its_orientation_and_frequency(theta: float, frequency: float) -> None:
    whole = gabor(frequency=frequency, theta=theta, sigma=2.5, phase=90)
    middle = whole.shape[0] // 2
    kernel = -3 * whole[middle - 5 : middle + 6, middle - 5 : middle + 6]
    fit = fitted_gabor(kernel)
    assert fit is not None
    assert fit.fit > 0.999
    assert fit.frequency == pytest.approx(frequency, abs=0.01)
    assert abs((fit.orientation - theta + 90) % 180 - 90) < 2
    assert fit.phase == pytest.approx(90, abs=5)
    assert fit.sigmas == pytest.approx((2.5, 2.5), rel=0.1)


def test_noise_fits_a_gabor_worse_than_a_gabor_with_noise() -> None:
    generator = np.random.default_rng(0)
    noise = generator.normal(0, 1, (11, 11))
    whole = gabor(frequency=0.2, theta=45, sigma=2.0)
    middle = whole.shape[0] // 2
    clean = whole[middle - 5 : middle + 6, middle - 5 : middle + 6]
    noisy = clean + 0.2 * np.linalg.norm(clean) / np.linalg.norm(noise) * noise
    of_noise, of_noisy = fitted_gabor(noise), fitted_gabor(noisy)
    assert of_noise is not None
    assert of_noisy is not None
    assert of_noise.fit < 0.5 < 0.9 < of_noisy.fit


def test_a_small_kernel_has_a_wave_but_no_fit() -> None:
    sobel = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    assert fitted_gabor(sobel) is None
    # (1 + 2 cos y)² · 2 sin x peaks at y = 0 and at a quarter of a wave along the columns.
    assert strongest_wave(sobel).frequency == pytest.approx(0.25)
    assert strongest_wave(sobel).orientation == 0
    assert strongest_wave(sobel.T).orientation == 90
    assert strongest_wave(np.ones((3, 3))).orientation is None


def test_the_order_is_by_wave_by_norm_or_as_they_stand() -> None:
    by_norm = convscope.kernels(network(), sort="norm", most=3)
    norms = np.linalg.norm(weights(0).reshape(6, -1), axis=1)
    assert [kernel.unit for kernel in by_norm.kernels] == (-norms).argsort()[:3].tolist()
    by_wave = convscope.kernels(network()).kernels
    sectors = [round(kernel.wave.orientation / 22.5) % 8 for kernel in by_wave if kernel.wave.orientation]
    assert sectors == sorted(sectors)


def test_kernels_stand_beside_those_of_another_network() -> None:
    changed = module()
    with torch.no_grad():
        next(changed.parameters())[2] *= -2
    found = convscope.kernels(network(), beside=network(changed), sort="unit")
    cosines = [kernel.cosine for kernel in found.kernels]
    assert cosines == pytest.approx([1, 1, -1, 1, 1, 1])
    alone = convscope.kernels(network()).picture()
    assert found.picture().width > alone.width


def test_networks_of_other_architectures_are_not_set_beside() -> None:
    other = nn.Sequential(nn.Conv2d(3, 6, 3), nn.Flatten(), nn.Linear(2904, 2)).eval()
    with pytest.raises(AddressError, match=r"\(3, 5, 5\), those of toy \(3, 3, 3\)"):
        convscope.kernels(network(), beside=network(other))


def test_the_sheet_has_one_scale_in_colour(tmp_path: Path) -> None:
    colours = nn.Conv2d(3, 2, 1, bias=False)
    with torch.no_grad():
        colours.weight[:] = torch.tensor([[1.0, 0, 0], [0, -0.5, 0]])[:, :, None, None]
    net = network(nn.Sequential(colours, nn.Flatten(), nn.Linear(1152, 2)).eval())
    convscope.kernels(net, sort="unit").save(tmp_path / "sheet.png")
    seen = {colour for _, colour in Image.open(tmp_path / "sheet.png").convert("RGB").getcolors(10_000) or []}
    # 127.5 + 127.5 w, w in parts of the greatest weight.
    assert {(255, 128, 128), (128, 64, 128)} <= seen


def test_a_layer_without_weights_is_refused_with_near_ones() -> None:
    with pytest.raises(AddressError, match="2 has no weights"):
        convscope.kernels(network(), "2")
    with pytest.raises(AddressError):
        convscope.kernels(network(), "nowhere")


def test_the_settings_of_kernels_are_those_of_the_model() -> None:
    from typing import get_type_hints

    from convscope.examine.weights.kernel_list import Settings

    assert {*get_type_hints(Settings)} == {*KernelSettings.model_fields}


def as_linear(module: nn.Module) -> nn.Module:
    """A copy without rectifiers, each maximum of a window its mean."""
    for name, child in module.named_children():
        if isinstance(child, nn.ReLU | nn.ReLU6):
            setattr(module, name, nn.Identity())
        elif isinstance(child, nn.MaxPool2d):
            mean = nn.AvgPool2d(child.kernel_size, child.stride, child.padding, ceil_mode=child.ceil_mode)
            setattr(module, name, mean)
        else:
            as_linear(child)
    return module


@pytest.mark.slow
@pytest.mark.parametrize(
    ("architecture", "layer"),
    [
        ("efficientnet-lite0", "conv_stem"),
        ("efficientnet-lite0", "blocks.1.0.conv_dw"),
        ("efficientnet-lite0", "blocks.3.0.conv_pw"),
        ("resnet18", "layer1.1.conv2"),
        ("vgg11", "features.8"),
    ],
)
def test_kernels_of_real_networks_are_their_modules_and_expand_as_autograd_says(
    architecture: str, layer: str
) -> None:
    torch.manual_seed(0)
    if architecture == "efficientnet-lite0":
        of = embedded_architecture().download()
    else:
        of = getattr(torchvision.models, architecture)(weights=None)
    found = convscope.Network(of.eval(), input_shape=(3, 224, 224), name=architecture)
    raw = of.get_submodule(layer).get_parameter("weight").detach().numpy()
    for kernel in convscope.kernels(found, layer, most=3).kernels:
        np.testing.assert_array_equal(kernel.weights, raw[kernel.unit])
    linear, seen = as_linear(copy.deepcopy(of)), list[torch.Tensor]()
    linear.get_submodule(layer).register_forward_hook(lambda _module, _inputs, output: seen.append(output))
    for kernel in convscope.kernels(found, layer, most=3, expanded=True).kernels:
        pixels = torch.zeros(1, 3, 224, 224, requires_grad=True)
        linear(pixels)
        values = seen.pop()
        middle = values[0, kernel.unit, values.shape[2] // 2, values.shape[3] // 2]
        [gradient] = torch.autograd.grad(middle, [pixels])
        expected = gradient[0].double().numpy()
        # The window holds all that the unit weighs.
        assert kernel.norm == pytest.approx(np.linalg.norm(expected), rel=1e-5)
        assert kernel.weights.sum((1, 2)) == pytest.approx(expected.sum((1, 2)), abs=1e-5 * kernel.norm)
