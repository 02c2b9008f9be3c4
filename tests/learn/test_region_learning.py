"""What R-CNN's head is made of: support vectors with hard negatives, ridge regression, and Platt's sigmoid."""

import os
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import Ridge

from convscope.learn import region_features
from convscope.learn.linear_functions import Linear, Scale, scale_of
from convscope.learn.offset_regression import ridge_regression
from convscope.learn.platt_scaling import platt_scaling
from convscope.learn.region_features import make_room
from convscope.learn.support_vectors import Examples, support_vectors
from convscope.progress import Progress


def numbers(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).normal(size=shape).astype(np.float32)


def test_a_negative_that_the_first_machine_has_not_seen_is_learned_when_it_is_hard() -> None:
    easy = numbers(400, 2) * 0.1 + np.array([-1, 0], np.float32)
    hard, things = np.array([[1, 1]], np.float32), np.array([[1, -1]] * 5, np.float32)
    rows = np.concatenate([easy[:7], hard, easy[7:], things])
    positive = np.arange(len(rows))[:, None] >= 401
    examples = [Examples(lambda: rows, positive, ~positive)]
    margins = support_vectors(examples, scale_of([rows]), 0, Progress())(rows)[:, 0]
    assert margins[7] < 0 < margins[401:].min()


def test_what_is_neither_positive_nor_negative_changes_nothing() -> None:
    rows, positive = numbers(60, 3), np.arange(60)[:, None] < 10
    negative = ~positive & (np.arange(60)[:, None] < 50)
    other = np.where(positive | negative, rows, 9).astype(np.float32)
    scale = Scale(np.zeros(3, np.float32), np.ones(3, np.float32))
    first = support_vectors([Examples(lambda: rows, positive, negative)], scale, 0, Progress())
    second = support_vectors([Examples(lambda: other, positive, negative)], scale, 0, Progress())
    assert np.array_equal(first.weight, second.weight)


def test_a_folded_function_gives_of_features_what_it_gives_of_standardized_ones() -> None:
    rows, linear = 3 * numbers(20, 4) + 2, Linear(numbers(2, 4), numbers(2))
    scale = scale_of([rows[:7], rows[7:]])
    assert np.allclose(scale.folded(linear)(rows), linear(scale(rows)), atol=1e-5)
    assert np.allclose(scale(rows).std(0), 1, atol=1e-5)


def test_ridge_regression_is_that_of_scikit_learn() -> None:
    rows, targets = 20 * numbers(80, 5), numbers(80, 4) + 3
    ours = ridge_regression([(rows[:30], targets[:30]), (rows[30:], targets[30:])], 5, 4)
    theirs = Ridge(alpha=1000).fit(rows, targets)
    assert np.allclose(ours.weight, theirs.coef_, atol=1e-5)
    assert np.allclose(ours.bias, theirs.intercept_, atol=1e-5)


def test_where_nothing_is_near_a_thing_its_box_is_the_region() -> None:
    assert not np.any(ridge_regression([], 5, 4)(numbers(3, 5)))


def test_the_probability_of_one_margin_is_the_mean_of_what_platt_wants() -> None:
    found = platt_scaling(np.zeros(4), np.array([True, True, True, False]))
    probability = 1 / (1 + np.exp(-found.shift))
    assert probability == pytest.approx((3 * 4 / 5 + 1 / 3) / 4, abs=1e-4)


def test_what_is_always_right_is_not_certain() -> None:
    found = platt_scaling(np.array([1.0, 2.0, 3.0]), np.array([True] * 3))
    assert 1 / (1 + np.exp(-(3 * found.slope + found.shift))) == pytest.approx(4 / 5, abs=1e-3)


def test_of_other_trainings_the_oldest_features_make_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONVSCOPE_CACHE", str(tmp_path))
    monkeypatch.setattr(region_features, "_ROOM", 250)
    room = tmp_path / "region-features-1"
    room.mkdir()
    for age, name in enumerate(("newest", "newer", "older", "oldest")):
        (room / f"{name}.npy").write_bytes(bytes(100))
        os.utime(room / f"{name}.npy", (1000 - age, 1000 - age))
    make_room({room / "oldest.npy"})
    assert sorted(path.stem for path in room.iterdir()) == ["newer", "newest", "oldest"]
