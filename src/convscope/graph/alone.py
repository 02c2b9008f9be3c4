"""Operations of which an example's result would depend on the examples beside it, or on chance.

They are computed for each example by itself, from the same random numbers every time, so that a result depends on
neither: a batch norm without running statistics takes those of the example, noise is one fixed draw.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor


def alone(compute: Callable[[int], Any], count: int, seed: int, device: torch.device) -> list[Any]:
    """What an operation gives for each of ``count`` examples, computed for one after the other."""
    results = []
    for row in range(count):
        with _seeded(seed, device):
            results.append(compute(row))
    return results


def joined(results: Sequence[Any]) -> Any:
    """The results of one example each as that of a batch; also of operations that give several tensors."""
    first = results[0]
    if isinstance(first, Tensor):
        return torch.cat(list(results))
    return type(first)(joined(parts) for parts in zip(*results, strict=True))


@contextmanager
def _seeded(seed: int, device: torch.device) -> Iterator[None]:
    """PyTorch's random numbers from a seed on; afterwards its state is what it was."""
    devices = [device] if device.type == "cuda" else []
    with torch.random.fork_rng(devices):
        torch.default_generator.manual_seed(seed)
        if devices:
            torch.cuda.manual_seed_all(seed)
        yield
