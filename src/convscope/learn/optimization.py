"""Optimizers and schedules of a training."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from convscope.learn.request import TrainingOptions

RATES = {"adamw": 2e-3, "adam": 2e-3, "sgd": 5e-2}
WEIGHT_DECAY = 0.01
BETAS = (0.9, 0.99)
# Fine-tuning is slower by this factor, so that a network does not forget what it has learned.
FINE_TUNING = 0.1
# Share of a one-cycle schedule in which the rate rises.
_WARMING = 0.25


def parameter_groups(
    blocks: Sequence[Sequence[nn.Module]], rate: float, decay: float, weight_decay: float
) -> list[dict[str, Any]]:
    """Groups for an optimizer: of each block, weights with weight decay, and scales and biases without it.

    Args:
        blocks: from the first layers to the head.
        rate: of the head.
        decay: learning rate of each block divided by that of the block after it.
        weight_decay: of weights with more than one axis.
    """
    groups = []
    for depth, modules in enumerate(reversed(blocks)):
        parameters = [p for module in modules for p in module.parameters()]
        for is_weight in (True, False):
            chosen = [p for p in parameters if (p.dim() > 1) == is_weight]
            if chosen:
                groups.append(
                    {
                        "params": chosen,
                        "lr": rate * decay**depth,
                        "weight_decay": weight_decay if is_weight else 0.0,
                        "depth": depth,
                    }
                )
    return groups


def optimizer(
    options: TrainingOptions, groups: list[dict[str, Any]], betas: tuple[float, float] = BETAS
) -> torch.optim.Optimizer:
    """The optimizer of the options.

    Args:
        options: which one.
        groups: see `parameter_groups`.
        betas: of Adam and AdamW, by which they forget the mean of the gradients, and of their squares.
    """
    if options.optimizer == "sgd":
        return torch.optim.SGD(groups, lr=groups[0]["lr"], momentum=0.9, nesterov=True)
    kind = torch.optim.AdamW if options.optimizer == "adamw" else torch.optim.Adam
    return kind(groups, lr=groups[0]["lr"], betas=betas)


def schedule(options: TrainingOptions, optimizer: torch.optim.Optimizer, steps: int, epochs: int) -> Any:
    """What Lightning takes for the schedule of the options; None where the rate is constant."""
    if options.schedule in ("one-cycle", "cosine"):
        warm = round(_WARMING * steps) if options.schedule == "one-cycle" else 0

        def share(step: int) -> float:
            if step < warm:
                return (step + 1) / (warm + 1)
            return 0.5 * (1 + math.cos(math.pi * min((step - warm) / max(steps - warm, 1), 1)))

        kind: Any = torch.optim.lr_scheduler.LambdaLR(optimizer, share)
        return {"scheduler": kind, "interval": "step"}
    if options.schedule == "plateau":
        patience = max(2, epochs // 10)
        kind = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.2, patience=patience)
        return {"scheduler": kind, "interval": "epoch", "monitor": "val_loss"}
    return None
