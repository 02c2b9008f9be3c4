"""Training one phase, from its first step or from its checkpoint."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zipfile import is_zipfile

import torch
from lightning.pytorch.callbacks import EarlyStopping
from lightning.pytorch.loggers import TensorBoardLogger

from convscope.datasets.batches import Loader, in_order
from convscope.errors import RunError, TrainingError
from convscope.learn.learner import Learner
from convscope.learn.phase import TrainingPhase
from convscope.learn.rate_finder import find_rate
from convscope.learn.recorder import Recorder
from convscope.learn.run import CHECKPOINT
from convscope.learn.trainer import (
    keyboard_interrupts,
    memory_errors,
    new_trainer,
    process,
    quiet,
    single_picture_errors,
)
from convscope.progress import Progress


def fit(phase: TrainingPhase, progress: Progress) -> dict[str, float]:
    """Train a phase; the metrics of the run's best epoch so far.

    Raises:
        Cancelled: somebody asked to stop; the step was finished and a checkpoint written.
        TrainingError: the loss is not a number any more, or memory ran out.
        OutputError: the run cannot be written.
    """
    options, folder = phase.options, phase.run.folder
    rank, world = process()
    if options.batch_size % world:
        shared = options.batch_size // world * world or world
        raise TrainingError(
            f"A batch of {options.batch_size} cannot be shared evenly by {world} processes.",
            f"Choose batch_size={shared}.",
        )
    if phase.epochs == 0:
        return dict(phase.best)
    loader = Loader(
        phase.train, options.batch_size, phase.request.seed, rank=rank, world=world, workers=options.workers
    )
    with (
        quiet(),
        memory_errors(options.batch_size),
        single_picture_errors(loader.batch_size // world),
        keyboard_interrupts(),
    ):
        # Channels last is the layout in which convolution on a CPU is fastest.
        phase.module.to(memory_format=torch.channels_last)
        learner = Learner(phase, _rate(phase, loader, progress), len(loader) * phase.epochs)
        recorder = Recorder(phase, loader, progress)
        callbacks: list[Any] = [recorder]
        if options.patience:
            callbacks.append(EarlyStopping("val_loss", patience=options.patience))
        checkpoint = _checkpoint(folder)
        logger = TensorBoardLogger(folder, name="tensorboard", version="")
        progress.note(f"{phase.run.name}: {phase.name}, {phase.epochs} epochs of {len(loader)} steps")
        new_trainer(phase, callbacks, logger, folder).fit(
            learner,
            loader,
            in_order(phase.val, phase.val_batch_size, rank, world),
            ckpt_path=checkpoint,
            weights_only=True,
        )
        recorder.finish(learner)
    return recorder.best


def _rate(phase: TrainingPhase, loader: Loader, progress: Progress) -> float:
    said = phase.options.rate
    if said != "find":
        return phase.usual_rate if said is None else said
    found = find_rate(phase, loader.batch_size)
    if found is None:
        progress.note(f"Learning rate {phase.usual_rate:.2g}; the search found none at which the loss falls.")
        return phase.usual_rate
    progress.note(f"Learning rate {found:.2g}")
    return found


def _checkpoint(folder: Path) -> Path | None:
    """The checkpoint from which a phase goes on; None where it begins."""
    path = folder / CHECKPOINT
    if not path.is_file():
        return None
    # A zip archive's directory stands at its end, so that a file that was cut off has none.
    if not is_zipfile(path):
        raise RunError(
            f"{path} is broken or cut off, so that the training cannot go on.",
            "Put the whole file back, or remove it to begin anew; the best weights until then stay usable.",
        )
    return path
