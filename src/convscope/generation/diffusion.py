"""Pictures by a diffusion model: from noise to a picture in some steps.

Sources: Song, Meng and Ermon 2021, "Denoising diffusion implicit models", arXiv:2010.02502; Ho and Salimans 2022,
"Classifier-free diffusion guidance", arXiv:2207.12598.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import torch
from torch import Tensor

from convscope.network.generators import signal_and_noise

# From noisy pictures (N, C, rows, columns), times (N, 1) and classes (N, classes) to v.
Predictor = Callable[[Tensor, Tensor, Tensor], Tensor]


def denoised(
    predict: Predictor,
    noise: Tensor,
    classes: Tensor,
    steps: int,
    guidance: float,
    each: Callable[[], None] = lambda: None,
) -> Tensor:
    """Pictures (N, C, rows, columns) on the scale of -1 to 1.

    With x = a x0 + s e at a time t, where a^2 + s^2 = 1, the network's v gives x0 = a x - s v, which is cut off at -1
    and 1, and e = (x - a x0) / s; the next, smaller t then has x' = a' x0 + s' e.  With guidance g it is
    v = v(any class) + g (v(class) - v(any class)).

    Args:
        predict: gives v.
        noise: (N, C, rows, columns), standard normal.
        classes: (N, classes) shares; zeros for any.
        steps: of equal length, from 1 to 0.
        guidance: 1 takes the network as it is; more makes pictures more typical of their class, and less various.
        each: called after every step.
    """
    values, times = noise, torch.linspace(1, 0, steps + 1)
    is_guided = guidance != 1 and bool(classes.any())
    for now, then in pairwise(times):
        time = now.expand(len(noise), 1)
        v = predict(values, time, classes)
        if is_guided:
            free = predict(values, time, torch.zeros_like(classes))
            v = free + guidance * (v - free)
        (signal, share), (next_signal, next_share) = signal_and_noise(now), signal_and_noise(then)
        picture = (signal * values - share * v).clamp(-1, 1)
        values = next_signal * picture + next_share * (values - signal * picture) / share
        each()
    return values.clamp(-1, 1)
