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


def walked(first: Tensor, last: Tensor, count: int) -> Tensor:
    """Numbers (count, ...) on the way from some (...) to others, along the arc of a circle.

    With the angle w between the two, sin((1 - t) w) / sin w of the first and sin(t w) / sin w of the last: each is
    about as far from zero as random numbers are, which the middle of a straight line is not.

    Args:
        first: where the way begins.
        last: where it ends.
        count: how many, the two ends among them.

    Source: Shoemake 1985, "Animating rotation with quaternion curves", SIGGRAPH.
    """
    cosine = torch.nn.functional.cosine_similarity(first.flatten(), last.flatten(), dim=0)
    angle = cosine.clamp(-1, 1).acos().clamp(1e-4, torch.pi - 1e-4)
    share = torch.linspace(0, 1, count).reshape(-1, *[1] * first.dim())
    return (((1 - share) * angle).sin() * first + (share * angle).sin() * last) / angle.sin()
