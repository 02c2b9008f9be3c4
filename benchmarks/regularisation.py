"""Cats and dogs from scratch, with and without augmentation and dropout.

They are learned twice by `convscope/two-classes-150`, in as many epochs; without augmentation and dropout it learns
its 960 photos by heart, and the command says since when.  With them it learns more slowly: in 36 epochs it reached
74.6 % beside 79.2 %, its validation loss the lower one and still falling, so that both are given a hundred.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import torch

from benchmarks.learning import DATA
from benchmarks.measure import Figure
from convscope.learn.asked import Asked
from convscope.learn.options import TrainingOptions
from convscope.learn.overfitting import overfitting_since
from convscope.learn.run import Run
from convscope.learn.training import train

PETS: dict[str, Any] = {"epochs": 100, "batch_size": 16, "rate": 1e-3}


def run() -> list[Figure]:
    """What augmentation and dropout give."""
    torch.set_num_threads(2)
    with tempfile.TemporaryDirectory() as folder:
        plain = _pets(Path(folder) / "plain", augment="none")
        regular = _pets(Path(folder) / "regular", augment="flip, crop 0.5, rotation 15", dropout=0.5)
        note = f"{regular[1]:.2f} % beside {plain[1]:.2f} %, the best of {PETS['epochs']} epochs each"
        return [
            Figure(
                "augmentation and dropout on cats and dogs",
                regular[1] - plain[1],
                "points",
                5,
                "at least",
                note,
            ),
            Figure("epochs of overfitting without them", _overfitted(plain[0]), "epochs", 1, "at least"),
            Figure("epochs of overfitting with them", _overfitted(regular[0]), "epochs", 0, "at most"),
        ]


def _pets(folder: Path, **options: Any) -> tuple[Run, float]:
    asked = Asked(
        str(DATA / "cats-vs-dogs.tar"),
        "convscope/two-classes-150",
        options=TrainingOptions(**PETS, **options),
    )
    run = train(asked, folder)
    return run, 100 * run.result["best"]["val_accuracy"]


def _overfitted(run: Run) -> int:
    """Epochs from the one on since which the run overfits; 0 where it does not."""
    rows = run.metrics()
    since = overfitting_since(rows)
    return 0 if since is None else len(rows) - since
