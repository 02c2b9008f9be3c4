"""Training colour pictures from scratch: CIFAR-10's subset, and cats and dogs with and without regularisation.

The network for CIFAR is a text, six convolutions with batch norm; ten minutes on two cores.  Cats and dogs are
learned twice by `convscope/two-classes-150`: as it is, and with augmentation and dropout, in as many epochs; without
them it learns its 960 photos by heart, and the command says since when.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

import torch

from benchmarks.measure import Figure
from convscope.learn.options import TrainingOptions
from convscope.learn.overfitting import overfitting_since
from convscope.learn.run import Run
from convscope.learn.training import Asked, decoded_for, train

DATA = Path("../shared/data")
BLOCK = "-> conv {} 3x3 padding same bias no -> batchnorm -> relu"
# 76 million multiply-adds a picture.
CIFAR_NETWORK = " ".join(
    (
        "input 3x32x32",
        *(BLOCK.format(32), BLOCK.format(64), "-> maxpool 2"),
        *(BLOCK.format(128), "-> maxpool 2"),
        *(BLOCK.format(128), BLOCK.format(256), "-> maxpool 2"),
        *(BLOCK.format(256), "-> globalavgpool -> dense 10"),
    )
)
CIFAR = {
    "epochs": 26, "augment": "flip, shift, erasing 0.5", "label_smoothing": 0.1, "ema": 0.99, "rate": 5e-3,
    "weight_decay": 0.05,
}  # fmt: skip
PETS: dict[str, Any] = {"epochs": 40, "batch_size": 32, "rate": 1e-3, "schedule": "constant"}


def run() -> list[Figure]:
    """CIFAR-10's subset in ten minutes, and what augmentation and dropout give."""
    torch.set_num_threads(2)
    cifar = Asked(
        str(DATA / "cifar10-subset.tar"),
        CIFAR_NETWORK,
        options=TrainingOptions(**CIFAR),  # type: ignore[arg-type]
    )
    with tempfile.TemporaryDirectory() as folder:
        decoded_for(cifar)
        began = time.perf_counter()
        learned = train(cifar, Path(folder) / "cifar")
        seconds = time.perf_counter() - began
        accuracy = 100 * learned.result["best"]["val_accuracy"]
        plain = _pets(Path(folder) / "plain", augment="none")
        regular = _pets(Path(folder) / "regular", augment="flip, crop 0.5, rotation 15", dropout=0.5)
        note = f"{regular[1]:.2f} % beside {plain[1]:.2f} %, the best of {PETS['epochs']} epochs each"
        return [
            Figure("CIFAR-10 subset from scratch: accuracy", accuracy, "%", 80, "at least", f"{CIFAR}"),
            Figure("CIFAR-10 subset from scratch: time", seconds, "s", 600, "at most", "decoding apart"),
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
