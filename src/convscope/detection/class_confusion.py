"""Which class is detected where which is, and where nothing is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from convscope.detection.error_kinds import detection_errors
from convscope.detection.judged import Judged, Places
from convscope.detection.verdicts import verdicts


def class_confusion(photos: Sequence[Judged], classes: int, *, score: float) -> Places:
    """How often each class is detected in the place of each.

    A detection counts in the row of the thing that it finds, or that it covers by an IoU of 0.5 under the name of
    another class; a false one that covers no thing of another class counts in the last row, and what is missed in the
    last column.

    Args:
        photos: with what was found and what is there.
        classes: how many.
        score: least score of the detections that count.

    Returns:
        (classes + 1, classes + 1) counts: a row for each class that is there and one for nothing, a column for
        each that was detected and one for nothing.
    """
    counts = np.zeros((classes + 1, classes + 1), np.int64)
    for photo in photos:
        for detection, value, _, _ in verdicts(photo):
            if value == "right" and photo.found.scores[detection] >= score:
                label = photo.found.labels[detection]
                counts[label, label] += 1
    for error in detection_errors(photos, score=score):
        if error.kind == "missed":
            counts[error.label, classes] += 1
        else:
            is_other = error.kind == "class" and error.truth is not None
            counts[error.truth if is_other else classes, error.label] += 1
    return counts
