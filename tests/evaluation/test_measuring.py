"""Figures of the whole: by hand, and beside scikit-learn and torchmetrics."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics
from torchmetrics.functional.classification import multiclass_accuracy, multiclass_calibration_error

from convscope.evaluation import Answers, class_counts, in_top, measures, reliability
from evaluation_answers import random_answers


def test_a_hand_computed_toy() -> None:
    """Five photos, three classes; the fourth is wrong, the last too."""
    truth = np.array([0, 0, 1, 1, 2])
    logits = np.log([[0.8, 0.1, 0.1], [0.6, 0.3, 0.1], [0.2, 0.5, 0.3], [0.7, 0.2, 0.1], [0.25, 0.5, 0.25]])
    answers = Answers(
        ("",) * 5, truth, logits.astype(np.float32), np.zeros((5, 1), np.float32), ("a", "b", "c")
    )
    values = {name: estimate.value for name, estimate in measures(answers).items()}
    assert values == pytest.approx(
        {
            "accuracy": 3 / 5,
            "log_loss": -np.log([0.8, 0.6, 0.5, 0.2, 0.25]).mean(),
            "balanced_accuracy": (1 + 1 / 2 + 0) / 3,
            # F1: a is true 2, said 3, hit 2; b is true 2, said 2, hit 1; c is true 1, never said.
            "macro_f1": (4 / 5 + 2 / 4 + 0) / 3,
            # Bins of width 1/15: (0.8, right), (0.6, right), (0.5, right and 0.5, wrong), (0.7, wrong).
            "expected_calibration_error": (0.2 + 0.4 + 2 * 0.0 + 0.7) / 5,
        },
        abs=1e-6,
    )


def test_shares_of_nothing_are_not_numbers() -> None:
    counts = class_counts(np.array([0, 0]), np.array([0, 1]), 3)
    assert np.isnan(counts.recall[1])
    assert np.isnan(counts.precision[2])
    assert counts.precision[1] == 0
    assert np.isnan(counts.f1[2])


@pytest.mark.parametrize("classes", [2, 3, 10])
def test_precision_recall_and_f1_are_scikit_learns(classes: int) -> None:
    answers = random_answers(300, classes)
    counts = class_counts(answers.truth, answers.predicted, classes)
    precision, recall, f1, support = metrics.precision_recall_fscore_support(answers.truth, answers.predicted)
    np.testing.assert_allclose(counts.precision, precision)
    np.testing.assert_allclose(counts.recall, recall)
    np.testing.assert_allclose(counts.f1, f1)
    np.testing.assert_array_equal(counts.true, support)


def test_the_figures_are_scikit_learns() -> None:
    answers = random_answers(400, 12)
    found = measures(answers)
    expected = {
        "accuracy": metrics.accuracy_score(answers.truth, answers.predicted),
        "top5_accuracy": metrics.top_k_accuracy_score(answers.truth, answers.logits, k=5),
        "balanced_accuracy": metrics.balanced_accuracy_score(answers.truth, answers.predicted),
        "macro_f1": metrics.f1_score(answers.truth, answers.predicted, average="macro"),
        "log_loss": metrics.log_loss(answers.truth, answers.probabilities),
    }
    assert {name: found[name].value for name in expected} == pytest.approx(expected)


def test_top_5_is_torchmetrics() -> None:
    answers = random_answers(200, 9, skill=0.5)
    expected = multiclass_accuracy(
        torch.from_numpy(answers.logits), torch.from_numpy(answers.truth), 9, average="micro", top_k=5
    )
    assert in_top(answers.logits, answers.truth).mean() == pytest.approx(expected.item())


def test_equal_scores_are_in_the_top_in_the_order_of_argmax() -> None:
    logits = np.zeros((3, 4), dtype=np.float32)
    assert in_top(logits, np.array([0, 1, 2]), 2).tolist() == [True, True, False]


@pytest.mark.parametrize("classes", [2, 10])
def test_the_calibration_error_is_torchmetrics(classes: int) -> None:
    answers = random_answers(500, classes, skill=1.0)
    found = reliability(answers.confidences, answers.correct).expected_error
    expected = multiclass_calibration_error(
        torch.from_numpy(answers.probabilities), torch.from_numpy(answers.truth), classes, n_bins=15
    )
    assert found == pytest.approx(expected.item(), abs=1e-6)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40))
def test_every_photo_is_in_one_bin_and_the_error_between_0_and_1(photos: list[tuple[float, bool]]) -> None:
    confidences, correct = map(np.array, zip(*photos, strict=True))
    diagram = reliability(confidences, correct)
    assert diagram.counts.sum() == len(photos)
    assert 0 <= diagram.expected_error <= 1
    filled = diagram.counts > 0
    assert (diagram.counts[filled] * diagram.accuracy[filled]).sum() == pytest.approx(correct.sum())


def test_an_interval_holds_the_value_and_shrinks_with_the_root_of_the_number_of_photos() -> None:
    few, many = (measures(random_answers(count, 3, skill=1.0))["accuracy"] for count in (100, 6400))
    assert few.low < few.value < few.high
    assert (few.high - few.low) / (many.high - many.low) == pytest.approx(8, rel=0.2)


def test_the_same_seed_gives_the_same_interval() -> None:
    answers = random_answers(50, 3)
    assert measures(answers, seed=4) == measures(answers, seed=4)
    assert measures(answers, seed=4) != measures(answers, seed=5)
