"""Backward rules: what an operation passes back in place of its gradient.

A rule computes the operation forward as ever and differs backward only.  Evaluation takes it in place of the
operation, so that nothing in the user's module is touched.  It stands under an operation's name for all nodes of
that kind, or under one node for that node alone, which then is not made one with its neighbours.  For a rectifier
y = min(max(x, 0), c) with incoming gradient g:

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


class _FrozenBatchNorm(torch.autograd.Function):
    """Batch norm whose statistics and weights are constants: backward is one factor a channel."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, *rest: Any) -> Tensor:
        gamma, _, _, variance, _, _, epsilon = rest[:7]
        scale = torch.rsqrt(variance + epsilon)
        ctx.save_for_backward(scale if gamma is None else scale * gamma)
        y: Tensor = torch.ops.aten.batch_norm.default(x, *rest)
        return y

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        (scale,) = ctx.saved_tensors
        return gradients[0] * scale.reshape(-1, *[1] * (gradients[0].dim() - 2)), *[None] * 8


def _batch_norm(x: Tensor, *rest: Any) -> Any:
    training = rest[4]
    return torch.ops.aten.batch_norm.default(x, *rest) if training else _FrozenBatchNorm.apply(x, *rest)


class _Relu6(torch.autograd.Function):
    """ReLU6 over its own input: PyTorch's would first copy the input, which its result makes unneeded."""

    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        ctx.mark_dirty(x)
        y = x.clamp_(0, 6)
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Tensor:
        (y,) = ctx.saved_tensors
        by_x: Tensor = torch.ops.aten.hardtanh_backward.default(gradients[0], y, 0.0, 6.0)
        return by_x


def relu_in_place(x: Tensor) -> Tensor:
    """ReLU over its own input."""
    return x.relu_()


def relu6_in_place(x: Tensor, *_: float) -> Any:
    """ReLU6 over its own input."""
    return _Relu6.apply(x)


def _rectifiers(function: type[torch.autograd.Function]) -> Rules:
    return {
        "relu": lambda x: function.apply(x, float("inf")),
        "relu6": lambda x, *_: function.apply(x, 6.0),
    }


PLAIN: Rules = {}
FROZEN: Rules = {"batch_norm": _batch_norm}  # the plain rule, computed without what only training needs
GUIDED: Rules = _rectifiers(_Guided)
DECONVNET: Rules = _rectifiers(_Deconvnet)
REVIVING: Rules = _rectifiers(_Reviving)
