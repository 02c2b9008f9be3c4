"""Backward rules: what an operation passes back in place of its gradient.

A rule is a function in place of an operation: it computes the same, differentiably, and differs backward only.
Nothing in the user's module is touched.  It stands under an operation's name for all nodes of that kind, or under one
node for that node alone; such nodes are not made one with their neighbours.  For a rectifier y = min(max(x, 0), c)
with incoming gradient g:

    plain       g * (0 < x < c)
    guided      g * (0 < x < c) * (g > 0)       Springenberg et al. 2015, arXiv:1412.6806
    deconvnet   g * (g > 0)                     Zeiler and Fergus 2014, arXiv:1311.2901
    reviving    plain; where that is 0 throughout a photo,
                g * (g leads from x to between 0 and c)     as Lucid starts units that nothing opens yet
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from convscope.graph.node import Node

Rules = Mapping[str | Node, Callable[..., Any]]


class _Guided(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, ceiling: float) -> Tensor:
        y = x.clamp(0, ceiling)
        ctx.save_for_backward((x > 0) & (x < ceiling))
        return y

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        (open_,) = ctx.saved_tensors
        return gradients[0].clamp(min=0) * open_, None


class _Deconvnet(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, ceiling: float) -> Tensor:  # noqa: ARG004  # the interface's argument
        return x.clamp(0, ceiling)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None]:  # noqa: ARG004
        return gradients[0].clamp(min=0), None


class _Reviving(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, ceiling: float) -> Tensor:
        ctx.save_for_backward(x)
        ctx.ceiling = ceiling
        return x.clamp(0, ceiling)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        (x,), g = ctx.saved_tensors, gradients[0]
        plain = g * ((x > 0) & (x < ctx.ceiling))
        dead = ~plain.flatten(1).any(1).reshape(-1, *[1] * (x.dim() - 1))
        opening = ((x <= 0) & (g > 0)) | ((x >= ctx.ceiling) & (g < 0))
        return plain + g * (opening & dead), None


def _rectifiers(function: type[torch.autograd.Function]) -> Rules:
    return {
        "relu": lambda x: function.apply(x, float("inf")),
        "relu6": lambda x, *_: function.apply(x, 6.0),
    }


PLAIN: Rules = {}
GUIDED: Rules = _rectifiers(_Guided)
DECONVNET: Rules = _rectifiers(_Deconvnet)
REVIVING: Rules = _rectifiers(_Reviving)
