"""A judgement in plain values, for JSON."""

from __future__ import annotations

import math
from itertools import zip_longest
from typing import Any

import numpy as np

from convscope.evaluation import Evaluation
from convscope.report.evaluation.judgement import Judgement


def judgement_document(judgement: Judgement) -> dict[str, Any]:
    """What was measured and found, with null for what is not defined."""
    evaluation, answers = judgement.evaluation, judgement.evaluation.answers
    names, how = answers.classes, judgement.provenance
    document = {
        "network": how.network,
        "weights": how.weights,
        "digest": how.opening.digest,
        "data": judgement.data.name,
        "split": judgement.data.split,
        "photos": len(answers),
        **figures_document(evaluation),
        "slices": [
            {
                "property": part.property,
                "group": part.group,
                "photos": part.count,
                "accuracy": part.accuracy.value,
                "interval": [part.accuracy.low, part.accuracy.high],
                "differs": part.differs,
            }
            for part in evaluation.slices
        ],
        "errors": [
            {
                "photo": answers.photos[row],
                "truth": names[answers.truth[row]],
                "said": names[answers.predicted[row]],
                "truth_probability": float(answers.probabilities[row, answers.truth[row]]),
                "said_probability": float(answers.confidences[row]),
                "raised_by": raised and raised.document(),
                **(case.document() if case else {}),
            }
            for row, raised, case in zip_longest(evaluation.errors, judgement.raised, judgement.cases)
        ],
        "suspected_labels": [
            {
                "photo": answers.photos[suspect.row],
                "given": names[suspect.given],
                "suggested": names[suspect.suggested],
                "margin": suspect.margin,
            }
            for suspect in evaluation.suspects
        ],
        "units_behind_errors": [vars(one) for one in judgement.behind],
        "suspected_training_labels": [one.document() for one in judgement.training_suspects],
        "training_pictures": judgement.training,
        "scan": judgement.scan and judgement.scan.name,
        "unreadable": [str(error) for error in judgement.reading.failures],
    }
    plain: dict[str, Any] = _without_nan(document)
    return plain


def figures_document(evaluation: Evaluation) -> dict[str, Any]:
    """The figures in plain values, with null for what is not defined."""
    plain: dict[str, Any] = _without_nan(
        {
            "metrics": {name: estimate.value for name, estimate in evaluation.measures.items()},
            "intervals": {name: [e.low, e.high] for name, e in evaluation.measures.items()},
            "classes": _classes(evaluation),
            "confusion": {
                "classes": [evaluation.answers.classes[index] for index in evaluation.confusion.classes],
                "counts": evaluation.confusion.counts.tolist(),
                "left_out": evaluation.confusion.left_out,
            },
            "calibration": {
                "expected_error": evaluation.reliability.expected_error,
                "temperature": evaluation.temperature,
                "expected_error_scaled": evaluation.scaled.expected_error,
            },
        }
    )
    return plain


def _classes(evaluation: Evaluation) -> list[dict[str, Any]]:
    curves = {found.index: found for found in evaluation.curves}
    counts = evaluation.counts
    rows = []
    for index in np.flatnonzero(counts.true + counts.predicted).tolist():
        drawn = curves.get(index)
        rows.append(
            {
                "label": evaluation.answers.classes[index],
                "photos": int(counts.true[index]),
                "precision": float(counts.precision[index]),
                "recall": float(counts.recall[index]),
                "recall_interval": [evaluation.recalls[index].low, evaluation.recalls[index].high],
                "f1": float(counts.f1[index]),
                "roc_auc": drawn.roc_auc if drawn else None,
                "average_precision": drawn.average_precision if drawn else None,
            }
        )
    return rows


def _without_nan(value: Any) -> Any:
    """JSON has no sign for what is not a number."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {key: _without_nan(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_nan(item) for item in value]
    return value
