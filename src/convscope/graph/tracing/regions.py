"""Parts of a program that PyTorch sets apart: with other number types, or with and without gradients."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor, fx
from torch.export import ExportedProgram

from convscope.errors import TraceError
from convscope.graph.tracing.source import source_line


def inline_regions(program: ExportedProgram) -> None:
    """Put the operations of each region in its place, in the program itself.

    A region under ``torch.no_grad`` computes the same; one under ``torch.autocast`` does where autocast is off or
    meant for another device.

    Raises:
        TraceError: autocast changes number types there, or the region is a branch or a loop.
    """
    graph, owner = program.graph_module.graph, program.graph_module
    while regions := [node for node in graph.nodes if node.target in _BODIES]:
        for node in regions:
            body = _BODIES[node.target](node)
            _inline(graph, node, getattr(owner, str(body[0].target)), body[1])
        for node in [one for one in graph.nodes if one.op == "get_attr" and not one.users]:
            graph.erase_node(node)
    for node in graph.nodes:
        if node.op == "get_attr" and isinstance(getattr(owner, str(node.target), None), fx.GraphModule):
            [reader, *_] = node.users
            line = source_line(reader)
            raise TraceError(
                f"A branch or loop{f' in {line}' if line else ''} depends on values ({reader.target}).",
                "Write it with tensor operations that hold for any input, such as torch.where.",
            )


def _body_under_autocast(node: fx.Node) -> tuple[fx.Node, Mapping[int, Any]]:
    device, _, enabled, _, body, *given = node.args
    on = {value.device.type for one in given if isinstance(value := _value(one), Tensor)}
    if enabled is not False and device in on:
        line = next((found for user in _inside(node) if (found := source_line(user))), "")
        raise TraceError(
            f"Under torch.autocast{f', in {line},' if line else ''} number types change on the way.",
            "Leave autocast out, and give the whole module one type: module.bfloat16() or module.half().",
        )
    return body, dict(enumerate(given))  # type: ignore[return-value]


def _body_under_gradients(node: fx.Node) -> tuple[fx.Node, Mapping[int, Any]]:
    _, body, *given = node.args
    return body, dict(enumerate(given))  # type: ignore[return-value]


_BODIES: Mapping[Any, Callable[[fx.Node], tuple[fx.Node, Mapping[int, Any]]]] = {
    torch.ops.higher_order.wrap_with_autocast: _body_under_autocast,
    torch.ops.higher_order.wrap_with_set_grad_enabled: _body_under_gradients,
}


def _value(node: Any) -> Any:
    return node.meta.get("val") if isinstance(node, fx.Node) else None


def _inside(node: fx.Node) -> list[fx.Node]:
    """The operations of a region."""
    owner = node.graph.owning_module
    return [
        inner
        for source in node.all_input_nodes
        if source.op == "get_attr" and owner is not None
        for inner in getattr(owner, str(source.target)).graph.nodes
        if inner.op == "call_function"
    ]


def _inline(graph: fx.Graph, node: fx.Node, body: fx.GraphModule, given: Mapping[int, Any]) -> None:
    """A region's operations before its node, and what it returned in place of what was taken from it."""
    copies: dict[fx.Node, Any] = {}
    number = 0
    with graph.inserting_before(node):
        for inner in body.graph.nodes:
            if inner.op == "placeholder":
                copies[inner] = given[number]
                number += 1
            elif inner.op == "get_attr":
                copies[inner] = _moved(graph, body, inner)
            elif inner.op == "call_function":
                copies[inner] = graph.node_copy(inner, copies.__getitem__)
    returned: Any = fx.node.map_arg(body.graph.output_node().args[0], copies.__getitem__)
    for user in list(node.users):
        place: Any = user.args[1]  # each takes one of them
        user.replace_all_uses_with(returned[place])
        graph.erase_node(user)
    graph.erase_node(node)


def _moved(graph: fx.Graph, body: fx.GraphModule, inner: fx.Node) -> fx.Node:
    """A region inside a region, held by the program itself."""
    owner = graph.owning_module
    assert owner is not None
    name = f"{inner.target}_of_{len(list(owner.children()))}"
    owner.add_module(name, getattr(body, str(inner.target)))
    return graph.get_attr(name)
