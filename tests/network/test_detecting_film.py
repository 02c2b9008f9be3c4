"""A detector looks at a film frame by frame."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor, nn

from convscope.errors import Cancelled, ImageError
from convscope.images import Preprocessing
from convscope.images.film import open_film
from convscope.network import Network
from convscope.network.detecting_film import detect_film
from convscope.progress import Progress

pytest.importorskip("av")


class Bright(nn.Module):
    """Finds a box in the middle of what is bright."""

    row: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("row", torch.tensor([[8.0, 8, 24, 24, 0.0]]))
        self.register_buffer("score", torch.tensor([[0.0, 0, 0, 0, 10.0]]))

    def forward(self, photos: Tensor) -> Tensor:
        return self.row + self.score * photos.mean((1, 2, 3), keepdim=True)[:, 0]  # type: ignore[operator]


@pytest.fixture
def network() -> Network:
    frame = Preprocessing((32, 32), (32, 32), "bilinear", (0.5,) * 3, (0.5,) * 3, fit="contain")
    return Network(Bright(), preprocessing=frame, labels=["light"], task="boxes", name="bright")


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """A dark frame, a bright one and a dark one of 100, 200 and 100 milliseconds, 64 x 64."""
    frames = [Image.fromarray(np.full((64, 64, 3), value, np.uint8)) for value in (0, 255, 10)]
    place = tmp_path / "film.gif"
    frames[0].save(place, save_all=True, append_images=frames[1:], duration=[100, 200, 100])
    return place


def test_each_frame_says_when_it_is_and_what_is_in_it(network: Network, film: Path, tmp_path: Path) -> None:
    found = detect_film(network, film, tmp_path / "out.mp4")
    assert [(frame.seconds, len(frame.detections)) for frame in found.frames] == [(0, 0), (0.1, 1), (0.3, 0)]
    assert found.frames[1].detections[0].box == (16, 16, 48, 48)


def test_the_written_film_has_as_many_frames(network: Network, film: Path, tmp_path: Path) -> None:
    detect_film(network, film, tmp_path / "out.mp4")
    assert len(list(open_film(tmp_path / "out.mp4").frames())) == 3


def test_what_is_no_film_is_said_in_a_sentence(network: Network, tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_bytes(b"no film")
    with pytest.raises(ImageError, match="is no film that can be read"):
        detect_film(network, tmp_path / "film.mp4", tmp_path / "out.mp4")
    assert not (tmp_path / "out.mp4").exists()


def test_stopped_in_between_no_film_is_left(network: Network, film: Path, tmp_path: Path) -> None:
    class Stopping(Progress):
        def step(self, done: int, total: int | None, *, what: str = "", **_: object) -> None:
            if done == 2:
                self.cancel()

    with pytest.raises(Cancelled):
        detect_film(network, film, tmp_path / "out.mp4", progress=Stopping())
    assert [path.name for path in tmp_path.iterdir()] == ["film.gif"]
