"""Things found beside things that are there, counted by hand."""

import numpy as np
import pytest

from convscope.segmentation.thing_matches import THRESHOLDS, matched_things


def numbers(*things: tuple[int, slice, slice]) -> np.ndarray:
    found = np.zeros((20, 20), np.int32)
    for number, rows, columns in things:
        found[rows, columns] = number
    return found


TRUTH = numbers((7, slice(0, 10), slice(0, 10)), (3, slice(12, 16), slice(12, 16)))


def test_the_thresholds_go_from_a_half_to_95_hundredths() -> None:
    assert THRESHOLDS == (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)


def test_the_same_things_under_other_numbers_are_all_found() -> None:
    other = np.where(TRUTH == 7, 1, np.where(TRUTH == 3, 900, 0))
    assert (matched_things(TRUTH, other).precision == 1).all()


def test_a_thing_counts_up_to_the_iou_that_it_is_found_with() -> None:
    # 8 of 10 columns: an IoU of 0.8, which is not above 0.8.
    found = matched_things(TRUTH, numbers((1, slice(0, 10), slice(0, 8))))
    assert found.matched.tolist() == [1, 1, 1, 1, 1, 1, 0, 0, 0, 0]
    assert found.precision[0] == pytest.approx(1 / 2)


def test_two_things_found_as_one_are_missed_and_found_too_much() -> None:
    truth = numbers((1, slice(0, 10), slice(0, 10)), (2, slice(0, 10), slice(10, 20)))
    found = matched_things(truth, (truth > 0).astype(np.int32))
    assert (found.there, found.found, found.matched[0]) == (2, 1, 0)
    assert found.precision[0] == 0


def test_what_is_found_where_nothing_is_counts_against_it() -> None:
    found = matched_things(TRUTH, np.where(TRUTH > 0, TRUTH, 0) + numbers((9, slice(18, 20), slice(0, 2))))
    assert found.precision[0] == pytest.approx(2 / 3)


def test_a_photo_without_things_of_which_none_is_found_has_no_precision() -> None:
    empty = np.zeros((4, 4), np.uint16)
    assert np.isnan(matched_things(empty, empty).precision).all()


def test_a_photo_without_things_in_which_some_are_found_has_a_precision_of_0() -> None:
    assert matched_things(np.zeros((20, 20), np.uint16), TRUTH).precision[0] == 0
