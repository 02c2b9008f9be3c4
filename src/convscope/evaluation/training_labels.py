"""Training pictures whose label is suspected."""

from __future__ import annotations

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from convscope.evaluation.label_errors import SuspectedLabel, suspected_labels
from convscope.evaluation.training import TrainingFeatures

FOLDS = 5


def suspected_in_training(training: TrainingFeatures, *, seed: int = 0) -> list[SuspectedLabel]:
    """The training pictures that a judge who has not learned their labels files elsewhere.

    The judge is a logistic regression on the network's features, which predicts each fold from the others.  Where the
    network was trained from scratch, its features know something of the labels, and fewer errors are found.

    Args:
        training: features and labels; classes with fewer pictures than folds are left out.
        seed: of the folds.

    Returns:
        Suspects, the largest margin first, whose ``row`` is a place in ``training.items``.
    """
    labels = np.array([item.label for item in training.items], dtype=np.intp)
    known, counts = np.unique(labels, return_counts=True)
    rows = np.flatnonzero(np.isin(labels, known[counts >= FOLDS]))
    kept, codes = np.unique(labels[rows], return_inverse=True)
    if len(kept) < 2:
        return []
    judge = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    chances = cross_val_predict(judge, training.features[rows], codes, cv=folds, method="predict_proba")
    return [
        SuspectedLabel(
            int(rows[suspect.row]), int(kept[suspect.given]), int(kept[suspect.suggested]), suspect.margin
        )
        for suspect in suspected_labels(codes, chances)
    ]
