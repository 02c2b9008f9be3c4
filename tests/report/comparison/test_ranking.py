"""Means, ranks and who leads, by hand."""

import numpy as np
import pytest

from convscope.report.comparison.ranking import estimates, leaders, ranked

NAN = np.nan


def test_the_rank_is_the_mean_of_the_ranks_by_the_metrics_that_apply() -> None:
    # Two photos, three methods, two metrics; of the first metric more is better, of the second less.
    scores = np.array(
        [
            [[3.0, 1.0], [1.0, 2.0], [2.0, NAN]],
            [[3.0, 1.0], [1.0, 2.0], [2.0, NAN]],
        ]
    )
    assert ranked(scores, [True, False]) == pytest.approx([1.0, 2.5, 2.0])


def test_a_mean_leaves_out_photos_to_which_the_metric_does_not_apply() -> None:
    scores = np.array([[[1.0]], [[3.0]], [[NAN]]])
    assert estimates(scores, seed=0)[0][0].value == pytest.approx(2)


def test_who_is_better_on_every_photo_leads_alone_although_photos_differ_more_than_methods() -> None:
    level = np.random.default_rng(0).normal(size=(30, 1))
    scores = np.stack([level, level - 0.01, level - 0.02], axis=1)
    assert leaders(scores, [True], seed=0)[0][:, 0].tolist() == [True, False, False]
    assert leaders(scores, [False], seed=0)[0][:, 0].tolist() == [False, False, True]


def test_who_differs_by_chance_shares_the_lead() -> None:
    scores = np.random.default_rng(1).normal(size=(30, 2, 1))
    assert leaders(scores, [True], seed=0)[0].all()
