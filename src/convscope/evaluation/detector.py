"""Judging a detector on photos whose boxes are known."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from convscope.detection.class_confusion import class_confusion
from convscope.detection.curves import part_of, pooled
from convscope.detection.error_kinds import detection_errors
from convscope.detection.figures import detection_figures
from convscope.detection.judged import Judged
from convscope.detection.verdicts import verdicts
from convscope.errors import BoxError
from convscope.evaluation.boxed_photos import boxed_split, judged_photos
from convscope.evaluation.calibration import Reliability, reliability
from convscope.evaluation.detector_evaluation import DetectorEvaluation
from convscope.evaluation.resampling import bootstrap
from convscope.network import Network
from convscope.network.detecting import boxes_task
from convscope.network.from_run import is_run, read_description, run_folder, without_epoch
from convscope.network.task.boxes import SCORE, Boxes
from convscope.progress import Progress

# Each draw sorts all detections anew.
_DRAWS = 400


def evaluate_detector(
    network: Network,
    data: str | os.PathLike[str] | None = None,
    *,
    split: str | None = None,
    score: float = SCORE,
    seed: int = 0,
    progress: Progress | None = None,
) -> DetectorEvaluation:
    """Judge a detector by COCO's figures and by what is wrong with its detections.

    Args:
        network: a detector.
        data: place of photos with boxes; by default those of the network's run.
        split: ``train``, ``val`` or ``test``; by default test, else val, else all.
        score: least score of the detections whose errors are told; the figures take all.
        seed: of the interval.
        progress: told how many photos are done.

    Raises:
        NetworkError: the network finds no boxes.
        BoxError: a score is out of its range.
        DataError: there are no such data or no such split, or boxes of a class that the network does not know.
        EvaluationError: no photo can be read.
        Cancelled: somebody asked to stop.
    """
    began = time.perf_counter()
    labels = boxes_task(network).labels.names
    if not 0 <= score <= 1:
        raise BoxError(f"The least score lies between 0 and 1, got {score:g}.", "Write score=0.5.")
    part = boxed_split(network.opening.spec, data, split)
    judged, sources, failures = judged_photos(network, part, progress or Progress())
    parts = [[part_of(photo, index) for photo in judged] for index in range(len(labels))]

    def map50(rows: NDArray[np.intp]) -> NDArray[np.float64]:
        each = [pooled([mine[row] for row in rows]).average_precision for mine in parts]
        known = [value for value in each if not np.isnan(value)]
        return np.array([np.mean(known) if known else np.nan])

    (estimate,) = bootstrap(map50, len(judged), seed=seed, draws=_DRAWS)
    return DetectorEvaluation(
        network=network,
        data=part.data.name,
        split=part.split,
        score=score,
        photos=judged,
        sources=sources,
        figures=detection_figures(judged, labels),
        map50=estimate,
        curves=tuple(map(pooled, parts)),
        errors=tuple(detection_errors(judged, score=score)),
        confusion=class_confusion(judged, len(labels), score=score),
        reliability=_reliability(judged, score),
        failures=failures,
        seconds=time.perf_counter() - began,
    )


def finds_boxes(spec: str) -> bool:
    """Whether a spec names a run of a detector."""
    return is_run(spec) and read_description(run_folder(without_epoch(spec))).task == Boxes.name


def _reliability(photos: Sequence[Judged], score: float) -> Reliability:
    """Scores of what is shown against the share that is right; what lies in crowds is neither right nor wrong."""
    told = [
        (photo.found.scores[one.detection], one.value == "right")
        for photo in photos
        for one in verdicts(photo)
        if one.value != "crowd" and photo.found.scores[one.detection] >= score
    ]
    scores, right = np.array(told, np.float64).reshape(-1, 2).T
    return reliability(scores, right.astype(np.bool_), bins=10)
