"""What a detector's outputs mean."""

import pytest
import torch
from torch import Tensor

from convscope.errors import ObjectiveError
from convscope.network.labels import Labels
from convscope.network.task.boxes import Boxes

TASK = Boxes(Labels(("disc", "rod")))
# Two places that see one disc, a rod there, and a place that sees next to nothing.
SCORES = torch.tensor(
    [
        [
            [10.0, 10, 20, 20, 2.0, -5.0],
            [10.0, 10, 20, 21, 1.0, -5.0],
            [11.0, 10, 20, 20, -5.0, 3.0],
            [50.0, 50, 60, 60, -4.0, -4.0],
        ]
    ]
)


def test_what_overlaps_a_better_detection_of_its_class_is_suppressed() -> None:
    found = TASK.detections(SCORES)[0]
    assert [(one.label, one.box) for one in found] == [("rod", (11, 10, 20, 20)), ("disc", (10, 10, 20, 20))]


def test_a_detector_can_suppress_at_an_overlap_of_its_own() -> None:
    own = Boxes(TASK.labels, overlap=0.95)
    assert len(own.detections(SCORES)[0]) == len(own.predictions(SCORES)[0]) == 3
    assert len(own.detections(SCORES, overlap=0.6)[0]) == 2


def test_scores_are_sigmoids() -> None:
    assert TASK.detections(SCORES)[0][0].score == pytest.approx(float(torch.tensor(3.0).sigmoid()))


def test_detections_below_the_least_score_are_left_out() -> None:
    assert [one.label for one in TASK.detections(SCORES, least=0.9)[0]] == ["rod"]
    assert len(TASK.detections(SCORES, least=0.01)[0]) == 4


def test_predictions_are_detections_with_their_boxes() -> None:
    first = TASK.predictions(SCORES)[0][0]
    assert (first.label, first.box) == ("rod", (11, 10, 20, 20))
    assert first.value == pytest.approx(3.0, abs=1e-4)
    assert first.document()["box"] == [11, 10, 20, 20]


def test_the_score_of_a_class_is_its_highest() -> None:
    assert TASK.class_score(0)(SCORES).tolist() == [2.0]


def test_the_questions_are_why_the_first_detections_are_found() -> None:
    assert [one.target for one in TASK.questions(SCORES)] == ["detection:1", "detection:2"]


def test_boxes_have_no_loss_of_their_own() -> None:
    with pytest.raises(ObjectiveError, match="no loss of their own"):
        TASK.loss(SCORES, Tensor())
