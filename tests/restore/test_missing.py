"""Regions of which nothing is known: learned, filled in, and the rest left alone."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skimage.data
import torch
from PIL import Image
from torch import Tensor, nn

import convscope
from convscope.errors import ImageError, NetworkError, TrainingError
from convscope.evaluation.restorer import evaluate_restorer
from convscope.network import Network
from convscope.progress import Progress
from convscope.restore.degradations import degradation_of
from convscope.restore.degradations.missing import UNKNOWN

PHOTO = skimage.data.astronaut()[:70, :90]


class Red(nn.Module):
    """Red everywhere."""

    def forward(self, photos: Tensor) -> Tensor:
        return 0 * photos + torch.tensor([1.0, 0.0, 0.0])[:, None, None]


def network(module: nn.Module) -> Network:
    return Network(module, input_shape=(3, 32, 32), task="picture")


def mask() -> np.ndarray:
    drawn = np.zeros(PHOTO.shape[:2], np.uint8)
    drawn[20:40, 30:60] = 255
    return drawn


@pytest.mark.parametrize("share", [0.05, 0.25, 0.75])
def test_the_share_that_is_asked_for_is_missing(share: float) -> None:
    pixels = np.zeros((96, 96, 3), np.uint8)
    holed = degradation_of(missing=f"{share}")(pixels, np.random.default_rng(0))
    missing = (holed == UNKNOWN).mean()
    assert share <= missing <= share + 0.09
    assert (holed[holed != UNKNOWN] == 0).all()


def test_all_channels_of_a_pixel_are_missing_or_none() -> None:
    holed = degradation_of(missing="0.3")(PHOTO, np.random.default_rng(0))
    assert set((holed == UNKNOWN).sum(2).flatten().tolist()) == {0, 3}


def test_holes_follow_from_the_generator() -> None:
    first, second, other = (
        degradation_of(missing="0.1-0.4")(PHOTO, np.random.default_rng(seed)) for seed in (1, 1, 2)
    )
    assert np.array_equal(first, second)
    assert not np.array_equal(first, other)


def test_what_is_known_stays_as_it_is() -> None:
    found = convscope.repair(network(Red()), PHOTO, mask=mask(), progress=Progress()).pixels
    missing = mask() > 0
    assert np.array_equal(found[~missing], PHOTO[~missing])
    assert (found[missing] == [255, 0, 0]).all()


def test_the_network_does_not_see_what_is_missing() -> None:
    layer = nn.Conv2d(3, 3, 1, bias=False)
    nn.init.dirac_(layer.weight)
    found = convscope.repair(network(layer), PHOTO, mask=mask(), progress=Progress()).pixels
    assert np.abs(found[mask() > 0].astype(int) - round(UNKNOWN)).max() <= 1


def test_an_evaluation_judges_the_holes_alone(tmp_path: Path) -> None:
    Image.fromarray(PHOTO).save(tmp_path / "one.png")
    few, many = (
        evaluate_restorer(network(Red()), tmp_path, missing=share).metrics["PSNR"]
        for share in ("0.05", "0.5")
    )
    # Red is as wrong of few pixels as of many.
    assert few == pytest.approx(many, abs=2)


def test_the_psnr_of_a_mended_photo_is_that_of_its_holes() -> None:
    found = convscope.repair(network(Red()), PHOTO, mask=mask(), truth=PHOTO, progress=Progress())
    wrong = np.square(np.array([255, 0, 0]) - PHOTO[20:40, 30:60].astype(float)).mean()
    assert found.figures is not None
    assert found.figures.psnr == pytest.approx(10 * np.log10(255**2 / wrong))


def test_a_network_that_fills_holes_asks_for_a_mask() -> None:
    with pytest.raises(NetworkError, match="there is no mask"):
        convscope.repair(convscope.open_network("inpaint-resunet", weights="random"), PHOTO)


@pytest.mark.parametrize(
    ("drawn", "message"),
    [
        (np.zeros(PHOTO.shape[:2], np.uint8), "black everywhere"),
        (np.full(PHOTO.shape[:2], 255, np.uint8), "white everywhere"),
        (np.zeros((5, 6), np.uint8), "has 5 x 6 pixels"),
    ],
)
def test_a_mask_that_says_nothing_is_one_sentence(drawn: Any, message: str) -> None:
    with pytest.raises(ImageError, match=message):
        convscope.repair(network(Red()), PHOTO, mask=drawn, progress=Progress())


@pytest.mark.parametrize("share", ["0", "0.9", "much", "0.4-0.1"])
def test_a_share_of_nonsense_is_one_sentence(share: str) -> None:
    with pytest.raises(TrainingError, match=r"The share that is missing is a number from 0.01 to 0.75"):
        degradation_of(missing=share)
