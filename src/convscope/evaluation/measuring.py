"""The figures of a network as a whole, each with its confidence interval."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from convscope.evaluation.answers import Answers
from convscope.evaluation.calibration import reliability
from convscope.evaluation.per_class import class_counts
from convscope.evaluation.resampling import Estimate, bootstrap

TOP = 5


def in_top(logits: NDArray[np.floating], truth: NDArray[np.intp], top: int = TOP) -> NDArray[np.bool_]:
    """Whether the true class (N,) is among the ``top`` with the highest scores (N, classes).

    Of equal scores the class with the lower index counts as the higher, as in ``argmax``.
    """
    own = logits[np.arange(len(truth)), truth][:, None]
    before = np.arange(logits.shape[1]) < truth[:, None]
    better = (logits > own) | ((logits == own) & before)
    found: NDArray[np.bool_] = better.sum(axis=1) < top
    return found


def measures(answers: Answers, *, seed: int = 0) -> Mapping[str, Estimate]:
    """Figures of all photos by name.

    ``accuracy``: share of photos that are right.  ``top5_accuracy``: share of those whose class is among the five
    most probable, where there are more than five classes.  ``balanced_accuracy``: mean recall of the classes that
    have photos.  ``macro_f1``: mean F1 of them.  ``log_loss``: mean cross-entropy.
    ``expected_calibration_error``: see `reliability`.
    """
    classes = answers.logits.shape[1]
    columns = {"accuracy": answers.correct.astype(np.float64)}
    if classes > TOP:
        columns["top5_accuracy"] = in_top(answers.logits, answers.truth).astype(np.float64)
    columns["log_loss"] = answers.losses
    means = np.stack(list(columns.values()), axis=1)

    def statistic(rows: NDArray[np.intp]) -> NDArray[np.float64]:
        counts = class_counts(answers.truth[rows], answers.predicted[rows], classes)
        occurring = counts.true > 0
        calibration = reliability(answers.confidences[rows], answers.correct[rows])
        of_classes = [
            counts.recall[occurring].mean(),
            counts.f1[occurring].mean(),
            calibration.expected_error,
        ]
        return np.concatenate([means[rows].mean(axis=0), of_classes])

    names = [*columns, "balanced_accuracy", "macro_f1", "expected_calibration_error"]
    return dict(zip(names, bootstrap(statistic, len(answers), seed=seed), strict=True))


def recall_estimates(answers: Answers, *, seed: int = 0) -> list[Estimate]:
    """Recall of each class (classes) with its interval; NaN for classes without photos."""
    classes = answers.logits.shape[1]

    def statistic(rows: NDArray[np.intp]) -> NDArray[np.float64]:
        return class_counts(answers.truth[rows], answers.predicted[rows], classes).recall

    return bootstrap(statistic, len(answers), seed=seed)
