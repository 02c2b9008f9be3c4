"""Baselines: the photo that path and perturbation methods compare with."""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor

from convscope.images import Preprocessing

Baseline = Literal["mean", "black", "white", "grey"]
_BRIGHTNESS = {"black": 0.0, "grey": 0.5, "white": 1.0}


def baseline_of(name: Baseline, inputs: Tensor, preprocessing: Preprocessing | None) -> Tensor:
    """A baseline for inputs (N, C, ...).

    ``mean`` is zero after normalisation: the mean colour of the training photos.  The others are colours of the
    display; for inputs that are no pictures they are taken as numbers.
    """
    if name == "mean":
        return torch.zeros_like(inputs)
    flat = torch.full_like(inputs, _BRIGHTNESS[name])
    return preprocessing.from_display(flat) if preprocessing else flat
