"""From noise to a picture by steps, held to networks whose v is known in closed form."""

import pytest
import torch
from torch import Tensor

from convscope.generation.diffusion import denoised
from convscope.network.generators import signal_and_noise


def knows(picture: Tensor) -> object:
    """Predicts v of noisy versions of one picture: x0 is known, e = (x - a x0) / s, v = a e - s x0."""

    def predict(values: Tensor, time: Tensor, classes: Tensor) -> Tensor:
        signal, share = (one[:, :, None, None] for one in signal_and_noise(time))
        return signal * (values - signal * picture) / share - share * picture

    return predict


@pytest.mark.parametrize("steps", [1, 2, 7])
def test_who_knows_the_picture_reaches_it_in_any_number_of_steps(steps: int) -> None:
    picture = torch.rand(2, 1, 4, 4) * 2 - 1
    found = denoised(knows(picture), torch.randn(2, 1, 4, 4), torch.zeros(2, 3), steps, 1.0)  # type: ignore[arg-type]
    assert torch.allclose(found, picture, atol=1e-5)


def test_gaussian_pictures_come_out_with_the_variance_that_they_have() -> None:
    # For x0 ~ N(0, d^2) the best v is (a s (1 - d^2)) / (a^2 d^2 + s^2) x.
    deviation = 0.3

    def best(values: Tensor, time: Tensor, classes: Tensor) -> Tensor:
        signal, share = (one[:, :, None, None] for one in signal_and_noise(time))
        return signal * share * (1 - deviation**2) / (signal**2 * deviation**2 + share**2) * values

    noise = torch.randn(2000, 1, 2, 2, generator=torch.Generator().manual_seed(0))
    found = denoised(best, noise, torch.zeros(2000, 1), 200, 1.0)
    assert found.std().item() == pytest.approx(deviation, rel=0.05)


def test_guidance_goes_on_from_any_class_towards_the_class() -> None:
    asked = []

    def predict(values: Tensor, time: Tensor, classes: Tensor) -> Tensor:
        asked.append(classes)
        # x0 = -v at time 1: 0.1 for any class, and 0.2 for the class.
        return (-0.1 - 0.1 * classes.sum(1))[:, None, None, None].expand_as(values)

    found = denoised(predict, torch.randn(1, 1, 2, 2), torch.eye(2)[:1], 1, 3.0)
    assert torch.allclose(found, torch.full((1, 1, 2, 2), 0.4))
    assert [bool(one.any()) for one in asked] == [True, False]


def test_without_guidance_the_network_is_asked_once_a_step() -> None:
    asked = []

    def predict(values: Tensor, time: Tensor, classes: Tensor) -> Tensor:
        asked.append(time)
        return values

    denoised(predict, torch.randn(1, 1, 2, 2), torch.eye(2)[:1], 5, 1.0)
    assert len(asked) == 5
