"""One stage of a training: a module, batches and a number of epochs, run by Lightning's Trainer."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr
from copy import deepcopy
from dataclasses import dataclass, field, replace
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal
from zipfile import is_zipfile

import lightning
import numpy as np
import torch
from lightning.pytorch.callbacks import EarlyStopping
from lightning.pytorch.loggers import TensorBoardLogger
from lightning.pytorch.strategies import DDPStrategy
from numpy.typing import NDArray
from torch import nn

from convscope.datasets import Item
from convscope.datasets.augmentation import Augmenter
from convscope.datasets.batches import FeatureBatches, Loader, PictureBatches, in_order
from convscope.errors import RunError, TrainingError
from convscope.graph.forward.chunks import is_out_of_memory
from convscope.images import Preprocessing
from convscope.learn.learner import Learner
from convscope.learn.options import TrainingOptions
from convscope.learn.recorder import Recorder, stopping
from convscope.learn.run import CHECKPOINT, Run
from convscope.learn.watch import Watcher

_NAMED = 4


@dataclass(frozen=True)
class Stage:
    """What a stage needs.

    Attributes:
        name: ``training``, ``head`` or ``fine-tuning``.
        run: where it is recorded.
        module: what is trained.
        parts: its modules from the first layers to the head.
        train: batches to learn from.
        val: batches to be judged by.
        labels: (N,) of the training items.
        items: the training items.
        epochs: how many.
        rate: learning rate, as it was asked for.
        usual_rate: where nothing was.
        options: of the training.
        classes: how many.
        seed: of all that is random.
        device: where to compute.
        preprocessing: whose normalisation pictures get; None for features.
        augmenter: what mixes batches.
        watcher: told what happens.
        first_epoch: epochs of the run before this stage.
        best: the best epoch before this stage.
        frozen_statistics: whether batch norms keep their means and variances.
        newest_is_best: whether each epoch is better than the one before, whatever validation says, as with a convex
            loss; then nothing is chosen by validation.
        whole: the network whose weights are kept, of the module that is judged.
    """

    name: str
    run: Run
    module: nn.Module
    parts: Sequence[Sequence[nn.Module]]
    train: PictureBatches | FeatureBatches
    val: PictureBatches | FeatureBatches
    labels: NDArray[np.int64]
    items: Sequence[Item]
    epochs: int
    rate: float | Literal["find"] | None
    usual_rate: float
    options: TrainingOptions
    classes: int
    seed: int
    device: str
    preprocessing: Preprocessing | None
    augmenter: Augmenter | None
    watcher: Watcher
    first_epoch: int = 0
    best: Mapping[str, float] = field(default_factory=dict)
    frozen_statistics: bool = False
    newest_is_best: bool = False
    whole: Callable[[nn.Module], nn.Module] = lambda module: module


def run_stage(stage: Stage) -> dict[str, float]:
    """Train a stage, from its checkpoint if there is one; the best epoch of the run so far.

    Raises:
        Interrupted: the user asked to stop.
        TrainingError: the loss is no number any more, or memory ran out.
        OutputError: the run cannot be written.
    """
    rank, world = process()
    if stage.options.batch_size % world:
        raise TrainingError(
            f"A batch of {stage.options.batch_size} cannot be shared evenly by {world} processes.",
            f"Choose --batch-size {stage.options.batch_size // world * world or world}.",
        )
    loader = Loader(
        stage.train,
        stage.options.batch_size,
        stage.seed,
        rank=rank,
        world=world,
        workers=stage.options.workers,
    )
    if stage.epochs == 0:
        return dict(stage.best)
    usual = stage.usual_rate if stage.rate in (None, "find") else float(stage.rate or 0)
    # Channels last is the layout in which convolution on a CPU is fastest.
    stage.module.to(memory_format=torch.channels_last)
    rate = _found_rate(stage, loader, usual) if stage.rate == "find" else usual
    learner = _learner(stage, loader, rate)
    recorder = Recorder(
        stage.run, stage.name, loader, stage.watcher, stage.whole, stage.first_epoch, stage.options
    )
    recorder.best, recorder.newest_is_best = dict(stage.best), stage.newest_is_best
    stops_early = (
        [EarlyStopping("val_loss", patience=stage.options.patience)] if stage.options.patience else []
    )
    logger = TensorBoardLogger(stage.run.folder, name="tensorboard", version="")
    checkpoint = _checkpoint(stage.run.folder)
    stage.watcher.began(stage.run, stage.name, len(loader) * stage.epochs, stage.epochs)
    with _quiet(), stopping(recorder), _memory_errors(stage.options.batch_size):
        trainer = _trainer(stage, [recorder, *stops_early], logger, stage.run.folder)
        trainer.fit(
            learner,
            loader,
            in_order(stage.val, 4 * stage.options.batch_size, rank, world),
            ckpt_path=checkpoint,
            weights_only=True,
        )
        recorder.finish(learner)
    return recorder.best


def _checkpoint(folder: Path) -> Path | None:
    """What a stage goes on from; None where it begins."""
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


def _learner(stage: Stage, loader: Loader, rate: float) -> Learner:
    weights = None
    if stage.options.class_weights:
        counts = np.bincount(stage.labels, minlength=stage.classes)
        weights = torch.from_numpy(len(stage.labels) / (stage.classes * np.maximum(counts, 1))).float()
    return Learner(
        stage.module,
        stage.parts,
        stage.options,
        classes=stage.classes,
        rate=rate,
        steps=len(loader) * stage.epochs,
        epochs=stage.epochs,
        seed=stage.seed,
        preprocessing=stage.preprocessing,
        class_weights=weights,
        augmenter=stage.augmenter,
        names=lambda indices: _names(stage.items, indices),
        frozen_statistics=stage.frozen_statistics,
    )


def _names(items: Sequence[Item], indices: Sequence[int]) -> str:
    shown = ", ".join(items[index].name for index in indices[:_NAMED])
    return shown + (f" and {len(indices) - _NAMED} more" if len(indices) > _NAMED else "")


def process() -> tuple[int, int]:
    """This process's place among those that torchrun started, and their number."""
    return int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1"))


def _trainer(stage: Stage, callbacks: list[Any], logger: Any, folder: str | Path) -> lightning.Trainer:
    options, (_, world) = stage.options, process()
    kind, _, index = stage.device.partition(":")
    local = int(os.environ.get("LOCAL_WORLD_SIZE", "1"))
    return lightning.Trainer(
        accelerator={"cuda": "gpu"}.get(kind, kind),
        devices=[int(index)] if index else local,
        num_nodes=world // local,
        strategy=DDPStrategy(process_group_backend="gloo" if kind == "cpu" else None)
        if world > 1
        else "auto",
        # A linear layer on computed features gains nothing from it.
        precision=_precision(options.precision, kind) if stage.preprocessing else "32-true",
        max_epochs=stage.epochs,
        callbacks=callbacks,
        logger=logger,
        default_root_dir=folder,
        gradient_clip_val=options.clip,
        deterministic="warn" if kind == "cuda" else None,
        use_distributed_sampler=False,
        num_sanity_val_steps=0,
        log_every_n_steps=1_000_000,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
    )


def _precision(said: str, kind: str) -> Any:
    if said == "auto":
        if kind == "cuda":
            return "bf16-mixed" if torch.cuda.is_bf16_supported() else "16-mixed"
        has_it = kind == "cpu" and torch.cpu._is_avx512_bf16_supported()
        return "bf16-mixed" if has_it else "32-true"
    return {"32": "32-true", "bf16": "bf16-mixed", "16": "16-mixed"}[said]


def _found_rate(stage: Stage, loader: Loader, usual: float) -> float:
    """The rate at which the loss falls most steeply, tried on a copy; the usual one where it never falls."""
    from lightning.pytorch.tuner.tuning import Tuner

    copy = replace(stage, module=deepcopy(stage.module), watcher=Watcher())
    copy = replace(copy, parts=[[copy.module]])
    trial = Loader(stage.train, loader.batch_size, stage.seed + 1)
    # Its own bar and its advice on too few points are not for the user.
    with TemporaryDirectory() as folder, _quiet(), redirect_stderr(StringIO()):
        trainer = _trainer(copy, [], False, folder)
        steps = min(100, max(20, len(trial)))
        found = Tuner(trainer).lr_find(
            _learner(copy, trial, usual), trial, num_training=steps, attr_name="rate", min_lr=1e-6, max_lr=1
        )
        rate = found.suggestion() if found else None
    stage.watcher.said(f"Learning rate {rate or usual:.2g}" + ("" if rate else " (no better one was found)"))
    return rate or usual


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Lightning's advice and announcements to ourselves."""
    loggers = [logging.getLogger(name) for name in ("lightning.pytorch", "lightning.fabric", "lightning")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


@contextmanager
def _memory_errors(batch_size: int) -> Iterator[None]:
    try:
        yield
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        raise TrainingError(
            f"The memory does not hold a step of {batch_size} pictures.",
            f"Choose --batch-size {max(1, batch_size // 2)}, or a smaller --size.",
        ) from error
