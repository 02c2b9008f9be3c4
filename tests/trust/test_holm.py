"""Holm's correction, against its definition by hand and properties that follow from it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convscope.trust.holm import holm


def test_the_adjustment_is_that_of_its_definition() -> None:
    # Smallest 0.01 x 3, next 0.02 x 2, largest max(0.04, 0.03 x 1).
    assert holm([0.03, 0.01, 0.02]) == pytest.approx([0.04, 0.03, 0.04])
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])


def test_the_adjusted_are_at_most_1() -> None:
    assert holm([0.9, 0.8]) == pytest.approx([1, 1])


def test_of_no_values_there_are_none() -> None:
    assert holm([]).shape == (0,)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_the_adjustment_keeps_the_order_and_lowers_nothing(p: list[float]) -> None:
    adjusted = holm(p)
    assert (adjusted >= np.array(p)).all()
    assert (np.diff(adjusted[np.argsort(p, kind="stable")]) >= 0).all()
