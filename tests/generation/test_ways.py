"""Ways through codes: to a seed, along a direction, from a photo, in a toy generator."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor, nn

import convscope
from convscope.errors import ImageError, NetworkError
from convscope.generation import generate
from convscope.generation.chance import noise_of
from convscope.generation.directions import direction
from convscope.generation.inversion import nearest_code
from convscope.images import Photo
from convscope.network.input import Input
from convscope.progress import Progress


class Corners(nn.Module):
    """Four numbers of a code, one for each quarter of 8 x 8 pixels; the first counts three times as much."""

    def __init__(self) -> None:
        super().__init__()
        self.strengths = nn.Parameter(torch.tensor([0.15, 0.05, 0.05, 0.025]))

    def forward(self, code: Tensor, classes: Tensor) -> Tensor:
        quarters = (code * self.strengths).reshape(-1, 1, 2, 2)
        bright = classes @ torch.tensor([[0.5], [-0.5]])
        return nn.functional.interpolate(quarters, scale_factor=4) + bright[:, :, None, None]


@pytest.fixture(scope="module")
def network() -> convscope.Network:
    inputs = Input.tensor((4,), name="code"), Input.tensor((2,), name="classes")
    return convscope.Network(Corners(), inputs=inputs, labels=["day", "night"], task="generation")


def test_the_directions_are_those_of_the_singular_values(network: convscope.Network) -> None:
    first, last = (direction(network, 0, number, Progress()) for number in (1, 4))
    assert torch.allclose(first, torch.tensor([1.0, 0, 0, 0]), atol=0.05)
    assert torch.allclose(last, torch.tensor([0.0, 0, 0, 1]), atol=0.05)


def test_along_the_first_direction_only_the_first_quarter_changes(network: convscope.Network) -> None:
    pixels = generate(network, ["day"], count=5, along=1).pixels.astype(int)
    steps = np.diff(pixels[:, 0, 0, 0])
    assert steps.min() > 20
    assert np.abs(np.diff(pixels[:, 7, 7, 0])).max() <= 2


def test_a_picture_that_was_made_is_found_again(network: convscope.Network) -> None:
    made = generate(network, ["night"], count=1, seed=7)
    photo = Photo("made", np.repeat(made.pixels[0], 3, axis=2))
    code, index = nearest_code(network, photo, [0, 1], 0, Progress())
    assert index == 1
    # What a number changes of the picture, as the last one, which changes least, is hardly seen.
    seen = torch.tensor([0.15, 0.05, 0.05, 0.025])
    assert torch.allclose(code * seen, noise_of(7, [0], (4,))[0] * seen, atol=0.02)


def test_near_a_photo_each_class_is_made_of_its_code(network: convscope.Network, tmp_path: Path) -> None:
    made = generate(network, ["day"], count=1, seed=7)
    made.pictures[0].save(tmp_path / "photo.png")
    found = generate(network, near=tmp_path / "photo.png")
    assert found.classes == ("day", "night")
    assert np.abs(found.pixels[0].astype(int) - made.pixels[0]).max() <= 4
    assert found.settings["near"] == str(tmp_path / "photo.png")


def test_a_walk_from_a_photo_begins_by_it(network: convscope.Network) -> None:
    made = generate(network, ["night"], count=1, seed=7)
    photo = Photo("made", np.repeat(made.pixels[0], 3, axis=2))
    found = generate(network, near=photo, walk=2, count=4)
    assert found.classes == ("night",) * 4
    assert np.abs(found.pixels[0].astype(int) - made.pixels[0]).max() <= 4
    last = generate(network, ["night"], count=1, seed=2)
    assert np.abs(found.pixels[-1].astype(int) - last.pixels[0]).max() <= 1


@pytest.mark.parametrize("mode", ["L", "RGBA", "I;16", "1"])
def test_photos_of_any_kind_have_a_code(mode: str, network: convscope.Network, tmp_path: Path) -> None:
    Image.new(mode, (1, 1)).save(tmp_path / "tiny.png")
    assert len(generate(network, near=tmp_path / "tiny.png").pixels) == 2


def test_a_photo_that_is_none_is_refused(network: convscope.Network, tmp_path: Path) -> None:
    (tmp_path / "none.png").write_bytes(b"nothing")
    with pytest.raises(ImageError):
        generate(network, near=tmp_path / "none.png")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"walk": 1, "along": 1, "classes": ["day"]}, "both"),
        ({"along": 1}, "one class"),
        ({"along": 5, "classes": ["day"]}, "4 directions"),
        ({"along": 0, "classes": ["day"]}, "4 directions"),
    ],
)
def test_a_way_that_there_is_not_is_one_sentence(
    network: convscope.Network, settings: dict[str, object], message: str
) -> None:
    with pytest.raises(NetworkError, match=message):
        generate(network, count=2, **settings)  # type: ignore[arg-type]


def test_a_diffusion_model_has_no_codes() -> None:
    diffusion = convscope.open_network("ddpm", weights="random")
    with pytest.raises(NetworkError, match="no directions"):
        generate(diffusion, ["7"], along=1)
