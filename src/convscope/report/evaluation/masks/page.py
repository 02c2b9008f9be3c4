"""The HTML of a segmenter's report, complete in one file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from convscope.evaluation.segmenter_evaluation import SegmenterEvaluation
from convscope.render.class_colours import class_colour
from convscope.render.embed import small_uri
from convscope.report.provenance import provenance
from convscope.report.spoken import templates
from convscope.segmentation.thing_matches import THRESHOLDS

# More rows and columns than this nobody reads; the JSON has all of them.
CLASSES = 25


def segmenter_page(evaluation: SegmenterEvaluation) -> str:
    """The report as one HTML document that loads nothing."""
    precision, otsu = evaluation.thing_precision, evaluation.otsu_precision
    things = [photo.things for photo in evaluation.photos if photo.things is not None]
    return (
        templates()
        .get_template("segmenter.html")
        .render(
            evaluation=evaluation,
            metrics=evaluation.metrics,
            how=provenance(evaluation.network, {}, evaluation.seconds),
            facts={"data": f"{evaluation.data}, split {evaluation.split}"},
            classes=_classes(evaluation),
            by_scores=_by_scores(evaluation),
            confusion=_confusion(evaluation),
            photos=_photos(evaluation),
            thresholds=[f"{threshold:.2f}" for threshold in THRESHOLDS],
            precision=precision,
            otsu=otsu,
            there=sum(one.there for one in things),
            found=sum(one.found for one in things),
        )
    )


def _photos(evaluation: SegmenterEvaluation) -> list[Mapping[str, Any]]:
    judged = {photo.photo: photo for photo in evaluation.photos}
    return [
        {
            "judged": judged[one.photo],
            "size": one.truth.size,
            "truth": small_uri(one.truth),
            "found": small_uri(one.found),
            "wrong": small_uri(one.wrong),
        }
        for one in evaluation.shown
    ]


def _classes(evaluation: SegmenterEvaluation) -> Mapping[str, Any]:
    """Those that occur, the lowest IoU first; those that are never there come last."""
    overlaps = evaluation.overlaps
    shares = overlaps.counts.sum(1) / max(int(overlaps.counts.sum()), 1)
    order = sorted(
        range(len(evaluation.labels)), key=lambda index: np.nan_to_num(overlaps.iou[index], nan=2.0)
    )
    return {
        "rows": [
            {
                "label": evaluation.labels[index],
                "colour": class_colour(index),
                "share": float(shares[index]),
                "iou": float(overlaps.iou[index]),
                "dice": float(overlaps.dice[index]),
                "recall": float(overlaps.recall[index]),
                "boundary_f": float(evaluation.boundary_f[index]),
            }
            for index in order[:CLASSES]
        ],
        "left_out": len(order[CLASSES:]),
    }


def _by_scores(evaluation: SegmenterEvaluation) -> Mapping[str, Any] | None:
    """COCO's figures of the masks and the boxes of each class, the lowest first; None without scores."""
    if evaluation.masks is None or evaluation.boxes is None:
        return None
    pairs = [
        (mask, box)
        for mask, box in zip(evaluation.masks.classes, evaluation.boxes.classes, strict=True)
        if mask.things
    ]
    order = sorted(pairs, key=lambda pair: np.nan_to_num(pair[0].ap50, nan=2.0))
    return {"rows": order[:CLASSES], "left_out": len(order[CLASSES:])}


def _confusion(evaluation: SegmenterEvaluation) -> Mapping[str, Any]:
    """Shares of each true class's places; the classes that are confused most."""
    counts = evaluation.overlaps.counts
    wrong = counts.sum(0) + counts.sum(1) - 2 * counts.diagonal()
    order = sorted(np.argsort(-wrong, kind="stable")[:CLASSES].tolist())
    totals = counts.sum(1)
    return {
        "labels": [evaluation.labels[index] for index in order],
        "left_out": len(counts) - len(order),
        "rows": [[float(counts[row, column] / max(totals[row], 1)) for column in order] for row in order],
    }
