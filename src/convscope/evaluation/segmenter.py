"""Judging a segmenter on photos whose masks are known."""

from __future__ import annotations

import math
import os
import time

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.detection.figures import detection_figures
from convscope.detection.judged import Judged, JudgedMasks
from convscope.errors import EvaluationError, ImageError
from convscope.evaluation.judged_things import judged_things
from convscope.evaluation.masked_photos import TrueMask, class_table, judged_labels, masked_split, true_mask
from convscope.evaluation.resampling import bootstrap
from convscope.evaluation.segmenter_evaluation import JudgedMask, SegmenterEvaluation, ShownMask
from convscope.network import Network
from convscope.network.detecting import check_thresholds
from convscope.network.detecting_tiles import found_on
from convscope.network.from_run import is_run, read_description, run_folder, without_epoch
from convscope.network.task.boxes import SCORE
from convscope.network.task.instances import Instances
from convscope.network.task.places import Segmentation
from convscope.network.task.things import Things
from convscope.progress import Progress
from convscope.render.class_map import class_overlay
from convscope.segmentation.boundaries import boundary_score
from convscope.segmentation.otsu import otsu_things
from convscope.segmentation.outlined import segmented_by_things
from convscope.segmentation.overlaps import ClassOverlaps, overlaps_of
from convscope.segmentation.segmented import Segmented
from convscope.segmentation.segmenting import segment
from convscope.segmentation.thing_matches import matched_things

# Photos that a report shows, those that were found worst, and their greatest side there.
_SHOWN = 24
_SIDE = 400
# Detections of a lower score are too many to keep, and change an average precision by nothing that can be seen.
_LEAST = 0.01
_TASKS = (Segmentation.name, Things.name, Instances.name)
# A background and the class of all things, which a threshold can tell.
_OF_ONE_KIND = 2
_RED = (220, 30, 30)


def evaluate_segmenter(
    network: Network,
    data: str | os.PathLike[str] | None = None,
    *,
    split: str | None = None,
    score: float = SCORE,
    seed: int = 0,
    progress: Progress | None = None,
) -> SegmenterEvaluation:
    """Judge a segmenter by how far its classes cover the true ones, in the pixels of each photo.

    Args:
        network: that gives a class for each place, or finds things with boxes and masks.
        data: place of photos with masks; by default those of the network's run.
        split: ``train``, ``val`` or ``test``; by default test, else val, else all.
        score: least score of the things that are painted, where they have scores; COCO's figures take all.
        seed: of the interval.
        progress: told how many photos are done.

    Raises:
        NetworkError: the network gives no class for each place.
        BoxError: the score is out of its range.
        DataError: there are no such data or no such split, or masks of a class that the network does not know.
        EvaluationError: no photo can be read.
        Cancelled: somebody asked to stop.
    """
    began, progress = time.perf_counter(), progress or Progress()
    part = masked_split(network.opening.spec, data, split)
    table, labels = class_table(network, part.data), judged_labels(network)
    judged: list[JudgedMask] = []
    shown: list[tuple[float, int, ShownMask]] = []
    failures: list[ImageError] = []
    by_scores: list[tuple[Judged, JudgedMasks]] = []
    check_thresholds(score, None)
    for place, source in enumerate(part.photos):
        try:
            truth = true_mask(source, part.data, table)
        except ImageError as error:
            failures.append(error)
        else:
            if isinstance(network.task, Instances):
                things = found_on(network, truth.photo, least=_LEAST)
                shown_ones = [one for one in things if one.score >= score]
                found = segmented_by_things(network, truth.photo, shown_ones)
                if truth.things is not None:
                    by_scores.append(judged_things(truth, things, labels))
            else:
                found = segment(network, truth.photo)
            one = _judged(truth, found, len(labels))
            judged.append(one)
            if not math.isnan(one.figure):
                shown = _kept(shown, (one.figure, place, _shown(truth, found, labels)))
        progress.step(place + 1, len(part.photos), what="evaluating")
        progress.check()
    if not judged:
        raise EvaluationError(f"No photo of {part.data.name} can be read.", "`convscope data` says why.")
    counts = np.stack([one.overlaps.counts for one in judged])
    (estimate,) = bootstrap(
        lambda rows: np.array([ClassOverlaps(counts[rows].sum(0)).mean_iou]), len(judged), seed=seed
    )
    return SegmenterEvaluation(
        network=network,
        data=part.data.name,
        split=part.split,
        labels=labels,
        photos=tuple(judged),
        mean_iou=estimate,
        shown=tuple(picture for _, _, picture in shown),
        failures=tuple(failures),
        seconds=time.perf_counter() - began,
        boxes=detection_figures([boxes for boxes, _ in by_scores], labels) if by_scores else None,
        masks=detection_figures([masks for _, masks in by_scores], labels) if by_scores else None,
    )


def finds_masks(spec: str) -> bool:
    """Whether a spec names a run of a segmenter."""
    if not is_run(spec):
        return False
    return read_description(run_folder(without_epoch(spec))).task in _TASKS


def _judged(truth: TrueMask, found: Segmented, classes: int) -> JudgedMask:
    things = otsu = None
    if truth.things is not None and found.things is not None:
        numbers = truth.things.numbers
        labels = np.zeros(int(found.things.max()) + 1, np.int64)
        labels[found.things] = found.classes
        things = matched_things(numbers, found.things, (np.append(0, truth.things.labels), labels))
        if classes == _OF_ONE_KIND:
            otsu = matched_things(numbers, otsu_things(truth.photo.pixels))
    return JudgedMask(
        truth.photo.name,
        overlaps_of(truth.classes, found.classes, classes),
        boundary_score(truth.classes, found.classes, classes).f,
        things,
        otsu,
    )


def _kept(
    shown: list[tuple[float, int, ShownMask]], one: tuple[float, int, ShownMask]
) -> list[tuple[float, int, ShownMask]]:
    """The worst so far, the worst first."""
    return sorted([*shown, one], key=lambda each: each[:2])[:_SHOWN]


def _shown(truth: TrueMask, found: Segmented, labels: tuple[str, ...]) -> ShownMask:
    pixels = truth.photo.pixels
    is_wrong = (truth.classes != found.classes) & (truth.classes < len(labels))
    numbers = None if truth.things is None else truth.things.numbers
    pictures = (
        class_overlay(pixels, truth.classes, labels, parts=numbers),
        class_overlay(pixels, found.classes, labels, parts=found.things),
        Image.fromarray(_marked(pixels, is_wrong)),
    )
    for picture in pictures:
        picture.thumbnail((_SIDE, _SIDE), Image.Resampling.LANCZOS)
    return ShownMask(truth.photo.name, *pictures)


def _marked(pixels: NDArray[np.uint8], is_wrong: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """The photo in grey, with some places red."""
    grey = np.repeat((pixels.mean(2, keepdims=True) * 0.6 + 70).astype(np.uint8), 3, axis=2)
    return np.where(is_wrong[..., None], np.array(_RED, np.uint8), grey)
