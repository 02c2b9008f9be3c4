"""The confusion matrix and its order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix

from convscope.evaluation import confusion

PAIRS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=60)


@pytest.mark.filterwarnings("ignore:A single label")
@given(PAIRS)
def test_the_counts_are_scikit_learns_in_another_order(pairs: list[tuple[int, int]]) -> None:
    truth, predicted = map(np.array, zip(*pairs, strict=True))
    found = confusion(truth, predicted)
    assert sorted(found.classes) == sorted(set(truth) | set(predicted))
    np.testing.assert_array_equal(found.counts, confusion_matrix(truth, predicted, labels=found.classes))


def test_classes_that_are_confused_stand_side_by_side() -> None:
    """0 with 3, 1 with 4, 2 with 5."""
    truth = np.repeat(np.arange(6), 10)
    predicted = truth.copy()
    for start in range(0, 60, 10):
        predicted[start : start + 4] = (truth[start : start + 4] + 3) % 6
    places = {index: place for place, index in enumerate(confusion(truth, predicted).classes)}
    assert all(abs(places[index] - places[index + 3]) == 1 for index in range(3))


def test_of_many_classes_the_most_confused_are_shown() -> None:
    truth = np.arange(50).repeat(2)
    predicted = truth.copy()
    predicted[[0, 20, 40]] = [49, 30, 7]
    found = confusion(truth, predicted, shown=6)
    assert set(found.classes) == {0, 49, 10, 30, 20, 7}
    assert found.left_out == 44
    assert found.counts.shape == (6, 6)
    # A class without a confusion does not fill a place that is left.
    assert set(confusion(truth, predicted, shown=8).classes) == set(found.classes)
