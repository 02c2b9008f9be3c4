"""Pictures that seem to be labelled wrong, by confident learning."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convscope.evaluation.features import TrainingFeatures
from convscope.extras import extra

FOLDS = 5


@dataclass(frozen=True)
class SuspectedLabel:
    """A photo whose label is suspected.

    Attributes:
        row: the photo.
        given: index of the class that it is labelled with.
        suggested: index of the class that it seems to be of.
        margin: probability of the suggested class minus that of the given one.
    """

    row: int
    given: int
    suggested: int
    margin: float


def suspected_labels(truth: NDArray[np.intp], probabilities: NDArray[np.float64]) -> list[SuspectedLabel]:
    """The photos off the diagonal of the confident joint, the largest margin first.

    A class's threshold is the mean probability that it gets for the photos labelled with it.  A photo counts as
    confidently of a class when its probability reaches the class's threshold; of several, the most probable one.
    Where that is another class than the label says, the label is suspected.

    Source: Northcutt, Jiang and Chuang 2021, "Confident learning: estimating uncertainty in dataset labels",
    arXiv:1911.00068.

    Args:
        truth: (N,) indices of the classes that the photos are labelled with.
        probabilities: (N, classes), out of sample: from a network that did not learn from these photos.
    """
    classes = probabilities.shape[1]
    counts = np.bincount(truth, minlength=classes)
    own = probabilities[np.arange(len(truth)), truth]
    sums = np.bincount(truth, weights=own, minlength=classes)
    # A class without photos has no threshold that could be reached.
    thresholds = np.divide(sums, counts, out=np.full(classes, np.inf), where=counts > 0)
    confident = np.where(probabilities >= thresholds, probabilities, -1.0)
    suggested = confident.argmax(axis=1)
    rows = np.flatnonzero((confident.max(axis=1) >= 0) & (suggested != truth))
    margins = probabilities[rows, suggested[rows]] - own[rows]
    suspects = (
        SuspectedLabel(int(row), int(truth[row]), int(suggested[row]), float(margin))
        for row, margin in zip(rows, margins, strict=True)
        if margin > 0
    )
    return sorted(suspects, key=lambda suspect: -suspect.margin)


def suspected_in_training(training: TrainingFeatures, *, seed: int = 0) -> list[SuspectedLabel]:
    """The training pictures for which a classifier that has not seen their labels predicts another class.

    The classifier is a logistic regression on the network's features, which predicts each cross-validation fold from
    the others.  Where the network was trained from scratch, its features know something of the labels, and fewer
    errors are found.

    Args:
        training: features and labels; classes with fewer pictures than folds, and pictures without a label, are left
            out.
        seed: of the folds.

    Returns:
        Suspects, the largest margin first, whose ``row`` is a place in ``training.items``.
    """
    labels = np.array([item.label for item in training.items], dtype=np.intp)
    known, counts = np.unique(labels[labels >= 0], return_counts=True)
    rows = np.flatnonzero(np.isin(labels, known[counts >= FOLDS]))
    kept, codes = np.unique(labels[rows], return_inverse=True)
    if len(kept) < 2:
        return []
    linear, pipeline, preprocessing, selection = (
        extra(f"sklearn.{part}", "train")
        for part in ("linear_model", "pipeline", "preprocessing", "model_selection")
    )
    classifier = pipeline.make_pipeline(
        preprocessing.StandardScaler(), linear.LogisticRegression(max_iter=1000)
    )
    folds = selection.StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    chances = selection.cross_val_predict(
        classifier, training.features[rows], codes, cv=folds, method="predict_proba"
    )
    return [
        SuspectedLabel(
            int(rows[suspect.row]), int(kept[suspect.given]), int(kept[suspect.suggested]), suspect.margin
        )
        for suspect in suspected_labels(codes, chances)
    ]
