"""Peak memory of scans of 1,000 and of 60,000 pictures, each in a process of its own.

MNIST as arrays in an ``.npz``, and CIFAR as files: the 60,000 are copies, by name, of the pictures that are there.
The network is a small one with random weights, so that what is measured is what a scan keeps and not what a layer
takes.  What 60,000 take more is the list of the pictures, and for MNIST the pictures themselves, 47 MB that are held
as one array.  Goal: no more than 1.25 times the memory.  Data are looked for in ``../shared/data``.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.linked_pictures import linked_pictures
from benchmarks.measure import Figure
from convscope.datasets import open_dataset

DATA = Path("../shared/data")
FEW, MANY = 1_000, 60_000
NETWORK = (
    "input {} -> conv 16 3x3 -> relu -> maxpool 2 -> conv 32 3x3 -> globalavgpool -> flatten -> dense 10"
)
CODE = """
import resource, sys, convscope
network = convscope.open_network(sys.argv[1], weights="random")
found = convscope.scan(network, sys.argv[2], out=sys.argv[3])
assert found.photos == int(sys.argv[4])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def run() -> Iterator[Figure]:
    """MNIST, then CIFAR."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for data, shape, make in (("MNIST", "1x28x28", _mnist), ("CIFAR", "3x32x32", linked_pictures)):
            few, many = (
                _peak(NETWORK.format(shape), make(folder / f"{data}-{count}", count), folder, count)
                for count in (FEW, MANY)
            )
            yield Figure(
                f"{data}: peak memory of {MANY:,} pictures beside {FEW:,}",
                many / few,
                "times",
                1.25,
                "at most",
                f"{few:.0f} and {many:.0f} MB: {(many - few) / (MANY - FEW) * 1000:.2f} MB for 1,000 pictures more",
            )


def _peak(network: str, data: Path, folder: Path, count: int) -> float:
    """MB."""
    arguments = [network, str(data), str(folder / f"scan-of-{data.name}"), str(count)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    ran = subprocess.run(
        [sys.executable, "-c", CODE, *arguments], capture_output=True, text=True, env=environment, check=True
    )
    return float(ran.stdout.split()[-1])


def _mnist(place: Path, count: int) -> Path:
    """Pictures of the training part, evenly chosen."""
    items = open_dataset(DATA / "mnist.tar.gz").split("train")
    chosen = [items[index] for index in np.linspace(0, len(items) - 1, count).astype(int)]
    pictures = np.stack([item.pixels()[..., 0] for item in chosen])
    np.savez(f"{place}.npz", x_train=pictures, y_train=[item.label for item in chosen])
    return Path(f"{place}.npz")
