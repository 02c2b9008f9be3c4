"""``python -m tools.digits MNIST [FOLDER]``: train the network of digits that comes with the package.

MNIST is a folder or an archive of the digits in folders of classes.  The normalisation that the training adds is
folded into the convolution, which has no padding: with mean m and deviation s, ``w (x - m) / s + b`` is
``(w / s) x + b - m sum(w) / s``.
"""

from __future__ import annotations

import sys
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

import convscope
from convscope.learn.run import Run
from convscope.network.classics.digits import FILE, TEXT

EPOCHS = 2


def folded(weights: dict[str, Tensor], mean: float, deviation: float) -> dict[str, Tensor]:
    """The weights of a network that reads what the given one's normalisation reads."""
    kernels, biases = weights["conv1.weight"].double(), weights["conv1.bias"].double()
    moved = biases - mean * kernels.sum((1, 2, 3)) / deviation
    changed = {"conv1.weight": kernels / deviation, "conv1.bias": moved}
    return weights | {name: one.to(torch.float32).contiguous() for name, one in changed.items()}


def main(mnist: str, folder: str | None = None) -> None:
    """Train, fold, and write the file."""
    with TemporaryDirectory() as scratch:
        run = convscope.train(mnist, TEXT, out=folder or Path(scratch) / "run", epochs=EPOCHS, augment="none")
        write(run)


def write(run: Run) -> None:
    """The weights of a run as the package has them, with what was measured of them."""
    preprocessing = run.network_description.preprocessing
    assert preprocessing is not None
    weights = load_file(run.folder / run.result["weights"])
    seconds = sum(row["seconds"] for row in run.metrics())
    said = {
        "accuracy": f"{run.result['best']['val_accuracy']:.4f}",
        "pictures": str(run.settings["data"]["counts"]["val"]),
        "seconds": f"{seconds:.0f}",
    }
    place = Path(str(resources.files("convscope.network"))) / "data" / FILE
    save_file(folded(weights, preprocessing.mean[0], preprocessing.std[0]), place, said)
    print(f"{place}: {said}")


if __name__ == "__main__":
    main(*sys.argv[1:])
