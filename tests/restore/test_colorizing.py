"""Grey photos through networks that give colours."""

from pathlib import Path

import numpy as np
import pytest
import skimage.data
import torch
from PIL import Image
from torch import Tensor, nn

import convscope
from convscope.errors import Cancelled, ImageError, NetworkError
from convscope.images.lab import lab_of
from convscope.network import Network
from convscope.progress import Progress

PHOTO = skimage.data.astronaut()
GREY = np.asarray(Image.fromarray(PHOTO).convert("L"))


class Hinted(nn.Module):
    """A is how much redder than green the hints are, b how much greener than blue: of grey nothing."""

    def forward(self, photos: Tensor) -> Tensor:
        small = nn.functional.avg_pool2d(photos, 4)
        return torch.cat([small[:, :1] - small[:, 1:2], small[:, 1:2] - small[:, 2:]], 1)


class Same(nn.Module):
    """The same colour everywhere: a 20, b 30."""

    def forward(self, photos: Tensor) -> Tensor:
        small = nn.functional.avg_pool2d(photos, 4)[:, :2]
        return 0 * small + torch.tensor([0.2, 0.3])[:, None, None]


def network(module: nn.Module) -> Network:
    return Network(module, input_shape=(3, 32, 32), task="colours")


def colorize(module: nn.Module, photo: object, **options: object) -> np.ndarray:
    found = convscope.colorize(network(module), photo, progress=Progress(), **options)  # type: ignore[arg-type]
    return found.pixels


@pytest.mark.parametrize("shape", [(1, 1), (3, 200), (100, 64), (300, 257), (1000, 2)])
def test_a_photo_of_any_size_keeps_it_and_its_lightness(shape: tuple[int, int]) -> None:
    photo = np.random.default_rng(0).integers(80, 180, shape).astype(np.uint8)
    found = colorize(Same(), photo)
    assert found.shape == (*shape, 3)
    grey = np.repeat(photo[..., None], 3, 2)
    assert lab_of(found)[..., 0] == pytest.approx(lab_of(grey)[..., 0], abs=1)
    assert lab_of(found)[..., 1:].mean((0, 1)) == pytest.approx([20, 30], abs=1.5)


def test_of_a_colour_photo_the_lightness_alone_counts() -> None:
    lightness = lab_of(PHOTO)
    lightness[..., 1:] = 0
    assert np.abs(lab_of(colorize(Hinted(), PHOTO))[..., 1:]).max() < 2


def test_it_is_said_that_colours_are_taken_away() -> None:
    notes: list[str] = []

    class Notes(Progress):
        def note(self, text: str) -> None:
            notes.append(text)

    convscope.colorize(network(Same()), PHOTO, progress=Notes())
    (note,) = notes
    assert note.endswith(" has colours already: they are taken away first.")
    convscope.colorize(network(Same()), GREY, progress=Notes())
    assert len(notes) == 1


def test_sixteen_bits_are_as_good_as_eight() -> None:
    assert np.array_equal(colorize(Same(), GREY.astype(np.uint16) * 257), colorize(Same(), GREY))


def strokes(where: tuple[slice, slice]) -> Image.Image:
    painting = np.zeros((*GREY.shape, 4), np.uint8)
    painting[where] = (220, 40, 30, 255)
    return Image.fromarray(painting)


def test_a_stroke_colours_what_it_lies_on_and_nothing_far_away() -> None:
    found = lab_of(colorize(Hinted(), GREY, hints=strokes((slice(0, 256), slice(0, 256)))))
    assert found[40:200, 40:200, 1].mean() > 15
    assert np.abs(found[450:, 450:, 1:]).max() < 2


def test_a_region_takes_the_colour_of_a_stroke_that_the_network_does_not_heed() -> None:
    even = np.full((256, 256), 120, np.uint8)
    painting = np.zeros((256, 256, 4), np.uint8)
    painting[120:136, 100:140] = (220, 40, 30, 255)
    found = lab_of(colorize(Same(), even, hints=painting))
    alone = lab_of(colorize(Same(), even))
    assert alone[60, 60, 1] == pytest.approx(20, abs=1.5)
    assert found[60, 60, 1] > 30
    assert found[128, 120, 1] > 50


def test_hints_can_be_a_file(tmp_path: Path) -> None:
    painting = strokes((slice(0, 256), slice(0, 256)))
    painting.save(tmp_path / "strokes.png")
    of_file = colorize(Hinted(), GREY, hints=tmp_path / "strokes.png")
    assert np.array_equal(of_file, colorize(Hinted(), GREY, hints=painting))


def test_the_temperature_makes_colours_bolder() -> None:
    layer = nn.Conv2d(3, 260, 4, stride=4)
    with torch.no_grad():
        layer.weight.mul_(20)
    net = network(layer)
    chroma = [
        np.square(
            lab_of(convscope.colorize(net, GREY, temperature=t, progress=Progress()).pixels)[..., 1:]
        ).mean()
        for t in (1.0, 0.2)
    ]
    assert chroma[0] < chroma[1]


def test_the_true_photo_gives_figures() -> None:
    found = convscope.colorize(network(Same()), GREY, truth=PHOTO, progress=Progress())
    assert found.figures is not None
    assert found.figures.psnr > 10


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"hints": strokes((slice(0, 0), slice(0, 0)))}, ImageError, "transparent everywhere"),
        ({"hints": PHOTO}, ImageError, "opaque everywhere"),
        ({"hints": np.zeros((5, 6, 4), np.uint8)}, ImageError, "have 5 x 6 pixels"),
        ({"truth": PHOTO[:40]}, ImageError, "cannot be compared"),
        ({"temperature": 0.0}, NetworkError, "above 0"),
        ({"temperature": float("nan")}, NetworkError, "above 0"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    options: dict[str, object], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        colorize(Same(), GREY, **options)


def test_a_network_of_another_task_colours_nothing() -> None:
    net = Network(nn.Conv2d(3, 3, 1), input_shape=(3, 32, 32), task="picture")
    with pytest.raises(NetworkError, match="Expected a network that gives photos colours"):
        convscope.colorize(net, GREY)


def test_it_can_be_stopped() -> None:
    class Stops(Progress):
        @property
        def cancelled(self) -> bool:
            return True

    with pytest.raises(Cancelled):
        convscope.colorize(network(Same()), GREY, progress=Stops())
