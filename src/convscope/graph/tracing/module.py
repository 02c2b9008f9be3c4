"""Tracing: from a module to a graph, by ``torch.export`` with a free batch size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import Tensor, fx, nn
from torch.export import Dim, ExportedProgram, export

from convscope.errors import TraceError
from convscope.graph.graph import Graph
from convscope.graph.tensors import ModuleTensors
from convscope.graph.tracing.program import from_program
from convscope.graph.tracing.quiet import quiet_tracer
from convscope.graph.tracing.source import innermost_users_line, source_line

# Sizes 0 and 1 are constants to the tracer, so the example holds two inputs.  Where a module has made a constant
# of the batch size, tracing once more with an odd size shows the line in which that number appears.
_BATCH = 2
_ODD_BATCH = 7

_HINT = (
    "Write that line with tensor operations that hold for any input and any batch size (torch.where, x.shape[0]; "
    "no .item(), no .numpy(), no `if` on values), or open the part of the module before it."
)
_HINT_IF_ALL_FAILS = (
    "The module raises this without being traced, too: check that its forward takes one tensor, "
    "and of which shape."
)


@dataclass(frozen=True)
class Signature:
    """One argument of a module.

    Attributes:
        name: what it is called; the module's parameter where that has this name.
        shape: (C, ...) of one example.
        dtype: its number type; None for that of the module's parameters.
    """

    name: str
    shape: tuple[int, ...]
    dtype: torch.dtype | None = None


def trace(module: nn.Module, inputs: Sequence[int] | Sequence[Signature]) -> Graph:
    """Trace a module in evaluation mode for one size of input.

    Args:
        module: takes tensors (N, ...) and returns a tensor, or several.
        inputs: (C, ...) of one example of its only input; or the signature of each of its inputs.

    Returns:
        A graph that reads the module's tensors where they are; the module is as before.

    Raises:
        TraceError: naming the line of the module that stopped the trace, and the way out.
    """
    signatures = _signatures(inputs)
    with quiet_tracer(), _evaluation_mode(module):
        program = _export(module, signatures)
        return from_program(program, partial(ModuleTensors, module), [one.name for one in signatures])


def _signatures(inputs: Sequence[int] | Sequence[Signature]) -> tuple[Signature, ...]:
    given = [one for one in inputs if isinstance(one, Signature)]
    return tuple(given) or (Signature("input", tuple(size for size in inputs if isinstance(size, int))),)


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


def _export(module: nn.Module, signatures: Sequence[Signature]) -> ExportedProgram:
    shape = signatures[0].shape if len(signatures) == 1 else tuple(one.shape for one in signatures)
    batch = Dim("batch")
    try:
        return export(
            module, _example(module, signatures, _BATCH), dynamic_shapes=tuple({0: batch} for _ in signatures)
        )
    except Exception as error:
        line = innermost_users_line(error) or _line_that_fixes_the_batch(module, signatures)
        reason = next(iter(str(error).strip().splitlines()), type(error).__name__).rstrip(".:")
        if reason.startswith("Constraints violated"):
            reason = "it holds for one batch size only"
        raise TraceError(
            f"{type(module).__name__} could not be traced for inputs of shape {shape}"
            + (f" because of {line}" if line else "")
            + f": {reason[:240]}.",
            _HINT_IF_ALL_FAILS if _fails_itself(module, signatures) else _HINT,
        ) from error


def _fails_itself(module: nn.Module, signatures: Sequence[Signature]) -> bool:
    """Whether the module cannot compute such an input without being traced, either."""
    try:
        with torch.random.fork_rng():
            module(*_example(module, signatures, _BATCH))
    except Exception:
        return True
    return False


def _example(module: nn.Module, signatures: Sequence[Signature], batch: int) -> tuple[Tensor, ...]:
    like = next((p for p in module.parameters() if p.is_floating_point()), torch.zeros(()))
    return tuple(
        torch.zeros((batch, *one.shape), dtype=one.dtype or like.dtype, device=like.device)
        for one in signatures
    )


def _line_that_fixes_the_batch(module: nn.Module, signatures: Sequence[Signature]) -> str:
    try:
        program = export(module, _example(module, signatures, _ODD_BATCH))
    except Exception as error:
        return innermost_users_line(error)
    calls = [node for node in program.graph.nodes if node.op == "call_function"]
    fixing = [node for node in calls if _ODD_BATCH in _numbers((node.args, node.kwargs))]
    losing = [node for node in calls if _first_size(node) != _ODD_BATCH]
    return next((source_line(node) for node in fixing + losing), "")


def _first_size(node: fx.Node) -> int:
    value = node.meta.get("val")
    return value.shape[0] if isinstance(value, Tensor) and value.dim() else _ODD_BATCH


def _numbers(value: Any) -> set[int]:
    if isinstance(value, int):
        return {value}
    if isinstance(value, dict):
        return _numbers(list(value.values()))
    if isinstance(value, list | tuple):
        return {number for item in value for number in _numbers(item)}
    return set()
