"""Training as a function of Python."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal, TypedDict, Unpack

from convscope.errors import TrainingError
from convscope.files import folder_named
from convscope.learn.request import SPLIT_SHARE, TrainingOptions, TrainingRequest
from convscope.learn.run import Run
from convscope.learn.run_folders import free_run_folder
from convscope.learn.training import resume as go_on
from convscope.learn.training import train as run_training
from convscope.network import embedded
from convscope.network.from_run import runs_folder
from convscope.progress import Progress
from convscope.render.notebook import default_progress
from convscope.settings import read_settings


class Settings(TypedDict, total=False):
    """Those of `convscope.learn.TrainingOptions`, which says what each means."""

    epochs: int
    fine_tune: int
    batch_size: int
    optimizer: Literal["adamw", "adam", "sgd"]
    rate: float | Literal["find"]
    schedule: Literal["one-cycle", "cosine", "plateau", "constant"]
    weight_decay: float
    dropout: float
    label_smoothing: float
    class_weights: bool
    patience: int
    clip: float
    ema: float
    precision: Literal["auto", "32", "bf16", "16"]
    augment: str
    size: int
    unfreeze_every: int
    depth_decay: float
    task: Literal["denoise", "upscale", "repair", "colorize", "generate", "caption"]
    noise: str
    blur: str
    jpeg: str
    missing: str
    target: Literal["clean", "noisy", "blind-spot"]
    workers: int
    snapshots: tuple[int, ...]
    checkpoint_seconds: float


def train(
    data: str | os.PathLike[str] | None = None,
    network: str = embedded.NAME,
    *,
    weights: str | None = None,
    name: str | None = None,
    out: str | os.PathLike[str] | None = None,
    val_share: float | None = None,
    unreadable: Literal["skip", "fatal"] = "skip",
    device: str = "cpu",
    seed: int = 0,
    run_code: bool = False,
    resume: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
    **settings: Unpack[Settings],
) -> Run:
    """Train a network on your own pictures: from scratch, or the head of a trained one, then fine-tuning.

    Args:
        data: place of the data set; see `convscope.datasets.open_dataset`.  Not with ``resume``.
        network: name of the network, as `convscope.open_network` takes it.
        weights: to start from: ``random``, ``default`` or a checkpoint; by default trained ones for the embedded
            network and a run, and random ones for all others.
        name: of the run; by default that of the data and a number.
        out: the run's folder; by default ``runs/NAME``.
        val_share: share of each class for validation, also of data that have such a part: it is put back then, and
            another one drawn; by default that of the data, else 0.2.
        unreadable: whether to ``skip`` files that cannot be read, or to take them for a ``fatal`` error.
        device: where to compute.
        seed: of everything random.
        run_code: whether a Python file may run.
        resume: name of a run that was stopped or killed, or its folder: the training goes on to the weights that it
            would have reached, with the settings that it has.
        progress: told how far the training is; cancelling it stops the training.
        settings: those of `convscope.learn.TrainingOptions`.

    Returns:
        The run: `.result`, `.metrics()`, `.best_weights`, `.folder`; ``run:NAME`` opens its network.

    Raises:
        ConvscopeError: of the kind that says what is wrong.
        Cancelled: somebody asked to stop; ``resume`` goes on.
    """
    if resume is not None and data is None:
        return go_on(resume, default_progress(progress), run_code=run_code)
    if resume is not None or data is None:
        raise TrainingError("Training takes a data set, or a run to resume.", "Give data or resume.")
    request = TrainingRequest(
        data=str(data),
        network=network,
        weights=weights,
        options=read_settings(TrainingOptions, settings, "train", TrainingError),
        seed=seed,
        split_share=SPLIT_SHARE if val_share is None else val_share,
        divides_anew=val_share is not None,
        skip_unreadable=unreadable == "skip",
        device=device,
        run_code=run_code,
    )
    folder = free_run_folder(str(data)) if name is None else folder_named(name, runs_folder())
    return run_training(request, folder if out is None else Path(out), default_progress(progress))
