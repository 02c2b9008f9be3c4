"""Group operations into boxes: a layer and the operations that directly follow it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from convscope.graph.graph import Graph
from convscope.graph.node import Node


@dataclass(frozen=True, eq=False)
class Group:
    """Operations that share a box.

    Attributes:
        nodes: the first names the box, the last gives its value.
        reads: the groups that it reads.
    """

    nodes: tuple[Node, ...]
    reads: tuple[Group, ...]


def groups(graph: Graph) -> list[Group]:
    """Groups between the input and the network's first output, in the order of evaluation."""
    needed = graph.ancestors([graph.output])
    layers = [node for node in graph.layers if node in needed]
    leaves = _leaf_calls(graph)
    members: list[list[Node]] = []
    place: dict[Node, int] = {}
    for node in layers:
        read = [source for source in node.inputs if source in place]
        into = _joined(graph, node, read, place, members, leaves)
        if into is None:
            members.append([])
            into = len(members) - 1
        members[into].append(node)
        place[node] = into
    made: list[Group] = []
    for own, nodes in enumerate(members):
        reads = dict.fromkeys(place[s] for node in nodes for s in node.inputs if s in place)
        made.append(Group(tuple(nodes), tuple(made[index] for index in reads if index != own)))
    return made


def words(group: Group) -> list[str]:
    """The operations after the first that the box mentions."""
    found = dict.fromkeys(node.operation for node in group.nodes[1:] if node.kind.drawing != "silent")
    return [name.replace("_", " ") for name in found]


def is_layer(node: Node) -> bool:
    """Whether an operation has a box of its own, rather than following another."""
    return node.kind.drawing == "box"


def reshapes(node: Node) -> bool:
    """Whether it changes a shape without computing: the map before it is the volume that a person has in mind."""
    return node.kind.drawing in ("silent", "reshaping")


def _joined(
    graph: Graph,
    node: Node,
    read: list[Node],
    place: Mapping[Node, int],
    members: list[list[Node]],
    leaves: Mapping[Node, str],
) -> int | None:
    """The group that a node joins: that of its leaf module, or that of its only input if nothing else reads it."""
    sources = {place[source] for source in read}
    for index in sources:
        if node in leaves and leaves.get(members[index][-1]) == leaves[node]:
            return index
    if is_layer(node) or len(read) != 1:
        return None
    if read[0].operation == "input" and not reshapes(node):
        return None
    (source,) = read
    alone = all(reader is node for reader in graph.readers[source] if reader.has_batch)
    return place[source] if alone and members[place[source]][-1] is source else None


def _leaf_calls(graph: Graph) -> dict[Node, str]:
    """For each node the call of the leaf module without weights that it belongs to, unless it is alone there."""
    within: dict[str, list[Node]] = defaultdict(list)
    for node in graph.layers:
        for call in node.scopes:
            within[call].append(node)
    return {
        node: call
        for call, nodes in within.items()
        if len(nodes) > 1
        and all(n.scopes[-1] == call and not (n.kind.is_weighted or n.kind.is_rectifier) for n in nodes)
        for node in nodes
    }
