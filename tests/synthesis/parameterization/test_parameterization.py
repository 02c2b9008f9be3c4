"""Parameterizations: any number of channels, any size, and the picture that went in comes out."""

from __future__ import annotations

from math import pi

import pytest
import torch
from torch import Tensor

from convscope.synthesis import SPACES, Fourier, Parameterization, Phase, Pixels
from convscope.synthesis.parameterization import Range, Space, correlate, decorrelate
from convscope.synthesis.parameterization.fourier import hartley
from convscope.synthesis.parameterization.statistics import colour_axes, photo_magnitudes

SHAPES = [(1, 16, 16), (3, 33, 20), (12, 7, 50), (3, 1, 9)]
EXACT = [name for name in SPACES if name != "phase"]


def random(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def space(name: str, shape: tuple[int, int, int]) -> Space:
    return SPACES[name](shape)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("name", EXACT)
def test_a_canvas_comes_back_from_its_coordinates(name: str, shape: tuple[int, int, int]) -> None:
    canvas, coordinates = random(2, *shape), space(name, shape)
    back = coordinates.canvas(coordinates.coordinates(canvas))
    torch.testing.assert_close(back, canvas, rtol=0, atol=1e-5)


@pytest.mark.parametrize("shape", [(1, 64, 64), (3, 96, 65), (12, 48, 80)], ids=str)
@pytest.mark.parametrize("name", list(SPACES))
def test_noise_makes_a_canvas_of_variance_one(name: str, shape: tuple[int, int, int]) -> None:
    made = space(name, shape)
    canvases = [made.canvas(made.noise(torch.Generator().manual_seed(seed))) for seed in range(40)]
    assert canvases[0].shape == (1, *shape)
    # The constant alone holds much of the variance of 1 / frequency noise, and varies from one canvas to the next.
    assert torch.stack(canvases).square().mean().item() == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize("shape", [(1, 12, 12), (2, 9, 14), (2, 8, 7)], ids=str)
def test_the_hartley_transform_is_fouriers_real_part_minus_its_imaginary_part(shape: tuple[int, ...]) -> None:
    values = random(*shape)
    whole = torch.fft.fft2(values, norm="ortho")
    torch.testing.assert_close(hartley(values), whole.real - whole.imag)


def test_gradients_go_through_the_hartley_transform() -> None:
    made = Fourier((2, 5, 6))
    coordinates = random(1, 2, 5, 6).requires_grad_()
    assert torch.autograd.gradcheck(made.canvas, (coordinates,))


def test_amplitudes_fall_as_one_over_the_frequency() -> None:
    made = Fourier((1, 64, 64))
    single = torch.zeros(1, 1, 64, 64, dtype=torch.float64)
    single[..., 2, 0] = single[..., -2, 0] = single[..., 16, 0] = single[..., -16, 0] = 1
    spectrum = torch.fft.fft2(made.canvas(single))[0, 0].abs()
    assert spectrum[2, 0] / spectrum[16, 0] == pytest.approx(8)


def test_phases_of_a_photo_give_its_waves_their_places_and_photos_their_strength() -> None:
    made = Phase((3, 32, 40))
    canvas = random(1, 3, 32, 40)
    found, own = (torch.fft.rfft2(c, norm="ortho") for c in (made.canvas(made.coordinates(canvas)), canvas))
    magnitudes = photo_magnitudes((3, 32, 40)).double()
    # The four real waves (0 or 1/2 along each axis) have no phase but a sign.
    inner = (slice(None), slice(None), slice(1, 16), slice(1, 20))
    torch.testing.assert_close(found.abs()[inner], magnitudes[None][inner], rtol=1e-5, atol=0)
    turn = (found.angle() - own.angle() + pi)[inner] % (2 * pi) - pi
    assert turn.abs().max() < 1e-5


def test_photos_have_more_of_long_waves_than_of_short_ones() -> None:
    magnitudes = photo_magnitudes((3, 128, 128))
    assert magnitudes[:, 0, 0].tolist() == [0, 0, 0]
    assert (magnitudes[:, 2, 2] > 8 * magnitudes[:, 40, 40]).all()


def test_independent_colours_come_back_and_others_are_left_alone() -> None:
    canvas = random(2, 3, 4, 5)
    torch.testing.assert_close(decorrelate(correlate(canvas)), canvas, rtol=1e-6, atol=1e-6)
    for channels in (1, 12):
        other = random(1, channels, 4, 5)
        assert torch.equal(correlate(other), other)


def test_the_axes_of_colour_are_orthogonal_and_of_variance_one() -> None:
    axes = colour_axes().double()
    products = axes.T @ axes
    assert (products - products.diag().diag()).abs().max() < 1e-6
    assert products.trace() / 3 == pytest.approx(1, abs=1e-6)
    assert products[0, 0] > 5 * products[1, 1] > 5 * products[2, 2]


@pytest.mark.parametrize("range_", ["sigmoid", "clamp", "free"])
@pytest.mark.parametrize("channels", [1, 3, 12])
def test_a_picture_comes_back_from_its_parameters(range_: Range, channels: int) -> None:
    made = Parameterization(Fourier((channels, 8, 9)), range=range_)
    images = torch.rand(2, channels, 8, 9, generator=torch.Generator().manual_seed(0)) * 0.98 + 0.01
    torch.testing.assert_close(made.image(made.of(images)), images, rtol=0, atol=1e-5)


def test_a_clamped_pixel_can_come_back() -> None:
    made = Parameterization(Pixels((1, 1, 3)), range="clamp")
    canvas = torch.tensor([[[[9.0, -9.0, 9.0]]]], requires_grad=True)
    (found,) = torch.autograd.grad(made.image(canvas), canvas, torch.tensor([[[[-1.0, 1.0, 1.0]]]]))
    assert found.flatten().tolist() == [-0.25, 0.25, 0]


def test_one_seed_gives_one_start() -> None:
    made = Parameterization(Fourier((3, 8, 8)))
    one, same, other = (made.start(torch.Generator().manual_seed(seed)) for seed in (1, 1, 2))
    assert torch.equal(one, same)
    assert not torch.equal(one, other)
