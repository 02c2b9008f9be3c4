"""Which filters are best?  Nearest-neighbour accuracy on MNIST by the responses of each filter bank.

Nothing but the filters tells the digits apart: their responses, averaged over a grid, are the features, and the
class is that of the nearest known digit.  Beside the banks stand the identity (the digits themselves, with less
resolution), random kernels, and kernels that a small network learned from the same known digits.

    python examples/which_filters_are_best.py path/to/mnist.tar.gz [KNOWN] [ASKED]

The archive holds ``mnist/train/CLASS/*.png`` and ``mnist/val/CLASS/*.png``; KNOWN and ASKED digits, 5000 and 1000
by default, are drawn from the two with seed 0.
"""

from __future__ import annotations

import io
import random
import sys
import tarfile
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from convscope.filters import Kernel, Labelled, accuracy, bank, kernel

BANKS = ("haar", "gradient", "steerable", "gabor", "leung-malik:size=15")


def main(archive: Path, known_count: int = 5000, asked_count: int = 1000) -> dict[str, float]:
    """Print and return the accuracy of each set of filters."""
    known, asked = read_digits(archive, {"train": known_count, "val": asked_count})
    generator = np.random.default_rng(0)
    kernels: dict[str, tuple[Kernel, ...]] = {
        "identity": (kernel("identity"),),
        "random": tuple(Kernel(f"random {n}", generator.normal(size=(9, 9))) for n in range(16)),
        **{name: bank(name).kernels for name in BANKS},
        "learned": learn(known),
    }
    print("| filters | kernels | right |\n|---|---|---|")
    shares = {}
    for name, of_name in kernels.items():
        shares[name] = accuracy(of_name, known, asked)
        print(f"| {name} | {len(of_name)} | {shares[name]:.1%} |", flush=True)
    return shares


def read_digits(archive: Path, counts: dict[str, int]) -> list[Labelled]:
    """Draw a number of digits from each part of the archive, with seed 0."""
    with tarfile.open(archive) as opened:
        # One pass in the archive's order: going back in a compressed file reads it anew.
        files = {member.name: opened.extractfile(member).read() for member in opened if member.isfile()}
    parts = []
    for part, count in counts.items():
        names = sorted(name for name in files if name.split("/")[1] == part)
        drawn = random.Random(0).sample(names, count)
        pictures = np.stack([np.asarray(Image.open(io.BytesIO(files[name])).convert("L")) for name in drawn])
        parts.append(Labelled(pictures / 255, np.array([int(name.split("/")[2]) for name in drawn])))
    return parts


def learn(known: Labelled, epochs: int = 5) -> tuple[Kernel, ...]:
    """The 16 kernels of 9 x 9 of the first layer of a small network, trained on the known digits."""
    torch.manual_seed(0)
    network = torch.nn.Sequential(
        *(torch.nn.Conv2d(1, 16, 9, padding=4), torch.nn.ReLU(), torch.nn.MaxPool2d(4)),
        *(torch.nn.Conv2d(16, 32, 3), torch.nn.ReLU(), torch.nn.Flatten(), torch.nn.Linear(32 * 25, 10)),
    )
    optimiser = torch.optim.Adam(network.parameters(), 2e-3)
    pictures = torch.from_numpy(known.pictures.astype(np.float32))[:, None]
    labels = torch.from_numpy(known.labels)
    for _ in range(epochs):
        for batch in torch.randperm(len(labels)).split(64):
            optimiser.zero_grad()
            torch.nn.functional.cross_entropy(network(pictures[batch]), labels[batch]).backward()
            optimiser.step()
    weights = network[0].weight.detach().numpy()[:, 0]
    return tuple(Kernel(f"learned {number}", each) for number, each in enumerate(weights))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
