"""From an exported program to a graph."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from math import inf
from typing import Any

import torch
from torch import Tensor, fx
from torch.export import ExportedProgram
from torch.export.graph_signature import InputKind

from convscope.errors import TraceError
from convscope.graph.addresses import assign, results_of_scopes
from convscope.graph.graph import Graph
from convscope.graph.node import BATCH_SIZE, INPUT, TENSOR, Node
from convscope.graph.operations import named
from convscope.graph.tensors import Tensors
from convscope.graph.tracing.functional import Call, functional_calls
from convscope.graph.tracing.layout import independent_of_layout
from convscope.graph.tracing.rectifiers import ceiling_of, with_rectifiers
from convscope.graph.tracing.regions import inline_regions
from convscope.graph.tracing.source import source_line

# What PyTorch writes as the module of an operation that belongs to none.
_NO_MODULE = "_empty_nn_module_stack_from_metadata_hook"


def from_program(
    program: ExportedProgram,
    tensors: Callable[[Mapping[str, Tensor]], Tensors],
    names: Sequence[str] = (),
) -> Graph:
    """The graph of an exported program.

    Args:
        program: takes tensors whose first dimension is free.
        names: what its inputs are called, in its order; of several only.
        tensors: makes the graph's tensors, by the names in the program's signature, of the constants that the
            program holds.

    Raises:
        TraceError: the program takes nothing, or a fixed number of examples, or returns no tensor.
    """
    inline_regions(program)
    program, calls, outputs = functional_calls(program)
    tensor_names: dict[str, str] = {}
    inputs: list[fx.Node] = []
    for node, spec in zip(_placeholders(program), program.graph_signature.input_specs, strict=True):
        if spec.kind == InputKind.USER_INPUT:
            inputs.append(node)
        else:
            tensor_names[node.name] = str(spec.target)
    shape = _input_shapes(inputs)[0]
    addresses = [INPUT] if len(inputs) == 1 else [f"{INPUT}.{n}" for n in names or [i.name for i in inputs]]
    if not outputs:
        raise TraceError("A network must return a tensor, this one returns none.", "Return what it computes.")
    constants = {n: t for n, t in program.constants.items() if isinstance(t, Tensor)}
    calls = [independent_of_layout(call) for call in _needed(calls, outputs.values())]
    calls = _needed(with_rectifiers(calls, _constants(program, constants)), outputs.values())
    sources = dict(zip(inputs, addresses, strict=True))
    graph_nodes = _nodes(sources, tensor_names, calls, outputs.values())
    return Graph(
        nodes=tuple(graph_nodes.values()),
        outputs={name: graph_nodes[output] for name, output in outputs.items()},
        input_shape=shape,
        tensors=tensors(constants),
        parameters=frozenset(program.graph_signature.parameters),
    )


def _placeholders(program: ExportedProgram) -> list[fx.Node]:
    return [node for node in program.graph.nodes if node.op == "placeholder"]


def _constants(program: ExportedProgram, tensors: Mapping[str, Tensor]) -> dict[fx.Node, Tensor]:
    """The tensors that the module's code makes, by their placeholders."""
    specs = zip(_placeholders(program), program.graph_signature.input_specs, strict=True)
    return {node: tensors[str(spec.target)] for node, spec in specs if spec.kind == InputKind.CONSTANT_TENSOR}


def _input_shapes(inputs: Sequence[fx.Node]) -> list[tuple[int, ...]]:
    """(C, ...) of one example of each input."""
    values = [node.meta.get("val") for node in inputs]
    if not values or not all(isinstance(value, Tensor) and value.dim() for value in values):
        raise TraceError(
            f"A network must take tensors, this one takes {len(values)} inputs of which not all are tensors.",
            "Wrap it in a module whose forward takes tensors alone.",
        )
    shapes = [tuple(value.shape) for value in values if isinstance(value, Tensor)]
    for sizes in shapes:
        if isinstance(sizes[0], int) or not all(isinstance(size, int) for size in sizes[1:]):
            raise TraceError(
                f"A network must take any number of examples of one size, this one takes {tuple(map(str, sizes))}.",
                "Export it with dynamic_shapes=({0: torch.export.Dim('batch')},).",
            )
    return [tuple(int(size) for size in sizes[1:]) for sizes in shapes]


def _needed(calls: list[Call], outputs: Iterable[fx.Node]) -> list[Call]:
    """Without checks and other calls that no output depends on."""
    needed = set(outputs)
    kept = []
    for call in reversed(calls):
        if call.node in needed:
            kept.append(call)
            _visit((call.arguments, call.keywords), needed.add)
    return kept[::-1]


def _visit(value: Any, see: Any) -> None:
    fx.node.map_arg(value, lambda node: see(node))


def _nodes(
    inputs: Mapping[fx.Node, str],
    names: Mapping[str, str],
    calls: list[Call],
    outputs: Collection[fx.Node],
) -> dict[fx.Node, Node]:
    """The graph's nodes: the inputs by their addresses, the tensors that are read, then the operations."""
    read: dict[fx.Node, None] = {}
    for call in calls:
        _visit((call.arguments, call.keywords), lambda node: read.setdefault(node))
    read.update(dict.fromkeys(outputs))
    sources = [*inputs, *(node for node in read if node.op == "placeholder" and node not in inputs)]
    order = {node: index for index, node in enumerate([*sources, *(call.node for call in calls)])}

    readers: list[set[int]] = [set() for _ in order]
    for call in calls:
        index = order[call.node]
        _visit((call.arguments, call.keywords), lambda node, index=index: readers[order[node]].add(index))
    scopes = [() for _ in sources] + [_scopes(call.node) for call in calls]
    operations = [INPUT if node in inputs else TENSOR for node in sources]
    operations += [_operation(call, next(iter(inputs))) for call in calls]
    results = results_of_scopes(scopes, readers, {order[node] for node in outputs})
    addresses = assign(operations, scopes, results)

    nodes: dict[fx.Node, Node] = {}
    for node in sources:
        index = order[node]
        address = inputs[node] if node in inputs else names[node.name]
        dtype = _whole_numbers(node) if node in inputs else None
        nodes[node] = Node(index, address, operations[index], None, (), {}, _shape(node), dtype=dtype)
    for call in calls:
        index = order[call.node]
        computes = operations[index] != BATCH_SIZE
        nodes[call.node] = Node(
            position=index,
            address=addresses[index],
            operation=operations[index],
            function=call.function if computes else None,
            arguments=_convert(call.arguments, nodes) if computes else (),
            keywords=_convert(call.keywords, nodes) if computes else {},
            shape=_shape(call.node),
            scopes=scopes[index],
            source=source_line(call.node),
            rows=_rows(call.node, next(iter(inputs))),
        )
    return nodes


def _operation(call: Call, source: fx.Node) -> str:
    if call.function is torch.ops.aten.sym_size.int:
        measured = call.node.meta["val"]
        if str(measured) == str(source.meta["val"].shape[0]):
            return BATCH_SIZE
    ceiling = ceiling_of(call)
    if ceiling is not None:
        return "relu" if ceiling == inf else f"relu{ceiling:g}"
    return named(call.function, call.arguments)


def _convert(value: Any, nodes: Mapping[fx.Node, Node]) -> Any:
    if isinstance(value, fx.Node):
        return nodes[value]
    if isinstance(value, dict):
        return {key: _convert(item, nodes) for key, item in value.items()}
    if isinstance(value, list | tuple):
        items = [_convert(item, nodes) for item in value]
        return tuple(items) if isinstance(value, tuple) else items
    return value


def _shape(node: fx.Node) -> tuple[int | None, ...]:
    value = node.meta.get("val")
    if not isinstance(value, Tensor):
        return ()
    return tuple(size if isinstance(size, int) else None for size in value.shape)


def _whole_numbers(node: fx.Node) -> torch.dtype | None:
    dtype: torch.dtype = node.meta["val"].dtype
    return None if dtype.is_floating_point else dtype


def _rows(node: fx.Node, source: fx.Node) -> int:
    """How many of a value's first dimension belong to each example."""
    value = node.meta.get("val")
    if not isinstance(value, Tensor) or not value.dim() or isinstance(value.shape[0], int):
        return 1
    return int(value.shape[0].node.hint) // int(source.meta["val"].shape[0].node.hint)


def _scopes(node: fx.Node) -> tuple[str, ...]:
    """Module calls around a traced node; the nth call of a module, from the second on, ends with ``#n``."""
    calls = []
    for key, (path, _) in node.meta.get("nn_module_stack", {}).items():
        if path and path != _NO_MODULE:
            _, at, repeat = key.rpartition("@")
            calls.append(f"{path.partition('@')[0]}#{int(repeat) + 1}" if at else path)
    return tuple(calls)
