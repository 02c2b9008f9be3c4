"""Several graphs as one, each reading what others computed."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace

from torch import Tensor

from convscope.graph.graph import Graph
from convscope.graph.node import INPUT, Node, substitute
from convscope.graph.tensors import Tensors


class Joining:
    """A graph that grows by whole graphs, whose addresses then begin with a name of their own.

    Args:
        input_shape: (C, ...) of one example of its only input.
    """

    def __init__(self, input_shape: Sequence[int]) -> None:
        self.input = Node(0, INPUT, INPUT, None, (), {}, (None, *input_shape))
        self._input_shape = tuple(input_shape)
        self._nodes = [self.input]
        self._tensors: dict[str, tuple[Tensors, str]] = {}
        self._parameters: set[str] = set()

    def add(self, graph: Graph, name: str, given: Sequence[Node], wanted: Node) -> Node:
        """Compute a node of a graph from nodes that are there already.

        Args:
            graph: of it the nodes that the wanted one needs are taken.
            name: before its addresses; empty to leave them as they are, which then must differ from all others.
            given: what stands for its inputs, in their order.
            wanted: of the graph.

        Returns:
            The wanted node's successor.
        """
        prefix = f"{name}." if name else ""
        scope = (name,) if name else ()
        read = dict(zip(graph.inputs, given, strict=True))
        needed = graph.ancestors([wanted])
        for node in graph.nodes:
            if node not in needed or node in read:
                continue
            read[node] = replace(
                node,
                position=len(self._nodes),
                address=prefix + node.address,
                arguments=substitute(node.arguments, read.__getitem__),
                keywords=substitute(node.keywords, read.__getitem__),
                scopes=(*scope, *(prefix + one for one in node.scopes)),
            )
            self._nodes.append(read[node])
        for tensor in graph.read_tensors:
            self._tensors[prefix + tensor] = graph.tensors, tensor
        self._parameters |= {prefix + tensor for tensor in graph.parameters}
        return read[wanted]

    def graph(self, output: Node) -> Graph:
        """The whole, with one output."""
        return Graph(
            tuple(self._nodes),
            {"0": output},
            self._input_shape,
            JoinedTensors(self._tensors),
            frozenset(self._parameters),
        )


class JoinedTensors(Tensors):
    """Tensors of several networks by names of their own, read where each network has them.

    Args:
        tensors: for each name whose tensor it is, and its name there.
    """

    def __init__(self, tensors: Mapping[str, tuple[Tensors, str]]) -> None:
        self._tensors = dict(tensors)

    def __getitem__(self, name: str) -> Tensor:
        owner, own = self._tensors[name]
        return owner[own]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tensors)

    def __len__(self) -> int:
        return len(self._tensors)

    def state(self, name: str) -> Hashable:
        """That of its owner's."""
        owner, own = self._tensors[name]
        return owner.state(own)
