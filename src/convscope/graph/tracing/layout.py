"""Operations that depend on how what they read lies in memory, made independent of it.

A graph is evaluated in channels_last, whatever the module was written for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor, fx

from convscope.errors import TraceError
from convscope.graph.operations import named, operation_of
from convscope.graph.tracing.functional import Call
from convscope.graph.tracing.source import source_line

_ATEN = torch.ops.aten
_COPYING = {
    _ATEN.view.default: _ATEN.reshape.default,
    _ATEN._unsafe_view.default: _ATEN.reshape.default,
    _ATEN.view_as.default: _ATEN.reshape_as.default,
}


@dataclass(frozen=True)
class OnContiguous:
    """An operator of PyTorch's on a value that is first laid out contiguous in memory."""

    function: Any

    def __call__(self, x: Tensor, *rest: Any, **keywords: Any) -> Any:
        """The operator's result."""
        return self.function(x.contiguous(), *rest, **keywords)

    @property
    def _schema(self) -> Any:
        return self.function._schema


def independent_of_layout(call: Call) -> Call:
    """The call with the same result for every layout: a view is a reshape, which copies where it must.

    Raises:
        TraceError: it depends on the layout of a value that is not contiguous in the module, either.
    """
    if call.function in _COPYING:
        return replace(call, function=_COPYING[call.function])
    if operation_of(named(call.function, call.arguments)).depends_on_layout != "result":
        return call
    read: Callable[..., Any] | Any = call.arguments[0]
    value = read.meta.get("val") if isinstance(read, fx.Node) else None
    if not (isinstance(value, Tensor) and value.is_contiguous()):
        raise TraceError(
            f"{source_line(call.node)} reads memory in an order that depends on how its input is laid out.",
            "Call contiguous() on its input, or use reshape, slicing or torch.nn.functional.unfold.",
        )
    return replace(call, function=OnContiguous(call.function))
