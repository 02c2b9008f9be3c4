"""The traced network: nodes in the order of evaluation, and the tensors that they read."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

import torch
from torch import Tensor

from convscope.errors import AddressError
from convscope.graph import addresses
from convscope.graph.node import BATCH_SIZE, INPUT, TENSOR, Node
from convscope.graph.prepared import Prepared
from convscope.graph.recent import Recent
from convscope.graph.tensors import Tensors

T = TypeVar("T")

# What a graph keeps of earlier computations, the most recent: a network is asked in a few ways, many times.
PLANS = 64
ENGINES = 8
PREPARED_A_NODE = 4  # its own value, folded weights, the way back through it


@dataclass(frozen=True, eq=False)
class Graph:
    """A network as a flat, functional list of operations for one size of input and any batch size.

    Attributes:
        nodes: every node, each after those that it reads.
        outputs: what the network returns, by its name where it has one, else by its place, in the network's order.
        input_shape: (C, ...) of one example of the input.
        tensors: the parameters and buffers by their names in the module; read anew at each evaluation, so that
            a training step or an edit shows.
        parameters: which of the tensors are learned.
        held: values (1, ...) of inputs beside `input` that stay what they are; one stands for a whole batch.
        plans: the steps of the kinds of evaluation done last, at most `PLANS`.
    """

    nodes: tuple[Node, ...]
    outputs: Mapping[str, Node]
    input_shape: tuple[int, ...]
    tensors: Tensors
    parameters: frozenset[str]
    held: Mapping[Node, Tensor] = field(default_factory=dict, repr=False)
    plans: Recent = field(default_factory=lambda: Recent(PLANS), init=False, repr=False)

    @cached_property
    def read_tensors(self) -> tuple[str, ...]:
        """Names of the tensors that it reads."""
        return tuple(node.address for node in self.nodes if node.operation == TENSOR)

    def with_tensors(self, tensors: Tensors) -> Graph:
        """The same operations of other tensors of the same names and shapes."""
        return replace(self, tensors=tensors)

    @cached_property
    def inputs(self) -> tuple[Node, ...]:
        """All that the network takes, in its order."""
        return tuple(node for node in self.nodes if node.operation == INPUT)

    @cached_property
    def input(self) -> Node:
        """What the network takes; of several inputs the first that is not held."""
        return next(node for node in self.inputs if node not in self.held)

    @property
    def output(self) -> Node:
        """What the network returns, the first where it returns several."""
        return next(iter(self.outputs.values()))

    def holding(self, held: Mapping[Node, Tensor], input_shape: Sequence[int]) -> Graph:
        """The same graph as a function of one input, the others held.

        Args:
            held: values (1, ...) of all inputs but one.
            input_shape: (C, ...) of that one.
        """
        return replace(self, held=dict(held), input_shape=tuple(input_shape))

    @cached_property
    def addresses(self) -> dict[str, Node]:
        """Every address of the graph: of operations, of the module calls whose results they are, and of outputs.

        What the network returns is also ``output``; of several values each is ``output.KEY`` by its key, or
        ``output.0``, ``output.1`` ... in their order.
        """
        results = addresses.results_of_scopes(
            [node.scopes for node in self.nodes],
            [[reader.position for reader in self.readers[node]] for node in self.nodes],
            {node.position for node in self.outputs.values()},
        )
        of_calls = {call: self.nodes[position] for call, position in results.items()}
        return (
            addresses.of_outputs(self.outputs)
            | of_calls
            | {node.address: node for node in self.nodes if node.has_batch}
        )

    def find(self, address: str) -> Node:
        """The node at an address or at the only address that ends so.

        Raises:
            AddressError: there is none, or more than one; near matches are named.
        """
        return addresses.find(self.addresses, address)

    def find_layer(self, address: str) -> Node:
        """The node at an address that has one value for each example; see `find`.

        Raises:
            AddressError: there is none, or it has one value for all examples or several for each.
        """
        node = self.find(address)
        if not node.has_batch:
            raise AddressError(
                f"{address} has one value for all examples together, not one for each.",
                "Name a layer or an output that has one for each.",
            )
        if node.rows != 1:
            raise AddressError(
                f"{address} has {node.rows} values for each example, such as windows or heads of attention.",
                "Name a layer before or behind them.",
            )
        return node

    @cached_property
    def layers(self) -> tuple[Node, ...]:
        """The nodes that depend on the input and hold tensors: what a person calls layers."""
        below = self.descendants(self.inputs)
        return tuple(node for node in self.nodes if node in below and node.has_batch)

    def descendants(self, sources: Iterable[Node]) -> set[Node]:
        """The sources and every node that depends on one of them."""
        found = set(sources)
        for node in self.nodes:
            if any(read in found for read in node.inputs):
                found.add(node)
        return found

    def ancestors(self, wanted: Iterable[Node], known: Iterable[Node] = ()) -> set[Node]:
        """The wanted nodes and all that they need, not looking behind the known ones."""
        stop = set(known)
        found: set[Node] = set()
        stack = list(wanted)
        while stack:
            node = stack.pop()
            if node not in found:
                found.add(node)
                if node not in stop:
                    stack.extend(node.inputs)
        return found

    def frontier(self, replaced: Sequence[Node], wanted: Sequence[Node]) -> tuple[Node, ...]:
        """What must be kept from a first run so that the wanted nodes follow from replaced ones alone.

        These are the nodes that do not depend on a replaced one but are read by a node that does (skip
        connections around it), and of the tensors none.
        """
        changed = self.descendants(replaced)
        needed = self.ancestors(wanted, known=replaced)
        readers, live = changed & needed, self.descendants(self.inputs)
        kept = {
            node
            for node in needed
            if node not in changed
            and node in live
            and (node in wanted or not readers.isdisjoint(self.readers[node]))
        }
        return tuple(sorted(kept, key=lambda node: node.position))

    @cached_property
    def readers(self) -> dict[Node, tuple[Node, ...]]:
        """For each node those that read it."""
        readers: dict[Node, list[Node]] = {node: [] for node in self.nodes}
        for node in self.nodes:
            for read in node.inputs:
                readers[read].append(node)
        return {node: tuple(found) for node, found in readers.items()}

    @cached_property
    def constants(self) -> frozenset[Node]:
        """The nodes that depend on the network's tensors alone, such as standardized weights."""
        moving = self.descendants(n for n in self.nodes if n.operation in (INPUT, BATCH_SIZE))
        return frozenset(self.nodes) - moving

    def constant(self, node: Node) -> Any:
        """Value of a constant node; computed once for each state of the tensors behind it."""
        if node.operation == TENSOR:
            return self.tensors[node.address]
        return self.prepare(node, [node], lambda: node.compute(self.constant))

    def prepare(self, key: Hashable, sources: Iterable[Node], make: Callable[[], T]) -> T:
        """A value made from constants, kept until one of the tensors behind it changes."""
        return self._prepared.get(key, lambda: tuple(_tensor_names(self.ancestors(sources))), make)

    def prepare_engine(self, key: Hashable, make: Callable[[], T]) -> T:
        """An engine made from the constants, kept until one of the tensors changes."""
        return self._engines.get(key, lambda: tuple(_tensor_names(self.constants)), make)

    @cached_property
    def _prepared(self) -> Prepared:
        return Prepared(self.tensors, PREPARED_A_NODE * len(self.nodes))

    @cached_property
    def _engines(self) -> Prepared:
        return Prepared(self.tensors, ENGINES)

    @property
    def dtype(self) -> torch.dtype:
        """Number type of the network's parameters, float32 where it has none."""
        tensors = (self.tensors[name] for name in _tensor_names(self.nodes))
        return next((tensor.dtype for tensor in tensors if tensor.is_floating_point()), torch.float32)

    @property
    def device(self) -> torch.device:
        """Device of the network's parameters, the CPU where it has none."""
        return next((self.tensors[name].device for name in _tensor_names(self.nodes)), torch.device("cpu"))


def _tensor_names(nodes: Iterable[Node]) -> Iterator[str]:
    return (node.address for node in nodes if node.operation == TENSOR)
