"""Every photo of a segmenter's evaluation, as the columns of a table."""

from __future__ import annotations

from typing import Any

from convscope.evaluation.segmenter_evaluation import SegmenterEvaluation


def mask_columns(evaluation: SegmenterEvaluation) -> dict[str, list[Any]]:
    """The columns of the table, each with a value for each photo; a class that it neither has nor shows has NaN."""
    photos, labels = evaluation.photos, evaluation.labels
    ious = [photo.overlaps.iou.tolist() for photo in photos]
    columns: dict[str, list[Any]] = {
        "photo": [photo.photo for photo in photos],
        "mean IoU": [photo.overlaps.mean_iou for photo in photos],
        "mean Dice": [photo.overlaps.mean_dice for photo in photos],
        "accuracy": [photo.overlaps.accuracy for photo in photos],
        **{f"IoU of {label}": [of[index] for of in ious] for index, label in enumerate(labels)},
    }
    if evaluation.thing_precision is not None:
        things = [photo.things for photo in photos]
        columns["things there"] = [one.there if one else None for one in things]
        columns["things found"] = [one.found if one else None for one in things]
        columns["AP@0.5"] = [float(one.precision[0]) if one else None for one in things]
    return columns
