"""Telling generated photos from real ones, by a network that calls smooth tiles generated."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from convscope.errors import NetworkError
from convscope.generation import real_or_generated
from convscope.generation.own_tiles import MOST, own_tiles
from convscope.images import Photo
from convscope.network import Network

NOISE = np.random.default_rng(0).integers(0, 256, (40, 70, 3), np.uint8)
FLAT = np.full((40, 70, 3), 99, np.uint8)


class Smoothness(nn.Module):
    """Scores (N, 2) of generated and real: how far neighbours are from differing by a tenth."""

    def __init__(self) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(50.0))

    def forward(self, x: Tensor) -> Tensor:
        rough = (x.diff(dim=-1).abs().mean((1, 2, 3)) - 0.1) * self.scale
        return torch.stack([-rough, rough], 1)


def network(labels: tuple[str, ...] = ("generated", "real"), channels: int = 3) -> Network:
    return Network(
        Smoothness(), input_shape=(channels, 16, 16), labels=labels, mean=(0,) * channels, std=(1,) * channels
    )


def test_noise_is_real_and_a_flat_photo_generated() -> None:
    assert real_or_generated(network(), NOISE).answer == "real"
    assert real_or_generated(network(), FLAT).answer == "generated"


def test_the_classes_may_stand_in_any_order_and_case() -> None:
    found = real_or_generated(network(("Real", "Generated")), NOISE)
    assert found.answer == "generated"


def test_each_tile_is_seen_in_its_own_pixels() -> None:
    half = NOISE.copy()
    half[:, 35:] = 99
    found = real_or_generated(network(), half)
    assert found.probabilities.shape == (3, 5)
    assert (found.probabilities[:, :2] < 0.1).all()
    assert (found.probabilities[:, 3:] > 0.9).all()
    assert found.probability == pytest.approx(found.probabilities.mean())


def test_a_photo_smaller_than_a_tile_is_resized() -> None:
    found = real_or_generated(network(), FLAT[:1, :1])
    assert found.probabilities.shape == (1, 1)


def test_a_network_of_grey_pictures_tells_coloured_photos() -> None:
    assert real_or_generated(network(channels=1), NOISE).answer == "real"
    assert real_or_generated(network(channels=1), FLAT[:9, :9]).answer == "generated"


def test_a_large_photo_is_seen_at_places_all_over_it() -> None:
    photo = Photo("wide", np.arange(40 * 2000 * 3).reshape(40, 2000, 3).astype(np.uint8))
    tiles = own_tiles(photo, (16, 16))
    assert tiles.shape == (3, MOST, 16, 16, 3)
    assert np.array_equal(tiles[0, 0], photo.pixels[:16, :16])
    assert np.array_equal(tiles[-1, -1], photo.pixels[-16:, -16:])


def test_a_network_of_other_classes_is_refused() -> None:
    with pytest.raises(
        NetworkError, match="Expected a classifier of photos into the classes real and generated"
    ):
        real_or_generated(network(("cat", "dog")), NOISE)
    with pytest.raises(NetworkError, match="whose task is picture"):
        real_or_generated(Network(nn.Conv2d(3, 3, 1), input_shape=(3, 16, 16), task="picture"), NOISE)
