"""Slices of photos."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convscope.evaluation import by_number, by_word, slices


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50))
def test_a_number_puts_every_photo_into_one_part(values: list[float]) -> None:
    parts = by_number(np.array(values))
    if len(set(values)) > 1:
        np.testing.assert_array_equal(sum(rows.astype(int) for _, rows in parts), 1)
    else:
        assert parts == []


def test_words_part_by_value() -> None:
    parts = by_word(["day", "night", "day", ""])
    assert [(name, rows.tolist()) for name, rows in parts] == [
        ("(empty)", [False, False, False, True]),
        ("day", [True, False, True, False]),
        ("night", [False, True, False, False]),
    ]
    assert by_word(["day", "day"]) == []


def test_a_part_that_does_worse_is_marked() -> None:
    dark = np.arange(200) < 60
    correct = np.where(dark, np.arange(200) % 2 == 0, np.arange(200) % 20 > 0)
    found = slices(
        correct, {"light": [("dark", dark), ("bright", ~dark)], "half": [("even", np.arange(200) % 4 < 2)]}
    )
    assert [(s.property, s.group, s.count, s.differs) for s in found] == [
        ("light", "dark", 60, True),
        ("light", "bright", 140, True),
        ("half", "even", 100, False),
    ]
    assert found[0].accuracy.value == pytest.approx(0.5)


@pytest.mark.parametrize(("errors_in_the_rest", "differs"), [(2, False), (40, True)])
def test_a_part_without_errors_differs_only_from_a_rest_with_many(
    errors_in_the_rest: int, differs: bool
) -> None:
    rows = np.arange(100) < 20
    correct = np.arange(100) >= 100 - (80 - errors_in_the_rest)
    correct[rows] = True
    assert slices(correct, {"x": [("a", rows)]})[0].differs == differs


def test_a_part_of_a_few_photos_is_left_out() -> None:
    rows = np.arange(20) < 4
    assert slices(np.ones(20, dtype=bool), {"x": [("few", rows)]}) == []
