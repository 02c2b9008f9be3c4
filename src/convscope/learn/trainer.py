"""Lightning's Trainer as Convscope uses it: without its messages, its bars and its answer to Ctrl-C."""

from __future__ import annotations

import logging
import os
import signal
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import lightning
import torch
from lightning.pytorch.strategies import DDPStrategy

from convscope.errors import TrainingError
from convscope.graph.forward.chunks import is_out_of_memory
from convscope.learn.outputs import plain
from convscope.learn.phase import TrainingPhase
from convscope.network.detectors import SteppedDetector


def process() -> tuple[int, int]:
    """This process's place among those that torchrun started, and their number."""
    return int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1"))


def new_trainer(
    phase: TrainingPhase, callbacks: list[Any], logger: Any, folder: str | Path
) -> lightning.Trainer:
    """A trainer for a phase on its device, or on its share of the devices of several processes."""
    options, (_, world) = phase.options, process()
    kind, _, index = phase.request.device.partition(":")
    local = int(os.environ.get("LOCAL_WORLD_SIZE", "1"))
    return lightning.Trainer(
        accelerator={"cuda": "gpu"}.get(kind, kind),
        devices=[int(index)] if index else local,
        num_nodes=world // local,
        strategy=DDPStrategy(process_group_backend="gloo" if kind == "cpu" else None)
        if world > 1
        else "auto",
        precision=_precision(phase, kind),
        max_epochs=phase.epochs,
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


def _precision(phase: TrainingPhase, kind: str) -> Any:
    said = phase.options.precision
    # A linear layer on computed features gains nothing from it, and of probabilities it would leave too little.
    if phase.preprocessing is None or phase.scores is not plain:
        return "32-true"
    if said == "auto":
        if kind == "cuda":
            return "bf16-mixed" if torch.cuda.is_bf16_supported() else "16-mixed"
        # The gradients of a trunk's depthwise convolutions are slower in bfloat16 on a CPU.
        has_it = (
            kind == "cpu"
            and torch.cpu._is_avx512_bf16_supported()
            and not isinstance(phase.module, SteppedDetector)
        )
        return "bf16-mixed" if has_it else "32-true"
    return {"32": "32-true", "bf16": "bf16-mixed", "16": "16-mixed"}[said]


@contextmanager
def quiet() -> Iterator[None]:
    """Silence Lightning's advice and announcements."""
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
def memory_errors(batch_size: int) -> Iterator[None]:
    """Say what to do where the memory does not hold a step."""
    try:
        yield
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        raise TrainingError(
            f"The memory does not hold a step of {batch_size} pictures.",
            f"Choose batch_size={max(1, batch_size // 2)}, or a smaller size.",
        ) from error


@contextmanager
def single_picture_errors(pictures: int) -> Iterator[None]:
    """Say what to do where a batch norm would normalise over a single number.

    Args:
        pictures: of a step, in each process.
    """
    try:
        yield
    except ValueError as error:
        if not str(error).startswith("Expected more than 1 value per channel"):
            raise
        raise TrainingError(
            f"A batch norm of the network normalises vectors over the pictures of a step, and of {pictures} there is "
            "no variance.",
            "Choose batch_size=2 or more, or a network without batch norm behind its pooling.",
        ) from error


@contextmanager
def keyboard_interrupts() -> Iterator[None]:
    """Let an interrupt end a training as an interrupt; Lightning would exit and ignore all that follow."""
    before = signal.getsignal(signal.SIGINT)
    try:
        yield
    except SystemExit as error:
        signal.signal(signal.SIGINT, before)
        raise KeyboardInterrupt from error
