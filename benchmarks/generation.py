"""Generators of digits: how many of their pictures a classifier recognises, and how near, various and new they are.

Each is trained on MNIST and judged by 500 pictures of all classes in
turn beside as many real ones, as ``convscope evaluate run:NAME --judge convscope/digits`` does.  The goal is that of
45 minutes on two cores: 95 % recognised.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import torch

import convscope
from benchmarks.kept_runs import kept_run
from benchmarks.learning import DATA
from benchmarks.measure import Figure, Table
from convscope.evaluation.generator import evaluate_generator

# Epochs of each, as the page that tells its figures says.
EPOCHS: Mapping[str, int] = {"ddpm": 1, "dcgan": 4, "vae": 3}
JUDGE = "convscope/digits"
GOAL = 95


def run() -> Iterator[Figure | Table]:
    """The share that is recognised, and all figures of the three."""
    torch.set_num_threads(1)
    numbers: dict[str, dict[str, float]] = {}
    for name, epochs in EPOCHS.items():
        learned, seconds = kept_run(
            "digits", DATA / "mnist.tar.gz", name, epochs=epochs, precision="bf16", seed=0
        )
        judged = evaluate_generator(convscope.open_network(f"run:{learned.folder}"), judge=JUDGE)
        numbers[name] = {**judged.figures, "processor minutes": seconds / 60}
        share = 100 * judged.figures["recognised"]
        yield Figure(
            f"digits of {name} recognised by {JUDGE}",
            share,
            "%",
            GOAL,
            "at least",
            f"{seconds / 60:.0f} minutes",
        )
    header = ("", *next(iter(numbers.values())))
    cells = tuple((name, *(f"{value:.4g}" for value in row.values())) for name, row in numbers.items())
    yield Table("500 digits of each, judged", header, cells, dict(numbers))
