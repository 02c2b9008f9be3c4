"""What a restorer sees, and what it shall make of that."""

import numpy as np
import pytest
import skimage.data
import torch

from convscope.network.labels import Labels
from convscope.network.task.places import Picture
from convscope.restore.degradations import Degradation, degradation_of
from convscope.restore.targets import Target, seen_and_wanted

PHOTO = skimage.data.astronaut()[:64, :80]


def pair(target: Target, degradation: Degradation, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    return seen_and_wanted(PHOTO, degradation, target, np.random.default_rng(seed))


def test_the_clean_photo_is_wanted_where_there_is_one() -> None:
    seen, wanted = pair("clean", degradation_of(noise="25"))
    assert np.array_equal(wanted, PHOTO)
    assert np.isclose((seen - wanted).std(), 25, rtol=0.05)


def test_two_noisy_photos_have_noise_of_their_own() -> None:
    seen, wanted = pair("noisy", degradation_of(noise="25"))
    correlation = np.corrcoef((seen - PHOTO).ravel(), (wanted - PHOTO).ravel())[0, 1]
    assert abs(correlation) < 0.05
    assert np.isclose((wanted - PHOTO).std(), 25, rtol=0.05)


def test_what_a_hidden_pixel_was_is_wanted_and_nothing_else() -> None:
    noisy = degradation_of(noise="25")(PHOTO, np.random.default_rng(0))
    seen, wanted = pair("blind-spot", degradation_of(noise="25"))
    hidden = ~np.isnan(wanted)
    assert np.array_equal(seen != noisy, hidden)
    assert np.array_equal(wanted[hidden], noisy[hidden])


def test_all_channels_of_a_pixel_are_hidden_together() -> None:
    _, wanted = pair("blind-spot", degradation_of(noise="25"))
    assert set(np.isnan(wanted).sum(2).ravel().tolist()) == {0, 3}


def test_about_one_pixel_of_twenty_five_is_hidden() -> None:
    _, wanted = pair("blind-spot", Degradation(()))
    assert np.isclose((~np.isnan(wanted)).mean(), 1 / 25, rtol=0.1)


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 40, 3), (3, 2, 1)])
def test_tiny_photos_have_hidden_pixels_or_none(shape: tuple[int, int, int]) -> None:
    photo = np.full(shape, 7, np.uint8)
    for seed in range(5):
        seen, wanted = seen_and_wanted(photo, Degradation(()), "blind-spot", np.random.default_rng(seed))
        assert np.array_equal(seen, photo)
        assert set(wanted[~np.isnan(wanted)].tolist()) <= {7.0}


def test_what_is_not_wanted_has_no_gradient() -> None:
    task = Picture(Labels(("red",)))
    scores = torch.tensor([[[[1.0, 2.0]]]], requires_grad=True)
    loss = task.loss(scores, torch.tensor([[[[float("nan"), 5.0]]]])).sum()
    (gradient,) = torch.autograd.grad(loss, scores)
    assert loss.item() == 9
    assert gradient.flatten().tolist() == [0, -6]
