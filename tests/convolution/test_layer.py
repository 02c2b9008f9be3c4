import numpy as np
import pytest
import torch
from hypothesis import given, settings
from scipy.signal import convolve2d, correlate2d

from convolution.random_layers import Case, cases, in_pytorch, tensors
from convscope.convolution import Convolution, flipped, layer_output
from convscope.errors import LayerSizeError

RANDOM = np.random.default_rng(0)


@settings(max_examples=300, deadline=None)
@given(cases())
def test_convolution_is_pytorchs(case: Case) -> None:
    theirs = in_pytorch(case.layer, *tensors(case)).detach()
    np.testing.assert_allclose(layer_output(case.layer, case.values), theirs, atol=1e-12)


def test_the_layer_slides_the_kernel_as_it_is_which_is_cross_correlation() -> None:
    image, kernel = RANDOM.normal(size=(6, 7)), RANDOM.normal(size=(3, 2))
    ours = layer_output(Convolution(kernel[None, None]), image[None])[0]
    np.testing.assert_allclose(ours, correlate2d(image, kernel, mode="valid"))


def test_the_flipped_layer_is_the_convolution_of_mathematics() -> None:
    image, kernel = RANDOM.normal(size=(6, 7)), RANDOM.normal(size=(3, 2))
    ours = layer_output(flipped(Convolution(kernel[None, None])), image[None])[0]
    np.testing.assert_allclose(ours, convolve2d(image, kernel, mode="valid"))


def test_a_layer_of_a_network_can_be_given_its_tensors() -> None:
    module = torch.nn.Conv2d(3, 4, 3, padding=1, stride=2).double()
    photo = torch.rand(3, 9, 9, dtype=torch.float64)
    layer = Convolution(
        module.weight.detach().numpy(),
        module.bias.detach().numpy(),  # type: ignore[union-attr]
        stride=(2, 2),
        padding=((1, 1), (1, 1)),
    )
    np.testing.assert_allclose(layer_output(layer, photo), module(photo).detach(), atol=1e-12)


def test_an_input_of_other_channels_is_refused() -> None:
    with pytest.raises(LayerSizeError, match="take 2 channels"):
        layer_output(Convolution(np.ones((1, 2, 3, 3))), np.ones((1, 5, 5)))


def test_a_kernel_that_does_not_fit_is_refused() -> None:
    with pytest.raises(LayerSizeError, match="must fit into the padded input"):
        layer_output(Convolution(np.ones((1, 1, 3, 3))), np.ones((1, 2, 5)))


def test_a_bias_for_another_number_of_filters_is_refused() -> None:
    with pytest.raises(LayerSizeError, match="Each of 2 filters has one bias, got 3"):
        Convolution(np.ones((2, 1, 3, 3)), np.ones(3))
