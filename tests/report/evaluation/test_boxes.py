"""The report of a detector, its rows, and evaluation as one function for all kinds of networks."""

import csv
import json
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

import convscope
from convscope.errors import EvaluationError
from convscope.evaluation.detector_evaluation import DetectorEvaluation
from convscope.images import Preprocessing
from convscope.language import speaking, translation
from convscope.network import Network
from convscope.report.evaluation import write_evaluation
from convscope.report.evaluation.predictions import write_predictions
from datasets.boxed.annotated_photos import split, voc


class Twice(nn.Module):
    """Finds a disc in the middle of whatever it sees, and a rod in a corner."""

    rows: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("rows", torch.tensor([[8.0, 8, 24, 24, 3.0, -9.0], [0, 0, 4, 4, -9.0, 1.0]]))

    def forward(self, photos: Tensor) -> Tensor:
        return self.rows + photos.mean((1, 2, 3), keepdim=True)[:, 0] * 0


@pytest.fixture
def judged(tmp_path: Path) -> DetectorEvaluation:
    voc(tmp_path, "right", [("disc", (16, 8, 48, 40))])
    voc(tmp_path, "missed", [("disc", (16, 8, 48, 40)), ("rod", (50, 0, 60, 10))])
    split(tmp_path, "test", "right", "missed")
    frame = Preprocessing((32, 32), (32, 32), "bilinear", (0.5,) * 3, (0.5,) * 3, fit="contain")
    network = Network(Twice(), preprocessing=frame, labels=["disc", "rod"], task="boxes", name="twice")
    found = convscope.evaluate(network, tmp_path)
    assert isinstance(found, DetectorEvaluation)
    return found


def test_evaluate_judges_a_detector_by_its_boxes(judged: DetectorEvaluation) -> None:
    assert judged.figures.map50 == 0.5
    assert judged.record is not None


def test_what_is_for_classifiers_is_refused(judged: DetectorEvaluation, tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="A detector is evaluated without method"):
        convscope.evaluate(judged.network, tmp_path, method="grad-cam")


def test_a_classifier_has_no_least_score(tmp_path: Path) -> None:
    network = convscope.open_network(
        "input 3x12x12 -> conv 4 3x3 -> relu -> flatten -> dense 2", weights="random"
    )
    with pytest.raises(EvaluationError, match="least score"):
        convscope.evaluate(network, tmp_path, score=0.5)


def test_the_report_names_every_kind_of_error_and_draws_each_photo(
    judged: DetectorEvaluation, tmp_path: Path
) -> None:
    place = tmp_path / "out" / "report.html"
    document = write_evaluation(judged, place)
    page = place.read_text()
    assert all(f'<h3 class="below">{kind} ({count})' in page for kind, count in document["errors"].items())
    assert page.count('<figure>\n<div class="framed">') == 2
    assert json.loads(place.with_suffix(".json").read_text())["errors"] == document["errors"]


def test_the_report_speaks_french(
    judged: DetectorEvaluation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Another test's class may be called "background", which then is no word of the program in this process.
    monkeypatch.setattr(translation, "_OWN", set())
    translation._translated.cache_clear()
    with speaking("fr"):
        write_evaluation(judged, tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text()
    assert '<h3 class="below">fond (2)' in page
    assert "Kinds of errors" not in page


def test_rows_hold_all_detections_and_what_was_missed(judged: DetectorEvaluation, tmp_path: Path) -> None:
    write_predictions(judged, tmp_path / "rows.csv")
    with (tmp_path / "rows.csv").open() as file:
        rows = list(csv.DictReader(file))
    told = [(row["photo"], row["label"], row["verdict"]) for row in rows]
    assert told == [
        ("JPEGImages/missed.png", "disc", "right"),
        ("JPEGImages/missed.png", "rod", "background"),
        ("JPEGImages/missed.png", "rod", "missed"),
        ("JPEGImages/right.png", "disc", "right"),
        ("JPEGImages/right.png", "rod", "background"),
    ]


def test_rows_as_json_are_those_of_the_table(judged: DetectorEvaluation, tmp_path: Path) -> None:
    write_predictions(judged, tmp_path / "rows.json")
    rows = json.loads((tmp_path / "rows.json").read_text())
    assert rows[2] | {"photo": ""} == {
        "photo": "", "label": "rod", "score": None, "left": 50, "top": 0, "right": 60, "bottom": 10,
        "verdict": "missed", "truth": "rod", "iou": None,
    }  # fmt: skip
