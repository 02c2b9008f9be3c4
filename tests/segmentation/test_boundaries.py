"""Outlines of classes, on squares whose figures can be said."""

import numpy as np
import pytest
from numpy.typing import NDArray

from convscope.datasets.masked.coding import IGNORED
from convscope.segmentation import boundary_score


def square(left: int, side: int = 40) -> NDArray[np.int64]:
    """A square of class 1 in a map of 100 x 100."""
    found = np.zeros((100, 100), np.int64)
    found[30 : 30 + side, left : left + side] = 1
    return found


def test_equal_maps_have_a_score_of_1() -> None:
    assert boundary_score(square(30), square(30), 2).f.tolist() == [1, 1]


@pytest.mark.parametrize(("shift", "is_met"), [(1, True), (2, False)])
def test_an_outline_counts_within_the_tolerance(shift: int, *, is_met: bool) -> None:
    # 0.75 % of the diagonal of 141 are 1.06 places.
    score = boundary_score(square(30), square(30 + shift), 2)
    assert (score.f[1] == 1) == is_met


def test_the_share_that_is_met_is_that_of_the_sides_which_lie_near() -> None:
    score = boundary_score(square(30), square(50), 2, tolerance=0.01)
    # Of 156 places of the outline those of the upper and lower side that overlap are met: 20 each, and one more each
    # in whose reach the corner lies; beside these the places of the other side's ends.
    assert 40 / 156 <= score.recall[1] <= 48 / 156
    assert score.precision[1] == score.recall[1]


def test_a_class_in_a_single_map_has_a_score_of_0() -> None:
    nothing = np.zeros((100, 100), int)
    assert boundary_score(square(30), nothing, 2).f[1] == 0


def test_a_class_without_an_outline_is_unknown() -> None:
    nothing = np.zeros((100, 100), int)
    assert np.isnan(boundary_score(nothing, nothing, 2).f).all()


def test_borders_of_places_that_count_for_nothing_are_no_outlines() -> None:
    truth = np.zeros((100, 100), int)
    truth[:, 50:] = IGNORED
    found = np.zeros((100, 100), int)
    found[:, 50:] = 1
    assert np.isnan(boundary_score(truth, found, 2).f).all()
