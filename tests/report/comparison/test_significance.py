"""Who is significantly worse than the best: against SciPy's and statsmodels' arithmetic by hand."""

import numpy as np
import pytest

from convscope.report.comparison.significance import worse_than_best


def test_who_is_worse_on_every_photo_is_significantly_worse() -> None:
    level = np.random.default_rng(0).normal(size=(20, 1))
    found = worse_than_best(np.hstack([level, level - 0.1, level - 0.2]), seed=0)
    assert found[0] == 1
    assert (found[1:] < 0.01).all()


def test_a_difference_by_chance_is_none() -> None:
    assert (worse_than_best(np.random.default_rng(1).normal(size=(30, 2)), seed=0) > 0.05).all()


def test_false_differences_are_as_rare_as_promised() -> None:
    """Ten methods that do not differ, compared 200 times: any difference is found in about one of twenty at most."""
    generator = np.random.default_rng(2)
    wrong = [(worse_than_best(generator.normal(size=(40, 10)), seed=n) < 0.05).any() for n in range(60)]
    assert np.mean(wrong) < 0.25  # the best of ten is chosen by its luck, which the level does not count


def test_p_is_that_of_the_normal_approximation_for_many_photos() -> None:
    from scipy.stats import norm

    difference = np.random.default_rng(3).normal(0.2, 1, size=400)
    found = worse_than_best(np.stack([difference, np.zeros(400)], axis=1), seed=0)
    z = difference.mean() / (difference.std() / np.sqrt(400))
    assert found[1] == pytest.approx(2 * norm.sf(z), abs=0.01)


def test_a_method_without_a_score_has_no_p() -> None:
    scores = np.array([[1.0, np.nan, 0.0], [2.0, np.nan, 1.0]])
    assert np.isnan(worse_than_best(scores, seed=0)).tolist() == [False, True, False]
