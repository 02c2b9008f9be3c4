"""ROC and precision-recall curves: one class against the rest."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from convscope.extras import extra


@dataclass(frozen=True, eq=False)
class Curves:
    """How well a class's probability separates its photos from all others, at every threshold.

    Attributes:
        index: the class.
        false_positive_rate: (P,) of the ROC curve, rising from 0 to 1.
        true_positive_rate: (P,) of the ROC curve.
        roc_auc: the area under it: how often a photo of the class gets a higher probability than another one.
        recall: (Q,) of the precision-recall curve, falling from 1 to 0.
        precision: (Q,) of the precision-recall curve.
        average_precision: the precision's mean over the gains in recall.
    """

    index: int
    false_positive_rate: NDArray[np.float64] = field(repr=False)
    true_positive_rate: NDArray[np.float64] = field(repr=False)
    roc_auc: float
    recall: NDArray[np.float64] = field(repr=False)
    precision: NDArray[np.float64] = field(repr=False)
    average_precision: float


def class_curves(truth: NDArray[np.intp], probabilities: NDArray[np.float64], index: int) -> Curves | None:
    """The curves of one class; None where all photos are of it, or none is.

    Args:
        truth: (N,) indices of the true classes.
        probabilities: (N, classes).
        index: the class.
    """
    positive = truth == index
    if positive.all() or not positive.any():
        return None
    scores = probabilities[:, index]
    metrics = extra("sklearn.metrics", "train")
    false_rate, true_rate, _ = metrics.roc_curve(positive, scores)
    precision, recall, _ = metrics.precision_recall_curve(positive, scores, drop_intermediate=True)
    return Curves(
        index=index,
        false_positive_rate=false_rate,
        true_positive_rate=true_rate,
        roc_auc=float(metrics.roc_auc_score(positive, scores)),
        recall=recall,
        precision=precision,
        average_precision=float(metrics.average_precision_score(positive, scores)),
    )
