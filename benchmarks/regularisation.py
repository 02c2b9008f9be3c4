"""Cats and dogs from scratch, with and without augmentation and dropout.

`convscope/two-classes-150` learns them twice.  Without augmentation and dropout it learns its 960 photos by heart,
and the command says since when: 36 epochs are more than it can use.  With them it learns more slowly, and is given a
hundred, the last third of which is more than it can use.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from benchmarks.learning import DATA
from benchmarks.measure import Figure
from convscope.learn import TrainingOptions, TrainingRequest
from convscope.learn.epochs import overfitting_since
from convscope.learn.run import Run
from convscope.learn.training import train

PLAIN: dict[str, Any] = {"epochs": 36, "augment": "none"}
REGULAR: dict[str, Any] = {"epochs": 100, "augment": "flip, crop 0.5, rotation 15", "dropout": 0.5}


def run() -> list[Figure]:
    """What augmentation and dropout give."""
    with tempfile.TemporaryDirectory() as folder:
        plain = _pets(Path(folder) / "plain", PLAIN)
        regular = _pets(Path(folder) / "regular", REGULAR)
        note = f"the best epoch's {regular[1]:.2f} % beside {plain[1]:.2f} %"
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


def _pets(folder: Path, options: dict[str, Any]) -> tuple[Run, float]:
    request = TrainingRequest(
        str(DATA / "cats-vs-dogs.tar"),
        "convscope/two-classes-150",
        options=TrainingOptions(batch_size=16, rate=1e-3, **options),
    )
    run = train(request, folder)
    return run, 100 * run.result["best"]["val_accuracy"]


def _overfitted(run: Run) -> int:
    """Epochs from the one on since which the run overfits; 0 where it does not."""
    rows = run.metrics()
    since = overfitting_since(rows)
    return 0 if since is None else len(rows) - since
