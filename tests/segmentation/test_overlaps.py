"""Figures of maps of classes, by hand and against scikit-learn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from sklearn.metrics import f1_score, jaccard_score

from convscope.datasets.masked.coding import IGNORED
from convscope.segmentation import overlaps_of

TRUTH = np.array([[0, 0, 1], [0, 1, 1]])
FOUND = np.array([[0, 1, 1], [0, 1, 0]])


def test_iou_and_dice_are_those_of_the_sum_by_hand() -> None:
    found = overlaps_of(TRUTH, FOUND, 2)
    assert found.counts.tolist() == [[2, 1], [1, 2]]
    assert found.iou.tolist() == [2 / 4, 2 / 4]
    assert found.dice.tolist() == pytest.approx([2 * 2 / 6, 2 * 2 / 6])


def test_places_that_count_for_nothing_change_nothing() -> None:
    truth, found = np.append(TRUTH, IGNORED), np.append(FOUND, 1)
    assert (overlaps_of(truth, found, 2).counts == overlaps_of(TRUTH, FOUND, 2).counts).all()


def test_a_class_that_is_in_neither_map_is_left_out_of_the_mean() -> None:
    found = overlaps_of(TRUTH, FOUND, 3)
    assert np.isnan(found.iou[2])
    assert found.mean_iou == 0.5


def test_a_class_that_is_found_and_not_there_counts_as_nothing() -> None:
    assert overlaps_of(np.zeros(4, int), np.array([0, 0, 0, 1]), 2).mean_iou == (3 / 4 + 0) / 2


def test_counts_of_photos_add_up_to_those_of_all() -> None:
    one = overlaps_of(TRUTH[0], FOUND[0], 2) + overlaps_of(TRUTH[1], FOUND[1], 2)
    assert (one.counts == overlaps_of(TRUTH, FOUND, 2).counts).all()


maps = arrays(np.int64, (2, 40), elements=st.integers(0, 3))


@given(maps)
def test_iou_and_dice_are_those_of_scikit_learn(both: NDArray[np.int64]) -> None:
    truth, found = both
    labels = np.union1d(truth, found)
    own = overlaps_of(truth, found, 4)
    assert own.mean_iou == pytest.approx(jaccard_score(truth, found, labels=labels, average="macro"))
    assert own.mean_dice == pytest.approx(f1_score(truth, found, labels=labels, average="macro"))


@given(maps)
def test_dice_follows_from_iou(both: NDArray[np.int64]) -> None:
    own = overlaps_of(both[0], both[1], 4)
    assert own.dice == pytest.approx(2 * own.iou / (1 + own.iou), nan_ok=True)
