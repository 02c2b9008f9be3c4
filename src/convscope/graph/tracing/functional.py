"""In-place operations made functional, so that every value of a network can be kept.

``relu_(x)`` becomes ``relu(x)``, and what reads ``x`` after it reads the result.  That is right as long as
nothing else looks at the same memory; where something does (a slice that is written into), PyTorch's own
functionalization takes over, which is slower and renames a few operations.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, fx
from torch.export import ExportedProgram
from torch.export.graph_signature import OutputKind
from torch.utils._pytree import tree_flatten_with_path, tree_unflatten

from convscope.graph.operations import named, operation_of

# What PyTorch's functionalization makes of a batch norm: an operation with three results.
_SPLIT_BATCH_NORM = torch.ops.aten._native_batch_norm_legit_no_training.default


@dataclass(frozen=True)
class Call:
    """A functional operation: the traced node whose value it computes, and how."""

    node: fx.Node
    function: Any
    arguments: tuple[Any, ...]
    keywords: dict[str, Any]


def functional_calls(program: ExportedProgram) -> tuple[ExportedProgram, list[Call], dict[str, fx.Node]]:
    """The operations of a program without side effects.

    Returns:
        The program that the calls come from (another one where PyTorch had to functionalize it), its calls in
        order, and the nodes that it returns by their names.
    """
    if any(_writes_into_shared_memory(node) for node in program.graph.nodes):
        program = program.run_decompositions({})
    latest: dict[fx.Node, fx.Node] = {}

    def newest(node: fx.Node) -> fx.Node:
        return latest.get(node, node)

    calls = []
    outputs: dict[str, fx.Node] = {}
    for node in program.graph.nodes:
        if node.op == "call_function" and node.target is not _SPLIT_BATCH_NORM:
            calls.append(_call(node, newest))
            if _is_in_place(node):
                for name in [n for n in (*latest, node.args[0]) if newest(n) is newest(node.args[0])]:
                    latest[name] = node
        elif node.op == "output":
            outputs = _returned_tensors(program, _flat(fx.node.map_arg(node.args, newest)))
    return program, calls, outputs


def _returned_tensors(program: ExportedProgram, values: Sequence[Any]) -> dict[str, fx.Node]:
    """What the module returns, without the buffers that it writes to and what is no tensor.

    The name of each is its path through what holds it: ``aux.logits`` of a dictionary in a dictionary or of the
    fields of a data class, ``0`` of a tuple's first.
    """
    specs = program.graph_signature.output_specs
    returned = [v for v, spec in zip(values, specs, strict=True) if spec.kind == OutputKind.USER_OUTPUT]
    structure = program.call_spec.out_spec
    if structure is None or structure.num_leaves != len(returned):
        paths: Sequence[str] = [str(place) for place in range(len(returned))]
    else:
        leaves, _ = tree_flatten_with_path(tree_unflatten(list(range(len(returned))), structure))
        paths = [".".join(map(_key, path)) or "0" for path, _ in leaves]
    return {
        path: value
        for path, value in zip(paths, returned, strict=True)
        if isinstance(value, fx.Node) and isinstance(value.meta.get("val"), Tensor)
    }


def _key(part: Any) -> str:
    """The word of one step of a path: a key, a field or a place."""
    return str(next(getattr(part, name) for name in ("key", "name", "idx") if hasattr(part, name)))


def _call(node: fx.Node, newest: Callable[[fx.Node], fx.Node]) -> Call:
    arguments: Any = fx.node.map_arg(node.args, newest)
    if node.target is torch.ops.aten.copy.default:
        # What is written over decides the shape alone; PyTorch knows no derivative of copy.
        written, source = arguments[:2]
        return Call(node, torch.ops.aten.expand_as.default, (source, written), {})
    if node.target is operator.getitem and arguments[0].target is _SPLIT_BATCH_NORM:
        *tensors, momentum, epsilon = fx.node.map_arg(arguments[0].args, newest)
        return Call(node, torch.ops.aten.batch_norm.default, (*tensors, False, momentum, epsilon, False), {})
    return Call(node, _functional(node.target), arguments, fx.node.map_arg(node.kwargs, newest))


def _is_in_place(node: fx.Node) -> bool:
    schema = getattr(node.target, "_schema", None)
    return bool(schema and schema.is_mutable and schema.name.endswith("_"))


def _functional(function: Any) -> Any:
    schema = getattr(function, "_schema", None)
    if not (schema and schema.is_mutable and schema.name.endswith("_")):
        return function
    name, overload = schema.name.split("::")[1].removesuffix("_"), schema.overload_name or "default"
    found = getattr(getattr(torch.ops.aten, name), overload, None)
    # The name of normal_ without its underscore is another operation's.
    return found or getattr(getattr(torch.ops.aten, f"{name}_functional"), overload)


def _writes_into_shared_memory(node: fx.Node) -> bool:
    """Whether an operation changes memory that a later operation reads under another name."""
    if node.op != "call_function" or not _is_in_place(node):
        return False
    written = node.args[0]
    base: Any = written
    while isinstance(base, fx.Node) and base.op == "call_function" and _may_alias(base):
        base = base.args[0]
    others = ({base} | _views(base)) - {written}
    return any(reader > node for other in others for reader in other.users if reader not in others)


def _views(node: Any) -> set[Any]:
    found: set[Any] = set()
    stack = [node]
    while stack:
        for user in stack.pop().users:
            if user not in found and user.op == "call_function" and _may_alias(user):
                found.add(user)
                stack.append(user)
    return found


def _may_alias(node: fx.Node) -> bool:
    if operation_of(named(node.target, node.args)).memory == "shared":
        return True
    schema = getattr(node.target, "_schema", None)
    return schema is not None and not schema.is_mutable and any(r.alias_info for r in schema.returns)


def _flat(value: Any) -> Sequence[Any]:
    if isinstance(value, list | tuple):
        return [leaf for item in value for leaf in _flat(item)]
    return [value]
