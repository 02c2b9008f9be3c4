"""ROC and precision-recall curves by hand."""

import numpy as np
import pytest

from convscope.evaluation import class_curves


def test_a_hand_computed_toy() -> None:
    """Probabilities 0.9 (yes), 0.8 (no), 0.7 (yes), 0.1 (no): of four pairs three are in order."""
    truth = np.array([1, 0, 1, 0])
    second = np.array([0.9, 0.8, 0.7, 0.1])
    curves = class_curves(truth, np.stack([1 - second, second], axis=1), 1)
    assert curves is not None
    assert curves.roc_auc == pytest.approx(3 / 4)
    # Recall rises to 1/2 at precision 1, and to 1 at precision 2/3.
    assert curves.average_precision == pytest.approx(1 / 2 * 1 + 1 / 2 * 2 / 3)
    np.testing.assert_allclose(curves.false_positive_rate, [0, 0, 0.5, 0.5, 1])
    np.testing.assert_allclose(curves.true_positive_rate, [0, 0.5, 0.5, 1, 1])


def test_a_class_of_all_photos_or_of_none_has_no_curve() -> None:
    probabilities = np.full((3, 2), 0.5)
    assert class_curves(np.zeros(3, dtype=int), probabilities, 0) is None
    assert class_curves(np.zeros(3, dtype=int), probabilities, 1) is None
