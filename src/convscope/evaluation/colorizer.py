"""Judging a colorizer: how near its colours are, and whether what it colours is recognised."""

from __future__ import annotations

import os
import time

import numpy as np
import torch
from numpy.typing import NDArray

from convscope.datasets.dataset import Item
from convscope.evaluation.judged_photos import FIGURES, judge_photos
from convscope.evaluation.resampling import Estimate, bootstrap
from convscope.evaluation.restorer import photos_to_restore
from convscope.evaluation.restorer_evaluation import RestorerEvaluation
from convscope.images import Photo
from convscope.images.lab import lab_of
from convscope.learn.run import Run
from convscope.network import Network, embedded, open_network
from convscope.network.from_run import is_run, without_epoch
from convscope.progress import Progress
from convscope.restore.colorizing import check_colorizes, colorize
from convscope.restore.restored import Restored

_CONVENTION = (
    "PSNR and SSIM over all channels; chroma gain: the squared error of a and b (CIE L*a*b*) of grey, divided by "
    "that of the colours, in dB; recognised: the embedded network gives the answer that it gives for the true photo"
)


def evaluate_colorizer(
    network: Network,
    data: str | os.PathLike[str] | None = None,
    *,
    split: str | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> RestorerEvaluation:
    """Judge a colorizer: photos lose their colours, get new ones, and are compared with what they were.

    Args:
        network: a colorizer.
        data: place of photos; by default those of the network's run.
        split: ``train``, ``val`` or ``test``; by default test, else val, else all.
        seed: of the intervals.
        progress: told how many photos are done.

    Raises:
        NetworkError: the network is no colorizer.
        DataError: there are no such data or no such split.
        EvaluationError: no photo can be read.
        Cancelled: somebody asked to stop.
    """
    began, progress = time.perf_counter(), progress or Progress()
    check_colorizes(network)
    run = Run.open(without_epoch(network.opening.spec)) if is_run(network.opening.spec) else None
    photos, chosen = photos_to_restore(run, data, split)
    asked = open_network(embedded.NAME)

    def judge(_: int, item: Item) -> tuple[Restored, tuple[float, ...]]:
        truth = item.photo()
        found = colorize(network, truth, truth=truth, progress=Progress())
        return found, judged_colours(asked, truth, found)

    judged = judge_photos(photos, chosen, judge, progress)
    return RestorerEvaluation(
        network=network,
        data=photos.name,
        split=chosen,
        degradation="without colours",
        scale=1,
        convention=_CONVENTION,
        photos=judged.photos,
        estimates=_estimates(judged.rows, seed),
        shown=judged.shown,
        failures=judged.failures,
        seconds=time.perf_counter() - began,
    )


def judged_colours(asked: Network, truth: Photo, found: Restored) -> tuple[float, ...]:
    """Mean squares of a and b, of what is wrong and of what the photo has; and whether a network recognises it.

    That is whether its answer for the true photo is the first, or one of five, of the coloured photo, then the grey.
    """
    after, true = (lab_of(pixels)[..., 1:] for pixels in (found.pixels, truth.pixels))
    pictures = (truth, Photo(truth.name, found.pixels), found.photo)
    scores = asked.scores(torch.cat([asked.prepare(one) for one in pictures]))
    wanted, firsts = int(scores[0].argmax()), scores[1:].topk(5).indices.tolist()
    recognised = [one for five in firsts for one in (wanted == five[0], wanted in five)]
    return float(np.square(after - true).mean()), float(np.square(true).mean()), *recognised


def _estimates(rows: NDArray[np.float64], seed: int) -> dict[str, Estimate]:
    names = (
        *FIGURES,
        "chroma gain",
        "recognised",
        "recognised of five",
        "recognised before",
        "recognised of five before",
    )

    def figures(chosen: NDArray[np.intp]) -> NDArray[np.float64]:
        means = rows[chosen].mean(0)
        error, colour = np.maximum(means[4:6], 1e-9)
        return np.array([*means[:4], 10 * np.log10(colour / error), *means[6:]])

    return dict(zip(names, bootstrap(figures, len(rows), seed=seed), strict=True))
