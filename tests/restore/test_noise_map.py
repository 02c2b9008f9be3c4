"""How noisy a photo is: estimated, said, and told to a network."""

from pathlib import Path

import numpy as np
import pytest
import skimage.data
import torch
from torch import Tensor, nn

import convscope
from convscope.errors import NetworkError
from convscope.network import Network
from convscope.progress import Progress
from convscope.restore.noise_map import estimated_noise, true_noise

PHOTO = skimage.data.astronaut()[:200, :200]


class ShowsItsMap(nn.Module):
    """The noise map in the place of a picture."""

    noise_map: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("noise_map", torch.full((1, 1, 1, 1), 0.1))

    def forward(self, photos: Tensor) -> Tensor:
        half = photos[:, :, ::2, ::2]
        told = self.noise_map.expand(photos.shape[0], 3, *half.shape[2:])
        return 0 * photos + told.repeat_interleave(2, 2).repeat_interleave(2, 3)


def network() -> Network:
    return Network(ShowsItsMap(), input_shape=(3, 32, 32), task="picture")


def noisy(sigma: float | np.ndarray) -> np.ndarray:
    clean = np.full((256, 256, 3), 0.5)
    return (clean + sigma * np.random.default_rng(0).standard_normal(clean.shape)).astype(np.float32)


@pytest.mark.parametrize("sigma", [0.01, 0.05, 0.2])
def test_gaussian_noise_is_estimated_within_five_percent(sigma: float) -> None:
    assert np.allclose(estimated_noise(noisy(sigma)), sigma, rtol=0.05)


def test_noise_that_grows_with_the_light_is_estimated_so() -> None:
    light = np.linspace(0.1, 0.9, 256)[None, :, None]
    sigma = 0.1 * np.sqrt(light)
    picture = noisy(sigma) - np.float32(0.5) + light.astype(np.float32)
    found = estimated_noise(picture)
    for column in (40, 128, 215):
        assert np.isclose(np.median(found[:, column]), sigma[0, column, 0], rtol=0.1)


def test_a_smooth_photo_has_no_noise() -> None:
    rows, columns = np.mgrid[:64, :64] / 64
    smooth = np.dstack([rows * columns, rows, columns]).astype(np.float32)
    assert estimated_noise(smooth).max() < 1e-3


@pytest.mark.parametrize("shape", [(1, 1, 3), (3, 50, 3), (4, 4, 1), (5, 700, 3)])
def test_photos_of_any_size_have_a_map_of_their_size(shape: tuple[int, int, int]) -> None:
    found = estimated_noise(np.random.default_rng(0).random(shape, np.float32))
    assert found.shape == shape[:2]
    assert np.isfinite(found).all()


def test_the_true_noise_is_a_root_mean_square_around_each_place() -> None:
    truth = torch.zeros(1, 3, 64, 63)
    degraded = truth.clone()
    degraded[..., 32:] = 0.25
    found = true_noise(degraded, truth)
    assert found.shape == (1, 1, 32, 32)
    assert float(found[..., 0].max()) == 0
    assert torch.allclose(found[..., -1], torch.tensor(0.25))


def test_a_network_is_told_what_the_user_says() -> None:
    found = convscope.denoise(network(), PHOTO[:61, :75], noise=51, tile=32)
    assert (found.pixels == 51).all()
    assert found.document()["noise"] == 51


def test_what_is_not_said_is_estimated_and_told() -> None:
    class Hears(Progress):
        notes: tuple[str, ...] = ()

        def note(self, message: str) -> None:
            self.notes = (*self.notes, message)

    photo = (255 * noisy(0.1).clip(0, 1)).round().astype(np.uint8)
    heard = Hears()
    found = convscope.denoise(network(), photo, progress=heard)
    assert np.allclose(found.pixels, 25.5, atol=2)
    assert "estimated" in heard.notes[0]


def test_the_network_itself_keeps_its_map() -> None:
    net = network()
    convscope.denoise(net, PHOTO, noise=51)
    assert torch.allclose(net.scores(torch.zeros(1, 3, 32, 32)), torch.tensor(0.1))


@pytest.mark.parametrize("noise", [-1.0, 101.0, float("nan")])
def test_impossible_noise_is_refused(noise: float) -> None:
    with pytest.raises(NetworkError, match="above 0 and up to 100"):
        convscope.denoise(network(), PHOTO, noise=noise)


def test_a_network_that_sees_the_noise_is_not_told() -> None:
    blind = Network(nn.Conv2d(3, 3, 1), input_shape=(3, 32, 32), task="picture")
    with pytest.raises(NetworkError, match="sees by itself"):
        convscope.denoise(blind, PHOTO, noise=25)


def test_ffdnet_is_exported_as_any_other_network(tmp_path: Path) -> None:
    opened = convscope.open_network("ffdnet", weights="random")
    made = convscope.export(opened, tmp_path / "ffdnet.onnx")
    assert made.difference < 1e-4
