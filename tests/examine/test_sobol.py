"""Sobol indices: closed forms, and the published ones of Ishigami's function."""

import numpy as np
import pytest
from numpy.typing import NDArray

from convscope.examine.concepts.sobol import sobol_indices

Values = NDArray[np.float64]


def test_the_indices_of_a_sum_are_the_shares_of_its_squares() -> None:
    weights = np.array([3.0, -2.0, 0.0, 1.0])
    found = sobol_indices(lambda x: x @ weights + 5, 4, 1024)
    expected = weights**2 / (weights**2).sum()
    np.testing.assert_allclose(found.first, expected, atol=0.01)
    np.testing.assert_allclose(found.total, expected, atol=0.01)


def test_of_a_product_the_totals_hold_what_inputs_do_together() -> None:
    # Var(x y) = 1/9 - 1/16 = 7/144, of which x alone has Var(x / 2) = 1/48: 3/7, and the rest but that of y is 4/7.
    found = sobol_indices(lambda x: x[:, 0] * x[:, 1], 2, 4096)
    np.testing.assert_allclose(found.first, 3 / 7, atol=0.01)
    np.testing.assert_allclose(found.total, 4 / 7, atol=0.01)


def test_ishigamis_function_has_its_published_indices() -> None:
    def ishigami(x: Values) -> Values:
        a, b, c = (np.pi * (2 * x - 1)).T
        value: Values = np.sin(a) + 7 * np.sin(b) ** 2 + 0.1 * c**4 * np.sin(a)
        return value

    found = sobol_indices(ishigami, 3, 8192)
    np.testing.assert_allclose(found.first, [0.3139, 0.4424, 0.0], atol=0.01)
    np.testing.assert_allclose(found.total, [0.5576, 0.4424, 0.2437], atol=0.01)


def test_a_constant_has_no_indices() -> None:
    found = sobol_indices(lambda x: np.full(len(x), 2.0), 3)
    assert (*found.first, *found.total) == (0,) * 6


def test_a_function_is_asked_count_times_inputs_and_two() -> None:
    asked = []

    def function(x: Values) -> Values:
        asked.append(len(x))
        found: Values = x.sum(1)
        return found

    sobol_indices(function, 5, 16)
    assert sum(asked) == 16 * (5 + 2)


def test_the_same_seed_gives_the_same_indices() -> None:
    one, two, three = (sobol_indices(lambda x: x[:, 0] ** 2 + x[:, 1], 2, 16, seed) for seed in (1, 1, 2))
    assert one.total.tolist() == two.total.tolist()
    assert one.total.tolist() != three.total.tolist()
    assert one.total == pytest.approx(three.total, abs=0.5)
