"""Photos of any size through networks from picture to picture."""

from collections.abc import Callable

import numpy as np
import pytest
import skimage.data
import torch
from torch import Tensor, nn

import convscope
from convscope.errors import Cancelled, ImageError, NetworkError
from convscope.network import Network
from convscope.progress import Progress
from convscope.restore import restore

PHOTO = skimage.data.astronaut()


class Doubled(nn.Module):
    """Each pixel four times."""

    def forward(self, photos: Tensor) -> Tensor:
        return photos.repeat_interleave(2, 2).repeat_interleave(2, 3)


def network(module: nn.Module) -> Network:
    return Network(module, input_shape=(3, 32, 32), task="picture")


def smoothing() -> nn.Conv2d:
    """A mean over 3 x 3 pixels."""
    layer = nn.Conv2d(3, 3, 3, padding=1, padding_mode="replicate", groups=3, bias=False)
    nn.init.constant_(layer.weight, 1 / 9)
    return layer


def _dirac() -> nn.Conv2d:
    layer = nn.Conv2d(3, 3, 1, bias=False)
    nn.init.dirac_(layer.weight)
    return layer


@pytest.mark.parametrize("shape", [(1, 1), (1, 70), (31, 33), (100, 64), (257, 40)])
def test_a_network_that_changes_nothing_gives_the_photo_back(shape: tuple[int, int]) -> None:
    photo = PHOTO[: shape[0], : shape[1]]
    assert np.array_equal(restore(network(_dirac()), photo, tile=64).pixels, photo)


def test_tiles_leave_no_seams() -> None:
    photo, net = PHOTO[:150, :170], network(smoothing())
    whole, tiled = (restore(net, photo, tile=tile).pixels.astype(int) for tile in (256, 64))
    # Where the photo is filled up to a tile, the edge sees mirrored pixels: those are the same ones here.
    assert np.abs(whole - tiled).max() <= 1


def test_a_photo_is_doubled_pixel_by_pixel() -> None:
    found = restore(network(Doubled()), PHOTO[:40, :50], tile=32)
    assert found.scale == 2
    assert np.array_equal(found.pixels, PHOTO[:40, :50].repeat(2, 0).repeat(2, 1))


def test_a_network_of_grey_photos_sees_the_luminance() -> None:
    layer = nn.Conv2d(1, 1, 1, bias=False)
    nn.init.ones_(layer.weight)
    net = Network(layer, input_shape=(1, 32, 32), task="picture")
    found = restore(net, PHOTO[:32, :32]).pixels.astype(int)
    wanted = PHOTO[:32, :32] @ np.array([0.299, 0.587, 0.114])
    assert np.abs(found - wanted[..., None]).max() <= 1


def test_the_true_photo_gives_figures_before_and_after() -> None:
    truth = PHOTO[:64, :64]
    noisy = (truth + np.random.default_rng(0).normal(0, 25, truth.shape)).clip(0, 255).astype(np.uint8)
    found = restore(network(smoothing()), noisy, truth=truth)
    assert found.figures is not None
    assert found.figures_before is not None
    assert found.figures.psnr > found.figures_before.psnr + 2


def test_a_true_photo_of_another_size_is_one_sentence() -> None:
    with pytest.raises(ImageError, match="cannot be compared"):
        restore(network(_dirac()), PHOTO[:64, :64], truth=PHOTO[:60, :64])


def test_a_classifier_restores_nothing() -> None:
    with pytest.raises(NetworkError, match="Expected a network that makes a picture of a photo"):
        restore(Network(nn.Sequential(nn.Flatten(), nn.Linear(3072, 5)), input_shape=(3, 32, 32)), PHOTO)


@pytest.mark.parametrize(
    ("command", "module", "message"),
    [
        (convscope.upscale, _dirac, "leaves photos their size"),
        (convscope.denoise, Doubled, "makes photos larger"),
        (convscope.repair, Doubled, "makes photos larger"),
    ],
)
def test_a_command_refuses_a_network_of_another(
    command: Callable[..., object], module: Callable[[], nn.Module], message: str
) -> None:
    with pytest.raises(NetworkError, match=message):
        command(network(module()), PHOTO)


def test_it_can_be_stopped_between_tiles() -> None:
    class Stops(Progress):
        @property
        def cancelled(self) -> bool:
            return True

    with pytest.raises(Cancelled):
        restore(network(_dirac()), PHOTO, tile=64, progress=Stops())


def test_random_numbers_and_the_module_stay_as_they_are() -> None:
    module = smoothing()
    before, state = module.weight.clone(), torch.random.get_rng_state()
    restore(network(module), PHOTO[:64, :64])
    assert torch.equal(module.weight, before)
    assert torch.equal(torch.random.get_rng_state(), state)
