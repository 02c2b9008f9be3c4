"""Training a network on a data set, from the data to the run."""

from __future__ import annotations

import errno
import os
import platform
import shutil
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch

from convscope.errors import Cancelled, OutputError, RunError
from convscope.extras import needs
from convscope.learn.caption_options import caption_options
from convscope.learn.colorizer_options import colorizer_options
from convscope.learn.curves import keep_curves
from convscope.learn.detector_options import detector_options
from convscope.learn.generator_options import generator_options
from convscope.learn.preparation import Preparation, prepare
from convscope.learn.region_options import region_options
from convscope.learn.request import TrainingOptions, TrainingRequest
from convscope.learn.restorer_options import restorer_options
from convscope.learn.run import CHECKPOINT, CURVES, HEAD, RESULT, Run
from convscope.learn.segmenter_options import segmenter_options
from convscope.learn.text_options import text_options
from convscope.network.captioners import Captioner
from convscope.network.detectors.rcnn import RCNN
from convscope.network.from_run import BEST
from convscope.progress import Progress

# Packages of the extra `train`, which are imported when a training begins.
_PACKAGES = ("lightning", "matplotlib", "tensorboard", "torchmetrics")
# Of errors of the system, those that say that a disk, a quota or a file is full.
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# Seconds until the first process has decoded the data, at most.
_PATIENCE = 3600.0


def train(request: TrainingRequest, folder: Path, progress: Progress | None = None) -> Run:
    """Train a network and keep the run in a new folder.

    Args:
        request: what to train on what.
        folder: of the run; it must not exist.
        progress: told how far the training is; it may ask to stop.

    Raises:
        ConvscopeError: the request cannot be fulfilled; see the modules that do it.
        Cancelled: somebody asked to stop; once the folder is there, `resume` goes on.
    """
    needs("train", *_PACKAGES)
    from convscope.learn.trainer import process

    progress = progress or Progress()
    is_first = process()[0] == 0
    if is_first and folder.exists():
        raise RunError(f"There is a run {folder} already.", "Choose another name, or delete it.")
    request = replace(request, options=_own_options(request))
    prepared = prepare(request, progress)
    run = Run.create(folder, _settings(request, prepared), prepared.network) if is_first else _awaited(folder)
    try:
        return _train(request, run, prepared, progress)
    except (Cancelled, OutputError):
        raise
    except Exception:
        # A run that nothing can go on from is no run.
        if is_first and not run.metrics() and not (folder / CHECKPOINT).exists():
            shutil.rmtree(folder)
        raise


def _own_options(request: TrainingRequest) -> TrainingOptions:
    """The options with those of the kind of network where the user says nothing.

    Raises:
        TrainingError: one of them is not for such a network.
    """
    options = request.options
    if request.is_detector:
        return detector_options(options, request.word)
    if request.is_segmenter:
        return segmenter_options(options)
    if request.is_colorizer:
        return colorizer_options(options)
    if request.is_captioner:
        return caption_options(options)
    if request.is_region_captioner:
        return region_options(options)
    if request.reads_texts:
        return text_options(options)
    if request.is_restorer:
        return restorer_options(options)
    if request.is_generator:
        return generator_options(options, request.architecture)
    return options


def resume(name: str | os.PathLike[str], progress: Progress | None = None, *, run_code: bool = False) -> Run:
    """Go on with a training that was stopped or killed, to the weights that it would have reached.

    Args:
        name: of the run, or its folder.
        progress: told how far the training is; it may ask to stop.
        run_code: whether a Python file may run.

    Raises:
        RunError: there is no such run, or its data have changed since.
        Cancelled: somebody asked to stop; `resume` goes on.
    """
    run = Run.open(name)
    if run.result:
        # The kill may have come just behind the result.
        _tidy(run)
        return run
    needs("train", *_PACKAGES)
    progress = progress or Progress()
    request = _request(run.settings, run_code=run_code)
    prepared = prepare(request, progress, run.network_description.task)
    if prepared.fingerprint != run.settings["data"]["fingerprint"]:
        raise RunError(
            f"The data {request.data} have changed since {run.name} began; going on would mix the two.",
            "Put them back as they were, or train anew.",
        )
    return _train(request, run, prepared, progress)


def _settings(request: TrainingRequest, prepared: Preparation) -> dict[str, Any]:
    """The document from which `_request` makes the request again."""
    data, seen = request.data, prepared.data
    return {
        "data": {
            # Relative to another folder, a resumed training would look in vain; a name is no place.
            "place": os.path.abspath(data) if os.path.exists(data) else data,  # noqa: PTH100, PTH110
            "fingerprint": prepared.fingerprint,
            "split_seed": request.seed,
            "split_share": request.split_share,
            "counts": {split: len(pictures) for split, pictures in seen.splits.items()},
            "unreadable": [{"name": entry.item.name, "reason": entry.reason} for entry in seen.unreadable],
            "left_out": [{"name": one.name, "reason": one.reason} for one in prepared.left_out],
            "divides_anew": request.divides_anew,
        },
        "network": request.network,
        "weights": request.weights,
        "seed": request.seed,
        "device": request.device,
        "skip_unreadable": request.skip_unreadable,
        "training": request.options.model_dump(),
        "versions": _versions(),
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _request(settings: Mapping[str, Any], *, run_code: bool) -> TrainingRequest:
    return TrainingRequest(
        data=settings["data"]["place"],
        network=settings["network"],
        weights=settings["weights"],
        options=TrainingOptions(**settings["training"]),
        seed=settings["seed"],
        split_share=settings["data"]["split_share"],
        divides_anew=settings["data"].get("divides_anew", False),
        skip_unreadable=settings["skip_unreadable"],
        device=settings["device"],
        run_code=run_code,
    )


def _train(request: TrainingRequest, run: Run, prepared: Preparation, progress: Progress) -> Run:
    from convscope.learn.caption_training import train_captions
    from convscope.learn.phases import train_from_scratch, train_from_weights
    from convscope.learn.region_training import train_regions
    from convscope.learn.trainer import process

    run_phases = train_from_weights if request.is_transfer else train_from_scratch
    if isinstance(prepared.module, RCNN):
        run_phases = train_regions
    if isinstance(prepared.module, Captioner):
        run_phases = train_captions
    try:
        # The caller's random numbers stay as they are.
        with torch.random.fork_rng(devices=[]):
            best = run_phases(request, run, prepared, progress)
        if process()[0] == 0:
            run.write_json(RESULT, {"best": best, "epochs": len(run.metrics()), "weights": BEST})
            _tidy(Run.open(run.folder))
        else:
            _wait_for(run.folder / RESULT)
    except (OutputError, OSError) as error:
        if isinstance(error, OSError) and error.errno not in _NO_ROOM:
            raise
        said = (
            error.message
            if isinstance(error, OutputError)
            else f"The run {run.folder} cannot be written: {(error.strerror or str(error)).lower()}."
        )
        raise OutputError(said, f"Make room, then resume the run {run.folder}; nothing is lost.") from error
    return Run.open(run.folder)


def _tidy(run: Run) -> None:
    """Draw the curves of a finished run, and remove what only an unfinished one needs."""
    unfinished = [run.folder / name for name in (CHECKPOINT, HEAD)]
    if any(path.exists() for path in unfinished) or not (run.folder / CURVES).exists():
        keep_curves(run)
    for path in unfinished:
        path.unlink(missing_ok=True)


def _awaited(folder: Path) -> Run:
    """The run that the first of several processes makes."""
    _wait_for(folder)
    return Run.open(folder)


def _wait_for(path: Path) -> None:
    """Wait until the first of several processes has written something."""
    began = time.monotonic()
    while not path.exists():
        if time.monotonic() - began > _PATIENCE:
            raise RunError(f"The first process did not write {path}.", "See what it says.")
        time.sleep(0.05)


def _versions() -> dict[str, str]:
    import lightning
    import torchvision

    from convscope.version import VERSION

    return {
        "convscope": VERSION,
        "python": platform.python_version(),
        "torch": torch.__version__,
        "torchvision": torchvision.__version__,
        "lightning": lightning.__version__,
    }
