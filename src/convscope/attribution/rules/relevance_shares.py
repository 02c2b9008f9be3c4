"""How a layer with weights shares relevance among its inputs.

`convscope.attribution.rules.relevance` has the formulas.  A share is an expression in the layer's
input whose gradient, times the input, is what each input gets.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

# Smaller numbers are moved here, away from zero, where relevance is divided by them.
TINY = 1e-12


@dataclass(frozen=True)
class Affine:
    """A layer z = x w + b: a convolution, perhaps with its batch norm, or a linear layer.

    Attributes:
        apply: from x, w and b to z.
        weight: w.
        bias: b, of as many numbers as there are channels; None for none.
    """

    apply: Callable[[Tensor, Tensor, Tensor | None], Tensor]
    weight: Tensor
    bias: Tensor | None


# From a layer, its input and its value to the expression whose gradient it passes back.
Share = Callable[[Affine, Tensor, Tensor], Tensor]


def off_zero(x: Tensor) -> Tensor:
    """The same numbers, with those too close to zero moved away from it."""
    return torch.where(x.abs() < TINY, TINY, x)


def epsilon_rule(epsilon: float) -> Share:
    """Shares of z, of which a little is lost where contributions cancel out."""

    def share(layer: Affine, x: Tensor, z: Tensor) -> Tensor:
        size = z.abs().flatten(1).mean(1).reshape(-1, *[1] * (z.dim() - 1))
        kept = z.abs() / (z.abs() + epsilon * size).clamp(min=torch.finfo(z.dtype).tiny)
        return kept * layer.apply(x, layer.weight, None)

    return share


def gamma_rule(gamma: float) -> Share:
    """Shares in which contributions of the value's own sign count 1 + gamma times."""

    def share(layer: Affine, x: Tensor, z: Tensor) -> Tensor:
        positive, negative, p, n = _by_sign(layer, x)
        rises = z > 0
        factor = z / off_zero(z + gamma * torch.where(rises, p, n))
        more = (1 + gamma) * factor
        return torch.where(rises, more, factor) * positive + torch.where(rises, factor, more) * negative

    return share


def alpha_beta_rule(alpha: float) -> Share:
    """Shares of alpha times the positive contributions less alpha - 1 times the negative ones.

    Where there are none of one sign, those of the other share all.
    """

    def share(layer: Affine, x: Tensor, z: Tensor) -> Tensor:
        positive, negative, p, n = _by_sign(layer, x)
        more = torch.where(n == 0, 1, alpha) * z / off_zero(p)
        less = torch.where(p == 0, 1, 1 - alpha) * z / off_zero(n)
        return more * positive + less * negative

    return share


def box_rule(low: Tensor | None, high: Tensor | None) -> Share:
    """Shares of pixels (1, C, ...) that lie between bounds; without bounds between each photo's own extremes."""

    def share(layer: Affine, x: Tensor, z: Tensor) -> Tensor:
        values = x.detach()
        everything = tuple(range(1, x.dim()))
        least = values.amin(everything, keepdim=True) if low is None else low
        most = values.amax(everything, keepdim=True) if high is None else high
        # One everywhere, with the gradient that makes x g the relevance also of the bounds' terms.
        one = 1 + (x - values) / off_zero(values)
        positive, negative = layer.weight.clamp(min=0), layer.weight.clamp(max=0)
        shares = (
            layer.apply(values * one, layer.weight, None)
            - layer.apply(least * one, positive, None)
            - layer.apply(most * one, negative, None)
        )
        return z / off_zero(shares.detach()) * shares

    return share


def _by_sign(layer: Affine, x: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Positive and negative contributions; and the same as numbers, with the bias's."""
    above, below = layer.weight.clamp(min=0), layer.weight.clamp(max=0)
    rising = x.clamp(min=0)
    positive, negative = layer.apply(rising, above, None), layer.apply(rising, below, None)
    if (x < 0).any():
        falling = x.clamp(max=0)
        positive = positive + layer.apply(falling, below, None)
        negative = negative + layer.apply(falling, above, None)
    p, n = positive.detach(), negative.detach()
    if layer.bias is not None:
        shape = (-1, *[1] * (p.dim() - 2)) if layer.weight.dim() > 2 else (-1,)
        p = p + layer.bias.clamp(min=0).reshape(shape)
        n = n + layer.bias.clamp(max=0).reshape(shape)
    return positive, negative, p, n
