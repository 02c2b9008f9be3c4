"""Tracing: from a module to a graph, by ``torch.export`` with a free batch size."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from functools import partial
from typing import Any

import torch
from torch import nn
from torch.export import Dim, ExportedProgram, export

from convscope.graph.graph import Graph
from convscope.graph.tensors import ModuleTensors
from convscope.graph.tracing.apart import check_apart
from convscope.graph.tracing.failures import explained
from convscope.graph.tracing.program import from_program
from convscope.graph.tracing.quiet import quiet_tracer
from convscope.graph.tracing.refusals import check_kind
from convscope.graph.tracing.restoring import left_as_it_was
from convscope.graph.tracing.signature import Signature, example, signatures_of
from convscope.graph.tracing.wrappers import unwrapped

# Sizes 0 and 1 are constants to the tracer, so the example holds two inputs.
_BATCH = 2


def trace(module: nn.Module, inputs: Sequence[int] | Sequence[Signature]) -> Graph:
    """Trace a module in evaluation mode for one size of input.

    Args:
        module: takes tensors (N, ...) and returns a tensor, or several; also one that ``torch.compile`` or
            ``DataParallel`` is around.
        inputs: (C, ...) of one example of its only input; or the signature of each of its inputs.

    Returns:
        A graph that reads the module's tensors where they are; the module is as before.

    Raises:
        TraceError: naming the line of the module that stopped the trace, and the way out.
    """
    module, signatures = unwrapped(module), signatures_of(inputs)
    check_kind(module, signatures)
    with quiet_tracer(), left_as_it_was(module), torch.no_grad():
        for part in module.modules():
            # The flag itself: a module's own train() and __setattr__ may do more than that.
            object.__setattr__(part, "training", False)
        program = _export(module, signatures)
        graph = from_program(program, partial(ModuleTensors, module), [one.name for one in signatures])
        check_apart(graph)
        return graph


def _export(module: nn.Module, signatures: Sequence[Signature]) -> ExportedProgram:
    try:
        with left_as_it_was(module):
            return export(
                module, example(module, signatures, _BATCH), dynamic_shapes=_shapes(module, signatures)
            )
    except Exception as error:
        raise explained(error, module, signatures) from error


def _shapes(module: nn.Module, signatures: Sequence[Signature]) -> tuple[Any, ...]:
    """The free batch size of each argument, as the tracer groups them: those of ``*args`` are one."""
    free = [{0: Dim("batch")}] * len(signatures)
    parameters = list(inspect.signature(module.forward).parameters.values())
    named = [one for one in parameters if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)]
    rest = free[len(named) :]
    return (*free[: len(named)], tuple(rest)) if rest else tuple(free)
