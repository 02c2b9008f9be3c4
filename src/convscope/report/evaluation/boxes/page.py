"""The HTML of a detector's report, complete in one file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from convscope.detection.error_kinds import KINDS, counts_of
from convscope.evaluation.detector_evaluation import DetectorEvaluation
from convscope.report.evaluation.boxes.pictures import examples, shown_photos
from convscope.report.evaluation.boxes.plots import detection_curves_plot, score_plot
from convscope.report.evaluation.plotting import SHOWN
from convscope.report.provenance import provenance
from convscope.report.spoken import templates

# More rows and columns than these nobody reads; the JSON has all of them.
CLASSES = 40
_CONFUSED = 20


def detector_page(evaluation: DetectorEvaluation) -> str:
    """The report as one HTML document that loads nothing."""
    counts, shown = counts_of(evaluation.errors), shown_photos(evaluation)
    cut_out = examples(evaluation)
    how = provenance(evaluation.network, {"score": evaluation.score}, evaluation.seconds)
    return (
        templates()
        .get_template("detector.html")
        .render(
            evaluation=evaluation,
            figures=evaluation.figures,
            how=how,
            facts={
                "data": f"{evaluation.data}, split {evaluation.split}",
                "score": f"{evaluation.score:g}",
            },
            kinds=[
                {"name": kind, "meaning": meaning, "count": counts[kind], "examples": cut_out[kind]}
                for kind, meaning in KINDS.items()
            ],
            photos=shown,
            left_out=len(evaluation.photos) - len(shown),
            classes=_classes(evaluation),
            confusion=_confusion(evaluation),
            plots=_plots(evaluation),
        )
    )


def _classes(evaluation: DetectorEvaluation) -> Mapping[str, Any]:
    """Those that occur, the lowest average precision first; those that are never there come last."""
    order = sorted(
        range(len(evaluation.labels)),
        key=lambda index: np.nan_to_num(evaluation.figures.classes[index].ap50, nan=2.0),
    )
    rows: list[Mapping[str, Any]] = []
    for index in order[:CLASSES]:
        one, curve = evaluation.figures.classes[index], evaluation.curves[index]
        precision, recall = curve.at(evaluation.score)
        rows.append(
            {"figures": one, "precision": precision, "recall": recall, "best_score": curve.best_score}
        )
    return {"rows": rows, "left_out": len(order[CLASSES:])}


def _confusion(evaluation: DetectorEvaluation) -> Mapping[str, Any]:
    counts = evaluation.confusion
    wrong = counts.sum(0) + counts.sum(1) - 2 * counts.diagonal()
    of_classes = np.argsort(-wrong[:-1], kind="stable")[:_CONFUSED]
    order: Sequence[int] = [*sorted(of_classes.tolist()), len(counts) - 1]
    names = [*evaluation.labels, "nothing"]
    totals = counts.sum(1)
    return {
        "labels": [names[index] for index in order],
        "left_out": len(counts) - len(order),
        "rows": [
            [
                {"count": int(counts[row, column]), "share": counts[row, column] / max(totals[row], 1)}
                for column in order
            ]
            for row in order
        ],
    }


def _plots(evaluation: DetectorEvaluation) -> Mapping[str, Any]:
    there = [index for index, one in enumerate(evaluation.figures.classes) if one.things]
    worst = sorted(there, key=lambda index: evaluation.figures.classes[index].ap50)[:SHOWN]
    is_told = evaluation.reliability.counts.sum() > 0
    return {
        "curves": detection_curves_plot(
            [evaluation.curves[index] for index in worst],
            [evaluation.labels[index] for index in worst],
            evaluation.score,
        )
        if worst
        else None,
        "chosen": len(there) > SHOWN,
        "scores": score_plot(evaluation.reliability) if is_told else None,
    }
