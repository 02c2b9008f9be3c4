"""How far a network goes from a layer without mixing its channels."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from convscope.graph.graph import Graph
from convscope.graph.node import Node


def channels_end(graph: Graph, layer: Node, wanted: Sequence[Node]) -> tuple[Node, ...]:
    """The last nodes behind a layer in which no channel depends on another channel of the layer.

    Batch norm, rectifiers, pooling and depthwise convolutions keep channels apart; a linear layer mixes them.  So
    the effect of each single channel on these nodes is known from one run in which all channels change at once.
    """
    changed = graph.descendants([layer])
    between = changed & graph.ancestors(wanted, [layer])
    needed = [node for node in graph.nodes if node in between]
    apart = {layer}
    for node in needed:
        sources = [source for source in node.inputs if source in changed]
        if sources and apart.issuperset(sources) and _keeps_apart(node, sources, layer.shape[1]):
            apart.add(node)
    readers = graph.readers
    kept = set(needed)
    return tuple(
        node
        for node in graph.nodes
        if node in apart
        and (node in wanted or any(reader in kept and reader not in apart for reader in readers[node]))
    )


def _keeps_apart(node: Node, sources: Collection[Node], channels: int | None) -> bool:
    if any(value.shape[1:2] != (channels,) for value in (node, *sources)):
        return False
    mixing = node.kind.channels
    if mixing == "by grouping":
        return True
    if mixing == "by dimensions":
        over = (node.argument("dim") if "dim" in node.parameters else None) or []
        return len(over) > 0 and all(d % len(node.inputs[0].shape) > 1 for d in over)
    if any(len(source.shape) != len(node.shape) for source in sources):
        return False
    if mixing == "by statistics":
        return not node.argument("training") and node.argument("input") in sources
    if mixing == "by weights":
        weight = node.argument("weight")
        alone = node.argument("groups") == channels == weight.shape[0]
        return alone and weight not in sources
    if mixing == "by border":
        return len(node.argument("pad")) <= 2 * (len(node.shape) - 2)
    return mixing == "apart"
