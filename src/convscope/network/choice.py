"""What a user says beside a network's name when opening it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class Choice:
    """How to open a network; the arguments of `convscope.network.open_network`.

    Attributes:
        name: how the user named the network, and how it will be called.
        weights: "default", "random", a file, or None where nothing was said.
        arch: the architecture of a checkpoint, where one was named.
        device: where it computes.
        seed: of the random weights.
        run_code: the explicit word that a Python file may run.
    """

    name: str
    weights: str | None
    arch: str | None
    device: torch.device
    seed: int
    run_code: bool


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Random numbers of PyTorch from a seed; the caller's generator is as before afterwards.

    Modules draw their initial weights on the CPU, so that no other device's generator is touched.
    """
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        yield
