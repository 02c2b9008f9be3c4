"""Detections in photos: in the photo's own pixels, drawn, and written as COCO."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor, nn

from convscope.datasets.boxed import open_boxed
from convscope.errors import BoxError, ImageError, NetworkError
from convscope.images import Preprocessing
from convscope.network import Network
from convscope.network.detecting import detect, detect_all
from convscope.report.coco_detections import write_coco


class Fixed(nn.Module):
    """Finds a disc in the middle of whatever it sees, and next to nothing in a corner."""

    rows: Tensor

    def __init__(self) -> None:
        super().__init__()
        rows = [[8.0, 8, 24, 24, 3.0, -6.0], [0.0, 0, 4, 4, -4.0, -4.0]]
        self.register_buffer("rows", torch.tensor(rows))

    def forward(self, photos: Tensor) -> Tensor:
        return self.rows + photos.mean((1, 2, 3), keepdim=True)[:, 0] * 0


@pytest.fixture(scope="module")
def network() -> Network:
    # A photo of 48 rows and 64 columns fills the middle 24 rows of the frame.
    frame = Preprocessing((32, 32), (32, 32), "bilinear", (0.5,) * 3, (0.5,) * 3, fit="contain")
    return Network(Fixed(), preprocessing=frame, labels=["disc", "rod"], task="boxes", name="fixed")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    Image.fromarray(np.full((48, 64, 3), 90, np.uint8)).save(tmp_path / "cells.png")
    return tmp_path / "cells.png"


def test_boxes_are_told_in_pixels_of_the_photo(network: Network, photo: Path) -> None:
    (found,) = detect(network, photo).detections
    assert (found.label, found.box) == ("disc", (16, 8, 48, 40))


def test_what_reaches_into_the_border_is_cut_off_at_the_photo(network: Network, photo: Path) -> None:
    corner = detect(network, photo, score=0.01).detections[1]
    assert corner.box == (0, 0, 8, 0)


def test_the_picture_is_the_photo_with_its_boxes(network: Network, photo: Path) -> None:
    drawn = np.asarray(detect(network, photo).picture())
    assert drawn.shape == (48, 64, 3)
    assert (drawn[24, 32] == 90).all()
    assert (drawn[24, 16] != 90).any()


def test_many_photos_come_in_their_order_with_what_is_wrong_with_one(
    network: Network, photo: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    found = list(detect_all(network, [broken, photo]))
    assert [place for place, _ in found] == [broken, photo]
    assert isinstance(found[0][1], ImageError)


def test_a_classifier_finds_no_boxes(photo: Path) -> None:
    classifier = Network(nn.Sequential(nn.Flatten(), nn.Linear(3 * 8 * 8, 2)), input_shape=(3, 8, 8))
    with pytest.raises(NetworkError, match="finds no boxes: its task is classes"):
        detect(classifier, photo)


def test_a_threshold_outside_0_and_1_is_refused(network: Network, photo: Path) -> None:
    with pytest.raises(BoxError, match="The overlap lies between 0 and 1, got 2"):
        detect(network, photo, overlap=2.0)
    with pytest.raises(BoxError, match="The score lies between 0 and 1"):
        detect(network, photo, score=30)


def test_written_as_coco_they_are_read_as_boxes(network: Network, photo: Path) -> None:
    write_coco([detect(network, photo)], ["disc", "rod"], photo.parent / "found.json")
    boxed = open_boxed(photo.parent / "found.json")
    assert boxed is not None
    (one,) = boxed.photos[0].boxes
    assert (boxed.classes[one.label], one.box) == ("disc", (16, 8, 48, 40))
    assert json.loads((photo.parent / "found.json").read_text())["annotations"][0]["score"] > 0.9
