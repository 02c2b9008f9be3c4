"""What a module takes, as a tracer must know it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class Signature:
    """One argument of a module.

    Attributes:
        name: what it is called; the module's parameter where that has this name.
        shape: (C, ...) of one example.
        dtype: its number type; None for that of the module's parameters.
    """

    name: str
    shape: tuple[int, ...]
    dtype: torch.dtype | None = None


def signatures_of(inputs: Sequence[int] | Sequence[Signature]) -> tuple[Signature, ...]:
    """The signatures that are given, or the one of a shape (C, ...)."""
    given = [one for one in inputs if isinstance(one, Signature)]
    return tuple(given) or (Signature("input", tuple(size for size in inputs if isinstance(size, int))),)


def example(module: nn.Module, signatures: Sequence[Signature], batch: int) -> tuple[Tensor, ...]:
    """Zeros for each argument, (batch, C, ...)."""
    like = next((p for p in module.parameters() if p.is_floating_point()), torch.zeros(()))
    return tuple(
        torch.zeros((batch, *one.shape), dtype=one.dtype or like.dtype, device=like.device)
        for one in signatures
    )
