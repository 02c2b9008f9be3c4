"""Tracing: from a module to a graph, by ``torch.export`` with a free batch size."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn
from torch.export import Dim, ExportedProgram, export

from convscope.errors import TraceError
from convscope.graph.graph import Graph
from convscope.graph.program import from_program
from convscope.graph.source import innermost_users_line, source_line
from convscope.graph.tensors import ModuleTensors

# Sizes 0 and 1 are constants to the tracer, so the example holds two photos.  Where a module has made a constant
# of the batch size, tracing once more with an odd size shows the line in which that number appears.
_BATCH = 2
_ODD_BATCH = 7


def trace(module: nn.Module, input_shape: Sequence[int]) -> Graph:
    """Trace a module in evaluation mode for one size of input.

    Args:
        module: takes one tensor (N, C, ...) and returns a tensor, or several.
        input_shape: (C, ...) of one photo.

    Returns:
        A graph that reads the module's tensors where they are; the module is as before.

    Raises:
        TraceError: naming the line of the module that stopped the trace, and the way out.
    """
    shape = tuple(input_shape)
    with _evaluation_mode(module), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return from_program(_export(module, shape), ModuleTensors(module))


@contextmanager
def _evaluation_mode(module: nn.Module) -> Iterator[None]:
    """Set each part's flag itself: a module's own ``train()`` may do more than that."""
    modes = [(part, part.training) for part in module.modules()]
    try:
        for part, _ in modes:
            part.training = False
        with torch.no_grad():
            yield
    finally:
        for part, mode in modes:
            part.training = mode


def _export(module: nn.Module, shape: tuple[int, ...]) -> ExportedProgram:
    try:
        return export(module, (_example(module, shape, _BATCH),), dynamic_shapes=({0: Dim("batch")},))
    except Exception as error:
        line = innermost_users_line(error) or _line_that_fixes_the_batch(module, shape)
        reason = next(iter(str(error).strip().splitlines()), type(error).__name__).rstrip(".:")
        raise TraceError(
            f"{type(module).__name__} could not be traced for inputs of shape {shape}"
            + (f" because of {line}" if line else "")
            + f": {reason[:240]}.",
            "Write that line with tensor operations that hold for any photo and any batch size (torch.where, "
            "x.shape[0]; no .item(), no .numpy(), no `if` on values), or open the part of the module before it.",
        ) from error


def _example(module: nn.Module, shape: tuple[int, ...], batch: int) -> Tensor:
    like = next((p for p in module.parameters() if p.is_floating_point()), torch.zeros(()))
    return torch.zeros((batch, *shape), dtype=like.dtype, device=like.device)


def _line_that_fixes_the_batch(module: nn.Module, shape: tuple[int, ...]) -> str:
    try:
        program = export(module, (_example(module, shape, _ODD_BATCH),))
    except Exception:
        return ""
    calls = (node for node in program.graph.nodes if node.op == "call_function")
    return next((source_line(node) for node in calls if _ODD_BATCH in _numbers((node.args, node.kwargs))), "")


def _numbers(value: Any) -> set[int]:
    if isinstance(value, int):
        return {value}
    if isinstance(value, dict):
        return _numbers(list(value.values()))
    if isinstance(value, list | tuple):
        return {number for item in value for number in _numbers(item)}
    return set()
