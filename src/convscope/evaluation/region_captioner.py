"""Judging a captioner of regions on photos with regions and their phrases."""

from __future__ import annotations

import os
import time

import numpy as np
from numpy.typing import NDArray

from convscope.datasets.boxed import BoxedDataset, BoxedPhoto
from convscope.datasets.boxed.seen_boxes import inside
from convscope.datasets.captioned.regions import open_regions
from convscope.errors import BoxError, DataError, EvaluationError, ImageError
from convscope.evaluation.boxed_photos import decoded
from convscope.evaluation.judged_split import judged_run, judged_split
from convscope.evaluation.region_evaluation import RegionEvaluation
from convscope.evaluation.region_figures import (
    JudgedRegions,
    figures_of_told,
    judged_regions,
    mean_ap,
    mean_ap_of_boxes,
)
from convscope.evaluation.resampling import bootstrap
from convscope.network import Network
from convscope.network.region_captioning import caption_regions
from convscope.network.task.boxes import SCORE
from convscope.progress import Progress

# Regions of a lower score are not told, and change an average precision by nothing that can be seen.
_LEAST = 0.05
# Each draw sorts all regions thirty-five times anew.
_DRAWS = 200


def evaluate_regions(
    network: Network,
    data: str | os.PathLike[str] | None = None,
    *,
    split: str | None = None,
    score: float = SCORE,
    seed: int = 0,
    progress: Progress | None = None,
) -> RegionEvaluation:
    """Judge a captioner of regions as DenseCap is judged: by where it says what.

    Args:
        network: that tells of regions.
        data: place of photos with regions and phrases; by default those of the network's run.
        split: ``train``, ``val`` or ``test``; by default test, else val, else all.
        score: least score of the regions that count as told; the average precisions take all.
        seed: of the intervals.
        progress: told how many photos are done.

    Raises:
        NetworkError: the network says nothing of regions.
        BoxError: the score is out of its range.
        DataError: there are no such data or no such split.
        EvaluationError: no photo can be read.
        Cancelled: somebody asked to stop.
    """
    began, progress = time.perf_counter(), progress or Progress()
    if not 0 <= score <= 1:
        raise BoxError(f"The least score lies between 0 and 1, got {score:g}.", "Write score=0.5.")
    regions = _data(network, data)
    chosen = judged_split(regions.name, regions.splits, split)
    photos = regions.splits[chosen]
    judged: list[JudgedRegions] = []
    failures: list[ImageError] = []
    for number, photo in enumerate(photos, 1):
        try:
            judged.append(_judged(network, photo, regions.classes))
        except ImageError as error:
            failures.append(error)
        progress.step(number, len(photos), what="evaluating")
        progress.check()
    if not judged:
        raise EvaluationError(f"No photo of {regions.name} can be read.", "`convscope data` says why.")

    def precisions(rows: NDArray[np.intp]) -> NDArray[np.float64]:
        drawn = [judged[row] for row in rows]
        return np.array([mean_ap(drawn), mean_ap_of_boxes(drawn)])

    def told(rows: NDArray[np.intp]) -> NDArray[np.float64]:
        return np.array(list(figures_of_told([judged[row] for row in rows], score).values()))

    names = ("mean AP", "mean AP of boxes", *figures_of_told(judged, score))
    estimates = [
        *bootstrap(precisions, len(judged), seed=seed, draws=_DRAWS),
        *bootstrap(told, len(judged), seed=seed),
    ]
    return RegionEvaluation(
        network=network,
        data=regions.name,
        split=chosen,
        score=score,
        photos=tuple(judged),
        estimates=dict(zip(names, estimates, strict=True)),
        failures=tuple(failures),
        seconds=time.perf_counter() - began,
    )


def _data(network: Network, data: str | os.PathLike[str] | None) -> BoxedDataset:
    if data is None:
        return judged_run(network.opening.spec).division.regions()
    found = open_regions(data)
    if found is None:
        raise DataError(
            f"{os.fspath(data)} has no regions with phrases in the form that is known: Visual Genome's.",
            "`convscope data` says what it sees there.",
        )
    return found


def _judged(network: Network, source: BoxedPhoto, phrases: tuple[str, ...]) -> JudgedRegions:
    photo = decoded(source)
    said = caption_regions(network, photo, score=_LEAST).regions
    rows = np.array([(*one.box, one.label) for one in source.boxes], np.float64).reshape(-1, 5)
    there = inside(rows, (photo.rows, photo.columns))
    return judged_regions(
        source.name,
        np.array([one.box for one in said], np.float64).reshape(-1, 4),
        np.array([one.score for one in said], np.float64),
        [one.text for one in said],
        there[:, :4],
        [phrases[int(label)] for label in there[:, 4]],
    )
