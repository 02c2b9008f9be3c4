"""Photos of all kinds through every command from picture to picture."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import skimage.data
from PIL import Image, ImageCms
from torch import Tensor, nn

import convscope
from convscope.images import decode
from convscope.network import Network
from convscope.progress import Progress
from convscope.restore.restored import Restored

PHOTO = Image.fromarray(skimage.data.chelsea()).resize((60, 40))
Command = Callable[..., Restored]


class Twice(nn.Module):
    """Each pixel four times."""

    def forward(self, photos: Tensor) -> Tensor:
        return photos.repeat_interleave(2, 2).repeat_interleave(2, 3)


class NoColour(nn.Module):
    """Neither a nor b."""

    def forward(self, photos: Tensor) -> Tensor:
        return 0 * nn.functional.avg_pool2d(photos, 4)[:, :2]


def _same() -> nn.Module:
    layer = nn.Conv2d(3, 3, 1, bias=False)
    nn.init.dirac_(layer.weight)
    return layer


COMMANDS: list[tuple[Command, Callable[[], nn.Module], str, int]] = [
    (convscope.denoise, _same, "picture", 1),
    (convscope.repair, _same, "picture", 1),
    (convscope.upscale, Twice, "picture", 2),
    (convscope.colorize, NoColour, "colours", 1),
]


@pytest.fixture(params=COMMANDS, ids=lambda one: one[0].__name__)
def through(request: pytest.FixtureRequest) -> Callable[[object], tuple[Restored, int]]:
    """A photo through one of the commands, and how many times larger it becomes."""
    command, module, task, scale = request.param
    network = Network(module(), input_shape=(3, 32, 32), task=task)
    return lambda photo: (command(network, photo, progress=Progress()), scale)


Through = Callable[[object], tuple[Restored, int]]


def _file(image: Image.Image, **how: object) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG", **how)
    return file.getvalue()


def test_a_transparent_photo_stays_as_transparent(through: Through) -> None:
    image = PHOTO.convert("RGBA")
    alpha = Image.new("L", PHOTO.size, 255)
    alpha.paste(0, (0, 0, 30, 40))
    image.putalpha(alpha)
    found, scale = through(_file(image))
    assert found.picture.mode == "RGBA"
    got = np.asarray(found.picture.getchannel("A"))
    assert got.shape == (40 * scale, 60 * scale)
    assert (got[:, : 26 * scale] == 0).all()
    assert (got[:, 34 * scale :] == 255).all()


def test_what_is_half_transparent_keeps_its_colour(through: Through) -> None:
    image = Image.new("RGBA", (40, 40), (90, 90, 90, 128))
    found, _ = through(_file(image))
    assert np.asarray(found.picture)[20, 20] == pytest.approx([90, 90, 90, 128], abs=3)


def test_a_jpeg_of_it_lies_over_white(through: Through, tmp_path: Path) -> None:
    found, _ = through(_file(Image.new("RGBA", (40, 40), (0, 0, 0, 0))))
    found.save(tmp_path / "there.jpg")
    with Image.open(tmp_path / "there.jpg") as image:
        assert image.mode == "RGB"
        assert min(image.getpixel((20, 20))) > 250  # type: ignore[arg-type]


def test_an_opaque_photo_stays_opaque(through: Through) -> None:
    assert through(_file(PHOTO))[0].picture.mode == "RGB"


def test_a_photo_that_lies_is_put_upright(through: Through) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    found, scale = through(_file(PHOTO, exif=exif))
    assert found.pixels.shape == (60 * scale, 40 * scale, 3)
    assert np.array_equal(found.photo.pixels.shape, (60, 40, 3))


def test_colours_of_a_profile_are_those_of_srgb(through: Through) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    plain, _ = through(_file(PHOTO))
    of_profile, _ = through(_file(PHOTO, icc_profile=profile))
    assert np.abs(plain.pixels.astype(int) - of_profile.pixels).max() <= 3


@pytest.mark.parametrize(
    "image",
    [
        Image.fromarray((np.arange(2400, dtype=np.uint16) * 27).reshape(40, 60)),
        PHOTO.convert("L"),
        PHOTO.convert("P"),
        PHOTO.convert("1"),
        PHOTO.convert("LA"),
    ],
    ids=["16 bits", "grey", "palette", "1 bit", "grey with alpha"],
)
def test_a_photo_of_any_mode_is_seen_as_it_is_decoded(through: Through, image: Image.Image) -> None:
    file = _file(image)
    assert np.array_equal(through(file)[0].pixels, through(decode(file))[0].pixels)


def test_a_single_pixel_is_a_photo(through: Through) -> None:
    found, scale = through(np.full((1, 1, 3), 90, np.uint8))
    assert found.pixels.shape == (scale, scale, 3)
    assert found.pixels.astype(int) == pytest.approx(90, abs=1)
