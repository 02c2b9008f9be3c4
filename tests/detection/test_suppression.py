"""Which detections are kept."""

from itertools import combinations
from math import exp
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from convscope.detection import overlap, read_scored_boxes, suppressed, suppression
from convscope.detection.box_texts import ScoredBoxes
from convscope.errors import BoxError

# IoU of the first two: 46 x 44 / (51 x 50 + 51 x 46 - 46 x 44); the third is far away.
TEXT = "10 10 60 60 0.9 / 15 12 66 58 0.8 / 100 10 140 60 0.7"


@st.composite
def detections(draw: Any) -> ScoredBoxes:
    """Boxes near each other, with few different scores so that equal ones occur, in up to three classes."""
    count = draw(st.integers(0, 12))
    numbers = st.integers(0, 8)
    boxes = []
    for _ in range(count):
        left, top = draw(numbers), draw(numbers)
        boxes.append((float(left), float(top), left + 1.0 + draw(numbers), top + 1.0 + draw(numbers)))
    scores = [draw(st.integers(1, 6)) / 8 for _ in boxes]
    return ScoredBoxes(tuple(boxes), tuple(scores), tuple(draw(st.integers(0, 2)) for _ in boxes))


@given(detections(), st.sampled_from([0.0, 0.25, 0.3, 0.5, 0.7, 1.0]))
def test_the_fast_path_keeps_what_the_steps_keep(found: ScoredBoxes, threshold: float) -> None:
    boxes = torch.tensor(found.boxes, dtype=torch.float64).reshape(-1, 4)
    scores, classes = torch.tensor(found.scores, dtype=torch.float64), torch.tensor(found.classes)
    fast = suppressed(boxes, scores, classes, threshold).tolist()
    assert fast == list(suppression(found, threshold=threshold).kept)


@given(detections(), st.sampled_from([0.3, 0.5]))
def test_no_two_kept_boxes_of_a_class_overlap_above_the_threshold(
    found: ScoredBoxes, threshold: float
) -> None:
    for one, other in combinations(suppression(found, threshold=threshold).kept, 2):
        is_alike = found.classes[one] == found.classes[other]
        assert not is_alike or overlap(found.boxes[one], found.boxes[other]).iou <= threshold


@given(detections())
def test_every_box_is_kept_or_has_a_suppressor(found: ScoredBoxes) -> None:
    steps = suppression(found)
    assert sorted([*steps.kept, *steps.suppressor]) == list(range(len(found.boxes)))


def test_a_box_that_overlaps_one_with_a_higher_score_is_suppressed() -> None:
    assert dict(suppression(read_scored_boxes(TEXT)).suppressor) == {1: 0}


def test_classes_do_not_suppress_each_other() -> None:
    assert suppression(read_scored_boxes("0 0 9 9 0.9 0 / 0 0 9 9 0.8 1")).kept == (0, 1)


def test_an_overlap_as_great_as_the_threshold_does_not_suppress() -> None:
    # The second is half of the first.
    assert suppression(read_scored_boxes("0 0 4 4 0.9 / 0 0 4 2 0.8"), threshold=0.5).kept == (0, 1)


def test_the_gaussian_way_lowers_the_score_by_the_overlap() -> None:
    met = suppression(read_scored_boxes(TEXT), way="gaussian", sigma=0.5).steps[0].meetings[0]
    shared = 45 * 46
    iou = shared / (50 * 50 + 51 * 46 - shared)
    assert met.after == pytest.approx(0.8 * exp(-(iou**2) / 0.5))


def test_the_linear_way_multiplies_by_what_is_not_shared() -> None:
    met = suppression(read_scored_boxes("0 0 4 4 0.9 / 0 0 4 3 0.8"), way="linear").steps[0].meetings[0]
    assert met.after == pytest.approx(0.8 * (1 - 0.75))


def test_a_lowered_box_is_kept_after_one_that_it_preceded() -> None:
    assert suppression(read_scored_boxes(TEXT), way="gaussian").kept == (0, 2, 1)


def test_a_box_that_is_lowered_below_the_least_score_is_gone() -> None:
    assert suppression(read_scored_boxes(TEXT), way="gaussian", least=0.5).kept == (0, 2)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"way": "gausian"}, "Did you mean gaussian"),
        ({"threshold": 1.5}, "between 0 and 1, got 1.5"),
        ({"sigma": 0}, "above 0, got 0"),
    ],
)
def test_an_impossible_setting_is_named(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(BoxError, match=said):
        suppression(read_scored_boxes(TEXT), **settings)
