"""Judging a restorer on photos that are degraded on the spot."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from convscope.datasets import Dataset, open_dataset
from convscope.datasets.dataset import Item
from convscope.errors import DataError, EvaluationError
from convscope.evaluation.judged_photos import FIGURES, judge_photos
from convscope.evaluation.judged_split import judged_split
from convscope.evaluation.lpips import NAMES as LPIPS
from convscope.evaluation.lpips import installed_lpips
from convscope.evaluation.resampling import Estimate, bootstrap
from convscope.evaluation.restorer_evaluation import RestorerEvaluation
from convscope.images import Photo
from convscope.learn.request import TrainingOptions
from convscope.learn.restorer_options import learned_degradation
from convscope.learn.run import Run
from convscope.network import Network
from convscope.network.from_run import is_run, read_description, run_folder, without_epoch
from convscope.network.task.colours import Colours
from convscope.network.task.places import Generation, Picture
from convscope.network.task.regions import Regions
from convscope.network.task.sentences import Sentences
from convscope.progress import Progress
from convscope.restore.degradations import Degradation, degradation_of
from convscope.restore.degradations.missing import UNKNOWN
from convscope.restore.restored import Restored
from convscope.restore.restoring import enlargement_of, restored_values, takes_noise_map


def evaluate_restorer(
    network: Network,
    data: str | os.PathLike[str] | None = None,
    *,
    split: str | None = None,
    noise: str | None = None,
    blur: str | None = None,
    jpeg: str | None = None,
    missing: str | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> RestorerEvaluation:
    """Judge a restorer: photos are degraded, restored, and compared with what they were.

    LPIPS is among the figures where AlexNet's weights are at hand, see `installed_lpips`.

    Args:
        network: from picture to picture.
        data: place of clean photos; by default those of the network's run.
        split: ``train``, ``val`` or ``test``; by default test, else val, else all.
        noise: that is added, see `degradation_of`; where nothing is said, what the network's run learned to undo.
        blur: likewise.
        jpeg: likewise.
        missing: likewise; what is not missing is left as it is.
        seed: of the noise, which each photo has for itself, and of the intervals.
        progress: told how many photos are done.

    Raises:
        NetworkError: the network makes no picture of a photo.
        DataError: there are no such data or no such split.
        TrainingError: the degradation is impossible.
        EvaluationError: nobody says what is to be undone, no photo can be read, or the weights of LPIPS are broken.
        Cancelled: somebody asked to stop.
    """
    began, progress = time.perf_counter(), progress or Progress()
    scale = enlargement_of(network)
    run = Run.open(without_epoch(network.opening.spec)) if is_run(network.opening.spec) else None
    degradation = _degradation(run, scale, {"noise": noise, "blur": blur, "jpeg": jpeg, "missing": missing})
    photos, chosen = photos_to_restore(run, data, split)

    lpips = installed_lpips()

    def judge(place: int, item: Item) -> tuple[Restored, tuple[float, ...]]:
        found = _restored(network, item, degradation, np.random.default_rng([seed, place]))
        if lpips is None or found.truth is None:
            return found, ()
        both = found.pixels, np.asarray(found.before)
        return found, tuple(lpips(picture, found.truth.pixels) for picture in both)

    judged = judge_photos(photos, chosen, judge, progress)
    return RestorerEvaluation(
        network=network,
        data=photos.name,
        split=chosen,
        degradation=degradation.text,
        scale=scale,
        convention=_convention(degradation, is_told=takes_noise_map(network)),
        photos=judged.photos,
        estimates=_estimates(judged.rows, seed),
        shown=judged.shown,
        failures=judged.failures,
        seconds=time.perf_counter() - began,
    )


def makes_pictures(spec: str) -> bool:
    """Whether a spec names a run of what makes pictures or sentences of photos that have no classes."""
    made = (Picture.name, Colours.name, Generation.name, Sentences.name, Regions.name)
    return is_run(spec) and read_description(run_folder(without_epoch(spec))).task in made


def _degradation(run: Run | None, scale: int, said: Mapping[str, str | None]) -> Degradation:
    given = {name: text for name, text in said.items() if text is not None}
    if given or (run is None and scale > 1):
        return degradation_of(**given, scale=scale)
    if run is None:
        raise EvaluationError(
            "Nobody says what the network shall undo.", "Give noise=25, blur=1.6, jpeg=10 or missing=0.25."
        )
    learned = learned_degradation(TrainingOptions(**run.settings["training"]), scale)
    if not learned.steps:
        raise EvaluationError(
            "The network learned from photos that are noisy themselves, so nobody knows the clean ones.",
            "Give clean photos, and noise=25 or what noise they shall have.",
        )
    return learned


def photos_to_restore(
    run: Run | None, data: str | os.PathLike[str] | None, split: str | None
) -> tuple[Dataset, str]:
    """Clean photos to judge a network on, and which split of them.

    Args:
        run: of the network, if it has one.
        data: place of the photos; by default those of the run.
        split: by default test, else val, else all.

    Raises:
        DataError: nobody says which photos.
    """
    if data is not None:
        photos = open_dataset(data, needs_labels=False)
    elif run is not None:
        photos = run.dataset()
    else:
        raise DataError("The network is no run, so its data are not known.", "Give the data as well.")
    return photos, judged_split(photos.name, photos.splits, split)


def _restored(
    network: Network, item: Item, degradation: Degradation, generator: np.random.Generator
) -> Restored:
    """A photo, its sides cut to multiples of the scale, degraded and restored."""
    pixels, scale = item.photo().pixels, degradation.scale
    rows, columns = (side // scale * scale for side in pixels.shape[:2])
    truth = Photo(item.name, np.ascontiguousarray(pixels[:rows, :columns]))
    degraded = degradation(truth.pixels, generator)
    seen = Photo(item.name, np.rint(degraded.clip(0, 255)).astype(np.uint8))
    told = None
    if takes_noise_map(network):
        strength = np.sqrt(np.square(degraded - truth.pixels).mean()) / 255
        told = np.full(degraded.shape[:2], strength, np.float32)
    found = restored_values(network, degraded / np.float32(255), noise_map=told)
    if not degradation.hides:
        return Restored(seen, found, scale, network.opening, truth)
    holes = (degraded == UNKNOWN).all(2)
    filled = np.where(holes[..., None], found, seen.pixels)
    return Restored(seen, filled, scale, network.opening, truth, holes=holes)


def _convention(degradation: Degradation, *, is_told: bool) -> str:
    scale = degradation.scale
    if degradation.hides:
        return "PSNR over all channels of the pixels that were missing; SSIM of the whole photo"
    if is_told:
        return "PSNR and SSIM over all channels; the network is told the strength of each photo's noise"
    if scale == 1:
        return "PSNR and SSIM over all channels"
    return f"PSNR and SSIM of the luma (BT.601), without a border of {scale} pixels"


def _estimates(rows: NDArray[np.float64], seed: int) -> dict[str, Estimate]:
    found = bootstrap(lambda chosen: rows[chosen].mean(0), len(rows), seed=seed)
    # LPIPS only where it could be measured.
    return dict(zip((*FIGURES, *LPIPS)[: len(found)], found, strict=True))
