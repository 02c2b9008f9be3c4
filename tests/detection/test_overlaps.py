"""How much boxes share."""

from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torchvision.ops import box_iou, generalized_box_iou

from convscope.detection import overlap

Box = tuple[float, float, float, float]


@st.composite
def boxes(draw: Any) -> Box:
    """A box of whole numbers, so that its area is exact."""
    left, top = draw(st.integers(-20, 20)), draw(st.integers(-20, 20))
    return left, top, left + draw(st.integers(1, 30)), top + draw(st.integers(1, 30))


def pixels(box: Box) -> set[tuple[int, int]]:
    """The unit squares that a box of whole numbers covers."""
    return {
        (row, column) for row in range(int(box[1]), int(box[3])) for column in range(int(box[0]), int(box[2]))
    }


@given(boxes(), boxes())
def test_the_iou_is_that_of_the_pixels_that_the_boxes_cover(first: Box, second: Box) -> None:
    one, other = pixels(first), pixels(second)
    assert overlap(first, second).iou == pytest.approx(len(one & other) / len(one | other))


@given(boxes(), boxes())
def test_the_iou_is_torchvisions(first: Box, second: Box) -> None:
    found = box_iou(torch.tensor([first]).double(), torch.tensor([second]).double())
    assert overlap(first, second).iou == pytest.approx(float(found))


@given(boxes(), boxes())
def test_the_generalized_iou_is_torchvisions(first: Box, second: Box) -> None:
    found = generalized_box_iou(torch.tensor([first]).double(), torch.tensor([second]).double())
    assert overlap(first, second).giou == pytest.approx(float(found))


@given(boxes(), boxes())
def test_two_boxes_share_the_same_whichever_comes_first(first: Box, second: Box) -> None:
    assert overlap(first, second).giou == overlap(second, first).giou


def test_boxes_that_touch_share_nothing() -> None:
    assert overlap((0, 0, 2, 2), (2, 0, 4, 2)).intersection is None


def test_the_generalized_iou_falls_with_the_distance() -> None:
    near, far = overlap((0, 0, 2, 2), (3, 0, 5, 2)), overlap((0, 0, 2, 2), (8, 0, 10, 2))
    assert near.iou == far.iou == 0
    assert near.giou > far.giou


def test_the_formula_ends_in_the_numbers_by_hand() -> None:
    # 2 x 4 and 4 x 2 share 2 x 2; 8 + 8 - 4 = 12; the hull is 4 x 4.
    lines = overlap((0, 0, 2, 4), (0, 0, 4, 2)).formula
    assert lines[-2:] == ("IoU: 4 / 12 = 0.3333", "GIoU: 0.3333 - (16 - 12) / 16 = 0.0833")
