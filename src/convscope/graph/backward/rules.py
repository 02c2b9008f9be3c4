"""Backward rules: what an operation passes back in place of its gradient.

A rule is a function in place of a node's operation: it computes the same, differentiably, and differs backward only.
Nothing in the user's module is touched.  Rules are asked for each node; a node that has one is not made one with its
neighbours.  For a rectifier y = min(max(x, 0), c) with incoming gradient g:

    plain       g * (0 < x < c)
    guided      g * (0 < x < c) * (g > 0)       Springenberg et al. 2015, arXiv:1412.6806
    deconvnet   g * (g > 0)                     Zeiler and Fergus 2014, arXiv:1311.2901
    reviving    plain; where that is 0 throughout an input,
                g * (g leads from x to between 0 and c)     as Lucid starts units that nothing opens yet
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from convscope.graph.node import Node
from convscope.graph.rectifiers import rectifier_of

Rule = Callable[..., Any]
Rules = Callable[[Node], Rule | None]


class _Guided(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, rectify: Rule, ceiling: float) -> Tensor:
        ctx.save_for_backward((x > 0) & (x < ceiling))
        y: Tensor = rectify(x)
        return y

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None, None]:
        (open_,) = ctx.saved_tensors
        return gradients[0].clamp(min=0) * open_, None, None


class _Deconvnet(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, rectify: Rule, ceiling: float) -> Tensor:  # noqa: ARG004  # the interface's
        y: Tensor = rectify(x)
        return y

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None, None]:  # noqa: ARG004
        return gradients[0].clamp(min=0), None, None


class _Reviving(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, rectify: Rule, ceiling: float) -> Tensor:
        ctx.save_for_backward(x)
        ctx.ceiling = ceiling
        y: Tensor = rectify(x)
        return y

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None, None]:
        (x,), g = ctx.saved_tensors, gradients[0]
        plain = g * ((x > 0) & (x < ctx.ceiling))
        dead = ~plain.flatten(1).any(1).reshape(-1, *[1] * (x.dim() - 1))
        opening = ((x <= 0) & (g > 0)) | ((x >= ctx.ceiling) & (g < 0))
        return plain + g * (opening & dead), None, None


def _for_rectifiers(function: type[torch.autograd.Function]) -> Rules:
    def rules(node: Node) -> Rule | None:
        rectifier = rectifier_of(node)
        if rectifier is None:
            return None

        def rule(x: Tensor, *rest: Any, **keywords: Any) -> Any:
            assert node.function is not None
            compute = node.function
            return function.apply(x, lambda value: compute(value, *rest, **keywords), rectifier.ceiling)

        return rule

    return rules


def _plain(_node: Node) -> None:
    """No rule: each operation passes its own gradient."""


PLAIN: Rules = _plain
GUIDED: Rules = _for_rectifiers(_Guided)
DECONVNET: Rules = _for_rectifiers(_Deconvnet)
REVIVING: Rules = _for_rectifiers(_Reviving)
