"""The random numbers that pictures are made of: each picture's are its own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor


def noise_of(seed: int, numbers: Sequence[int], shape: Sequence[int]) -> Tensor:
    """Standard normal numbers (N, ...) that depend on the seed and a picture's number alone.

    Args:
        seed: of all pictures.
        numbers: of the pictures, from 0.
        shape: of one example.
    """
    drawn = [np.random.default_rng([seed, number]).standard_normal(tuple(shape)) for number in numbers]
    return torch.from_numpy(np.stack(drawn)).float()
