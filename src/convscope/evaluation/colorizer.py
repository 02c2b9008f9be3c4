"""Judging a colorizer: how near its colours are, and whether what it colours is recognised."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from convscope.errors import EvaluationError, ImageError
from convscope.evaluation.resampling import Estimate, bootstrap
from convscope.evaluation.restorer import photos_to_restore, shown_part
from convscope.evaluation.restorer_evaluation import JudgedPicture, RestorerEvaluation, ShownPicture
from convscope.images import Photo
from convscope.images.lab import lab_of
from convscope.learn.run import Run
from convscope.network import Network, embedded, open_network
from convscope.network.from_run import is_run, without_epoch
from convscope.progress import Progress
from convscope.restore.colorizing import check_colorizes, colorize
from convscope.restore.restored import Restored

# Photos that a report shows.
_SHOWN = 24
_CONVENTION = (
    "PSNR and SSIM over all channels; chroma gain: the squared error of a and b (CIE L*a*b*) of grey, divided by "
    "that of the colours, in dB; recognised: the embedded network gives the answer that it gives for the true photo"
)


@dataclass(frozen=True, eq=False)
class _Coloured:
    """What is known of a photo that was given colours.

    Attributes:
        judged: PSNR and SSIM.
        errors: mean squares of a and b: of what is wrong, and of what the photo has.
        recognised: whether the answer for the true photo is the first, or one of five, of the coloured and the grey.
    """

    judged: JudgedPicture
    errors: tuple[float, float]
    recognised: tuple[bool, bool, bool, bool]

    @property
    def row(self) -> tuple[float, ...]:
        before, after = self.judged.before, self.judged.after
        return (after.psnr, after.ssim, before.psnr, before.ssim, *self.errors, *self.recognised)


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
    judge, items = open_network(embedded.NAME), photos.split(chosen)
    done: list[_Coloured] = []
    shown: list[tuple[float, int, ShownPicture]] = []
    failures: list[ImageError] = []
    for place, item in enumerate(items):
        try:
            truth = item.photo()
            found = colorize(network, truth, truth=truth, progress=Progress())
            done.append(_coloured(judge, truth, found))
        except ImageError as error:
            failures.append(error)
        else:
            gain = done[-1].judged.gain
            shown = sorted([*shown, (gain, place, shown_part(found))], key=lambda each: each[:2])[:_SHOWN]
        progress.step(place + 1, len(items), what="evaluating")
        progress.check()
    if not done:
        raise EvaluationError(
            f"No photo of {photos.name} can be judged.", str(failures[0]) if failures else ""
        )
    return RestorerEvaluation(
        network=network,
        data=photos.name,
        split=chosen,
        degradation="without colours",
        scale=1,
        convention=_CONVENTION,
        photos=tuple(one.judged for one in done),
        estimates=_estimates(np.array([one.row for one in done], np.float64), seed),
        shown=tuple(picture for _, _, picture in shown),
        failures=tuple(failures),
        seconds=time.perf_counter() - began,
    )


def _coloured(judge: Network, truth: Photo, found: Restored) -> _Coloured:
    assert found.figures is not None
    assert found.figures_before is not None
    after, true = (lab_of(pixels)[..., 1:] for pixels in (found.pixels, truth.pixels))
    errors = float(np.square(after - true).mean()), float(np.square(true).mean())
    pictures = (truth, Photo(truth.name, found.pixels), found.photo)
    scores = judge.scores(torch.cat([judge.prepare(one) for one in pictures]))
    wanted, firsts = int(scores[0].argmax()), scores[1:].topk(5).indices.tolist()
    recognised = [(wanted == five[0], wanted in five) for five in firsts]
    return _Coloured(
        JudgedPicture(truth.name, found.figures_before, found.figures),
        errors,
        (*recognised[0], *recognised[1]),
    )


def _estimates(rows: NDArray[np.float64], seed: int) -> dict[str, Estimate]:
    names = (
        "PSNR",
        "SSIM",
        "PSNR before",
        "SSIM before",
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
