"""Boxes as people write them."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torchvision.ops import box_convert

from convscope.detection import read_box, read_scored_boxes
from convscope.errors import BoxError, MatrixError

SIZES = st.integers(1, 1000)


@given(st.tuples(st.integers(-500, 500), st.integers(-500, 500), SIZES, SIZES))
def test_each_form_is_read_as_torchvision_converts_it(numbers: tuple[int, int, int, int]) -> None:
    text = " ".join(map(str, numbers))
    for form, theirs in (("size", "xywh"), ("centre", "cxcywh")):
        expected = box_convert(torch.tensor([numbers]).double(), theirs, "xyxy")[0].tolist()
        assert read_box(text, form) == pytest.approx(tuple(expected))


def test_a_score_and_a_class_stand_behind_the_box() -> None:
    found = read_scored_boxes("1 2 3 4 0.5 7; 0 0 1 1 0.25 2")
    assert found == (((1, 2, 3, 4), (0, 0, 1, 1)), (0.5, 0.25), (7, 2))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1 2 3 4", "a score and perhaps a class, got 4 numbers"),
        ("1 2 1 4 0.5", "Row 1 has no area: it reaches from column 1 to 1"),
        ("1 2 3 4 0.5 1.5", "The class of row 1 is a whole number, got 1.5"),
    ],
)
def test_a_wrong_detection_is_named_with_its_row(text: str, said: str) -> None:
    with pytest.raises(BoxError, match=said):
        read_scored_boxes(text)


def test_a_box_of_three_numbers_is_refused() -> None:
    with pytest.raises(BoxError, match="four numbers, got '1 2 3'"):
        read_box("1 2 3")


def test_a_word_in_a_box_is_refused() -> None:
    with pytest.raises(MatrixError, match="'left', which is not a number"):
        read_box("left 2 3 4")


def test_a_misspelt_form_has_a_near_match() -> None:
    with pytest.raises(BoxError, match="Did you mean corners"):
        read_box("1 2 3 4", "corner")
