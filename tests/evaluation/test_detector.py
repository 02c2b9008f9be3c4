"""A detector judged on photos with boxes."""

from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from convscope.errors import BoxError, DataError
from convscope.evaluation.detector import evaluate_detector
from convscope.images import Preprocessing
from convscope.network import Network
from convscope.progress import Progress
from datasets.boxed.annotated_photos import split, voc


class Fixed(nn.Module):
    """Finds a disc in the middle of whatever it sees."""

    row: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("row", torch.tensor([[8.0, 8, 24, 24, 3.0, -9.0]]))

    def forward(self, photos: Tensor) -> Tensor:
        return self.row + photos.mean((1, 2, 3), keepdim=True)[:, 0] * 0


@pytest.fixture(scope="module")
def network() -> Network:
    frame = Preprocessing((32, 32), (32, 32), "bilinear", (0.5,) * 3, (0.5,) * 3, fit="contain")
    return Network(Fixed(), preprocessing=frame, labels=["disc", "rod"], task="boxes", name="fixed")


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    # In pixels of the photo the network finds (16, 8, 48, 40).
    voc(tmp_path, "right", [("disc", (16, 8, 48, 40))])
    voc(tmp_path, "missed", [("disc", (16, 8, 48, 40)), ("rod", (0, 0, 10, 10))])
    voc(tmp_path, "other", [])
    split(tmp_path, "train", "other")
    split(tmp_path, "test", "right", "missed")
    return tmp_path


def test_figures_are_those_of_the_held_out_photos(network: Network, photos: Path) -> None:
    judged = evaluate_detector(network, photos)
    assert (judged.split, len(judged.photos)) == ("test", 2)
    assert [(one.label, one.things, one.ap50) for one in judged.figures.classes] == [
        ("disc", 2, 1),
        ("rod", 1, 0),
    ]
    assert judged.document()["metrics"]["mAP@0.5"] == 0.5


def test_errors_are_told_by_kind_and_photo(network: Network, photos: Path) -> None:
    document = evaluate_detector(network, photos).document()
    assert document["errors"]["missed"] == 1
    assert document["worst"] == [{"photo": "JPEGImages/missed.png", "errors": 1}]


def test_boxes_of_a_class_that_the_network_does_not_know_are_refused(network: Network, photos: Path) -> None:
    voc(photos, "right", [("cube", (16, 8, 48, 40))])
    with pytest.raises(DataError, match="'cube', a class that fixed does not know"):
        evaluate_detector(network, photos)


def test_a_split_that_is_not_there_is_refused(network: Network, photos: Path) -> None:
    with pytest.raises(DataError, match="no split 'val'"):
        evaluate_detector(network, photos, split="val")


def test_the_interval_holds_the_figure(network: Network, photos: Path) -> None:
    judged = evaluate_detector(network, photos)
    assert judged.map50.low <= judged.map50.value == judged.figures.map50 <= judged.map50.high


def test_precision_and_recall_are_those_of_the_score(network: Network, photos: Path) -> None:
    disc, rod = evaluate_detector(network, photos).document()["classes"]
    assert disc["at_score"] == {"precision": 1, "recall": 1}
    assert rod["at_score"] == {"precision": 1, "recall": 0}


def test_a_score_above_all_detections_shows_none_and_misses_all(network: Network, photos: Path) -> None:
    document = evaluate_detector(network, photos, score=0.99).document()
    assert document["errors"]["missed"] == 3
    assert document["calibration"]["expected_error"] is None


def test_calibration_is_the_distance_of_scores_from_the_share_that_is_right(
    network: Network, photos: Path
) -> None:
    # Each detection has the score sigmoid(3) = 0.9526 and is right.
    found = evaluate_detector(network, photos).calibration_error
    assert found == pytest.approx(1 - 0.9526, abs=1e-4)


def test_a_score_that_is_none_is_refused(network: Network, photos: Path) -> None:
    with pytest.raises(BoxError, match="between 0 and 1"):
        evaluate_detector(network, photos, score=3)


def test_boxes_reach_no_further_than_the_photo(network: Network, tmp_path: Path) -> None:
    """The network finds (16, 8, 48, 40), and its detections end where the photo does."""
    voc(tmp_path, "a", [("disc", (16, 8, 48, 400))], said=(64, 48))
    judged = evaluate_detector(network, tmp_path)
    assert judged.photos[0].truth.boxes.tolist() == [[16, 8, 48, 48]]


def test_a_box_without_area_is_left_out_with_a_word(network: Network, tmp_path: Path) -> None:
    voc(tmp_path, "a", [("disc", (16, 8, 48, 40)), ("rod", (5, 5, 5, 9))])
    progress = Noting()
    judged = evaluate_detector(network, tmp_path, progress=progress)
    assert [one.things for one in judged.figures.classes] == [1, 0]
    assert progress.notes == ["boxes without area are left out: 1, the first in line 5 of Annotations/a.xml"]


def test_a_photo_without_boxes_counts_what_is_found_in_it_as_background(
    network: Network, tmp_path: Path
) -> None:
    voc(tmp_path, "a", [])
    document = evaluate_detector(network, tmp_path).document()
    assert document["errors"]["background"] == 1
    assert document["metrics"]["mAP@0.5"] is None


def test_thousands_of_boxes_of_a_photo_are_judged(network: Network, tmp_path: Path) -> None:
    things = [
        ("disc", (column % 60, column // 60 % 44, column % 60 + 3, column // 60 % 44 + 3))
        for column in range(3000)
    ]
    voc(tmp_path, "a", things)
    assert evaluate_detector(network, tmp_path).figures.classes[0].things == 3000


class Noting(Progress):
    """Keeps what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.notes: list[str] = []

    def note(self, text: str) -> None:
        self.notes.append(text)
