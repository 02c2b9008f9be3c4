"""A program that was exported for one example, for any number of them."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, fx
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.export import ExportedProgram
from torch.export.graph_signature import InputKind

_ATEN = torch.ops.aten
# Those that are told the sizes of what they give, the batch's among them.
_SIZED = (_ATEN.view.default, _ATEN._unsafe_view.default, _ATEN.reshape.default, _ATEN.expand.default)


def takes_one_example(program: ExportedProgram) -> bool:
    """Whether a program has one input, and that of one example."""
    inputs = _inputs(program)
    shapes = [node.meta["val"].shape for node in inputs if isinstance(node.meta.get("val"), Tensor)]
    return len(inputs) == 1 and len(shapes) == 1 and len(shapes[0]) > 0 and shapes[0][0] == 1


def free_the_batch(program: ExportedProgram) -> None:
    """Let a program for one example take any number of them, in the program itself.

    Sizes that are 1 because of the one example are taken from the input instead.  Whether all were found shows only
    in what it computes for several.

    Raises:
        Exception: of any kind, where an operation cannot take several.
    """
    from torch.fx.experimental.symbolic_shapes import ShapeEnv  # imports SymPy
    from torch.fx.passes.fake_tensor_prop import FakeTensorProp

    graph = program.graph
    [source] = _inputs(program)
    behind = _behind(source)
    sized = [node for node in graph.nodes if node in behind and node.target in _SIZED]
    first: Any = sized[0] if sized else None
    if first is not None:
        with graph.inserting_before(first):
            size = graph.call_function(_ATEN.sym_size.int, (source, 0))
        for node in sized:
            value, sizes, *rest = node.args
            if isinstance(sizes, list | tuple) and sizes and sizes[0] == 1 and node.meta["val"].shape[0] == 1:
                node.args = (value, [size, *sizes[1:]], *rest)
    mode = FakeTensorMode(shape_env=ShapeEnv(), allow_non_fake_inputs=True)
    given = [_abstract(node, mode, free=node is source) for node in graph.nodes if node.op == "placeholder"]
    FakeTensorProp(program.graph_module, mode).propagate_dont_convert_inputs(*given)


def _inputs(program: ExportedProgram) -> list[fx.Node]:
    placeholders = [node for node in program.graph.nodes if node.op == "placeholder"]
    specs = zip(placeholders, program.graph_signature.input_specs, strict=True)
    return [node for node, spec in specs if spec.kind == InputKind.USER_INPUT]


def _behind(source: fx.Node) -> set[fx.Node]:
    found, waiting = {source}, [source]
    while waiting:
        for user in waiting.pop().users:
            if user not in found:
                found.add(user)
                waiting.append(user)
    return found


def _abstract(node: fx.Node, mode: FakeTensorMode, *, free: bool) -> Any:
    from torch.fx.experimental.symbolic_shapes import DimDynamic, StatelessSymbolicContext

    value = node.meta.get("val")
    if not isinstance(value, Tensor):
        return value
    shape = (2 if free else value.shape[0], *value.shape[1:]) if value.dim() else ()
    sizes = [DimDynamic.DYNAMIC if free and axis == 0 else DimDynamic.STATIC for axis in range(len(shape))]
    return mode.from_tensor(
        torch.empty(shape, dtype=value.dtype, device=value.device),
        symbolic_context=StatelessSymbolicContext(dynamic_sizes=sizes),
    )
