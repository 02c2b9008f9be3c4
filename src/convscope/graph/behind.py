"""A graph from one of its nodes on, which then is what it takes."""

from __future__ import annotations

from dataclasses import replace

from convscope.errors import AddressError
from convscope.graph.graph import Graph
from convscope.graph.node import INPUT, TENSOR, Node, substitute


def behind(graph: Graph, node: Node) -> Graph:
    """The same operations behind a node, as a function of its value (N, C, ...) instead of the input.

    Args:
        graph: of one input.
        node: with one value for each example.

    Raises:
        AddressError: a way from the input to an output leads around the node.
    """
    outputs = tuple(graph.outputs.values())
    needed = graph.ancestors(outputs, known=[node])
    if any(one.operation == INPUT for one in needed - {node}):
        raise AddressError(
            f"Not every way through the network leads through {node.address}.", "Name a layer that all pass."
        )
    shape = tuple(size or 0 for size in node.shape[1:])
    entry = replace(node, position=0, operation=INPUT, function=None, arguments=(), keywords={}, scopes=())
    found = {node: entry}
    for one in graph.nodes:
        if one in needed and one is not node:
            found[one] = replace(
                one,
                position=len(found),
                arguments=substitute(one.arguments, found.__getitem__),
                keywords=substitute(one.keywords, found.__getitem__),
            )
    ordered = sorted(found.values(), key=lambda one: one.position)
    read = {one.address for one in ordered if one.operation == TENSOR}
    return Graph(
        tuple(ordered),
        {name: found[output] for name, output in graph.outputs.items()},
        shape,
        graph.tensors,
        graph.parameters & read,
    )
