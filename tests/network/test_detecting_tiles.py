"""A photo that is much larger than what a detector takes is seen in tiles, and each thing is told once."""

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from convscope import detect
from convscope.detection import Box
from convscope.errors import Cancelled, NetworkError
from convscope.images import Photo, Preprocessing
from convscope.network import Network
from convscope.progress import Progress

SIDE = 64
THING = 10


class Bright(nn.Module):
    """Finds squares of ten bright pixels, by their middles, wherever they lie; of one that is cut, what is left."""

    def forward(self, photos: Tensor) -> Tensor:
        grey = photos.mean(1, keepdim=True)
        around = F.avg_pool2d(F.pad(grey, (THING // 2, THING // 2 - 1) * 2), THING, 1)
        most = F.max_pool2d(around, THING + 1, 1, THING // 2)
        found = (around == most) & (around > 0.55)
        logits = torch.where(found, 20 * (around - 0.5), -20.0).flatten(1)
        rows, columns = torch.meshgrid(torch.arange(SIDE), torch.arange(SIDE), indexing="ij")
        at = torch.stack([columns, rows, columns, rows], -1).reshape(-1, 4)
        edges = at + torch.tensor([-1, -1, 1, 1]) * THING / 2
        boxes = edges.clamp(0, SIDE) + 0 * logits[..., None]
        return torch.cat([boxes, logits[..., None]], 2)


@pytest.fixture(scope="module")
def network() -> Network:
    frame = Preprocessing((SIDE, SIDE), (SIDE, SIDE), "bilinear", (0.0,) * 3, (1.0,) * 3, fit="contain")
    return Network(Bright(), preprocessing=frame, labels=["square"], task="boxes", name="bright")


def slide(rows: int, columns: int, seed: int = 0) -> tuple[Photo, list[Box]]:
    """A dark photo with bright squares that do not touch, and their boxes."""
    generator, pixels = np.random.default_rng(seed), np.zeros((rows, columns, 3), np.uint8)
    boxes: list[Box] = []
    for top in range(2, rows - 2 * THING, 2 * THING + 3):
        for left in range(2, columns - 2 * THING, 2 * THING + 3):
            row, column = top + int(generator.integers(THING)), left + int(generator.integers(THING))
            pixels[row : row + THING, column : column + THING] = 255
            boxes.append((column, row, column + THING, row + THING))
    return Photo("slide.png", pixels), boxes


@pytest.mark.parametrize("size", [(64, 64), (64, 300), (201, 64), (211, 307)])
def test_every_thing_is_told_once_where_it_is(network: Network, size: tuple[int, int]) -> None:
    photo, boxes = slide(*size)
    assert sorted(one.box for one in detect(network, photo, tile=SIDE).detections) == sorted(boxes)


def test_seen_as_a_whole_a_large_photo_shows_things_too_small(network: Network) -> None:
    photo, boxes = slide(211, 307)
    assert len(detect(network, photo).detections) < len(boxes)


def test_a_photo_smaller_than_a_tile_is_seen_as_a_whole(network: Network) -> None:
    photo, _ = slide(50, 40)
    assert detect(network, photo, tile=SIDE).detections == detect(network, photo).detections


@pytest.mark.parametrize("tile", [0, 31, -64])
def test_a_tile_that_is_too_small_is_refused(network: Network, tile: int) -> None:
    with pytest.raises(NetworkError, match="at least 32 rows"):
        detect(network, slide(64, 64)[0], tile=tile)


def test_who_asks_to_stop_is_heard_between_tiles(network: Network) -> None:
    class Stopping(Progress):
        def check(self) -> None:
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        detect(network, slide(64, 300)[0], tile=SIDE, progress=Stopping())
