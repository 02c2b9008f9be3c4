"""What a detector considered at a place, and what became of it."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor, nn

import convscope
from cli.typed import typed
from convscope.errors import BoxError
from convscope.images import Preprocessing
from convscope.network import Network

ROWS = [
    [8.0, 8, 24, 24, 3.0, -6.0],  # found
    [8.0, 8, 24, 22, 2.0, -6.0],  # the same disc again
    [8.0, 8, 24, 16, -1.0, -6.0],  # half of it, too weak
    [10.0, 10, 20, 20, -6.0, 1.0],  # a rod there
    [0.0, 0, 4, 4, 2.0, -6.0],  # elsewhere
]


class Fixed(nn.Module):
    """Proposes the same boxes whatever it sees."""

    rows: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("rows", torch.tensor(ROWS))

    def forward(self, photos: Tensor) -> Tensor:
        return self.rows + photos.mean((1, 2, 3), keepdim=True)[:, 0] * 0


@pytest.fixture(scope="module")
def network() -> Network:
    frame = Preprocessing((32, 32), (32, 32), "bilinear", (0.5,) * 3, (0.5,) * 3, fit="contain")
    return Network(Fixed(), preprocessing=frame, labels=["disc", "rod"], task="boxes", name="fixed")


PHOTO = np.full((32, 32, 3), 90, np.uint8)


def told(network: Network, **options: Any) -> list[tuple[str, str, int | None]]:
    found = convscope.considered(network, PHOTO, (12, 12), **options)
    return [(one.detection.label, one.verdict, one.by) for one in found]


def test_each_box_at_the_place_has_its_verdict(network: Network) -> None:
    assert told(network) == [
        ("disc", "found", 1),
        ("disc", "suppressed", 1),
        ("rod", "found", 3),
        ("disc", "below the score", 1),
    ]


def test_the_overlap_is_with_the_detection_that_is_named(network: Network) -> None:
    found = convscope.considered(network, PHOTO, (12, 12))
    assert [one.iou for one in found] == pytest.approx([1, 14 / 16, 1, 0.5])


def test_the_verdict_follows_the_thresholds(network: Network) -> None:
    assert told(network, overlap=0.9)[1] == ("disc", "found", 2)
    assert told(network, overlap=0.4)[3] == ("disc", "suppressed", 1)
    assert told(network, score=0.2)[3] == ("disc", "found", 4)


def test_no_more_boxes_come_than_were_asked_for(network: Network) -> None:
    assert len(told(network, most=2)) == 2


def test_a_place_outside_the_photo_is_refused(network: Network) -> None:
    with pytest.raises(BoxError, match="40,12 lies outside the photo of 32 x 32"):
        convscope.considered(network, PHOTO, (40, 12))


@pytest.mark.parametrize("text", ["12", "12;3", "a,b", "-1,4"])
def test_a_place_is_row_and_column(text: str, tmp_path: Path) -> None:
    photo = tmp_path / "cat.png"
    Image.fromarray(PHOTO).save(photo)
    answer = typed("detect", str(photo), "--at", text)
    assert "A place is ROW,COLUMN" in answer.err
