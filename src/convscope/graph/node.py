"""One tensor operation of a traced network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import torch
from torch import Tensor

from convscope.graph.alone import alone, joined
from convscope.graph.operations import Operation, operation_of

INPUT = "input"
TENSOR = "tensor"
BATCH_SIZE = "batch_size"


@dataclass(frozen=True, eq=False)
class Node:
    """A value of the graph and the operation that computes it.

    Attributes:
        position: place in the order of evaluation; every node stands after those that it reads.
        address: the node's one name for people, see `convscope.graph.addresses`.
        operation: the field's name of the operation: ``conv``, ``batch_norm``, ``relu6`` ...; ``input`` for the
            network's input, ``tensor`` for a parameter or buffer, ``batch_size`` for the number of inputs.
        function: what computes the value; None for the three kinds that compute nothing.
        arguments: its positional arguments; other nodes stand in them as themselves, also inside lists.
        keywords: its keyword arguments, likewise.
        shape: (N, C, ...) with None for the batch dimension; empty for values that are no tensors.
        scopes: module calls that the operation belongs to, outermost first.
        source: file, line and text in the user's code, for error messages.
        rows: how many of the first dimension each example has: 1, or more where channels or windows of a map were
            folded into it.
        dtype: number type of an input that is not of the network's own, as of words; None for all else.
    """

    position: int
    address: str
    operation: str
    function: Callable[..., Any] | None
    arguments: tuple[Any, ...]
    keywords: dict[str, Any]
    shape: tuple[int | None, ...]
    scopes: tuple[str, ...] = ()
    source: str = ""
    rows: int = 1
    dtype: torch.dtype | None = None

    @cached_property
    def inputs(self) -> tuple[Node, ...]:
        """The nodes that this one reads, in the order of its arguments, each once."""
        return tuple(dict.fromkeys(_nodes_in((self.arguments, self.keywords))))

    @property
    def has_batch(self) -> bool:
        """Whether the first dimension counts the inputs of a batch."""
        return bool(self.shape) and self.shape[0] is None

    @property
    def is_spatial(self) -> bool:
        """Whether the value is a feature map: (N, C, ...) with more than one place in it."""
        return (
            self.has_batch
            and self.rows == 1
            and len(self.shape) > 2
            and any(size != 1 for size in self.shape[2:])
        )

    @cached_property
    def kind(self) -> Operation:
        """What is known of its operation: its row in the table."""
        return operation_of(self.operation, self.function)

    @property
    def depends_on_batch(self) -> bool:
        """Whether the result for one input depends on the others of the batch."""
        return self.kind.batch == "always" or (self.kind.batch == "in training" and self._is_in_training)

    @property
    def depends_on_chance(self) -> bool:
        """Whether the result depends on random numbers."""
        return self.kind.chance == "always" or (self.kind.chance == "in training" and self._is_in_training)

    @property
    def _is_in_training(self) -> bool:
        return self.kind.training in self.parameters and bool(self.argument(self.kind.training))

    @cached_property
    def is_computed_alone(self) -> bool:
        """Whether it is computed for each example by itself, from the same random numbers every time."""
        return self.depends_on_batch or self.depends_on_chance

    def _computed_alone(self, value_of: Callable[[Node], Any]) -> Any:
        """See `convscope.graph.alone`."""
        assert self.function is not None
        function = self.function
        values = {read: value_of(read) for read in self.inputs}
        tensors = [value for value in values.values() if isinstance(value, Tensor)]
        counts = [len(values[read]) // read.rows for read in values if read.has_batch]
        counts += [values[read] for read in values if read.operation == BATCH_SIZE]

        def of_one(row: int) -> Any:
            def value(read: Node) -> Any:
                if read.operation == BATCH_SIZE:
                    return 1
                if read.has_batch:
                    # Random numbers fall in the order of memory, which is that of one example alone.
                    return values[read][row * read.rows : (row + 1) * read.rows].contiguous()
                # In training a batch norm writes to its running statistics.
                return values[read].clone() if isinstance(values[read], Tensor) else values[read]

            return function(*substitute(self.arguments, value), **substitute(self.keywords, value))

        device = tensors[0].device if tensors else torch.device("cpu")
        results = alone(of_one, counts[0] if counts else 1, self.position, device)
        return joined(results) if counts else results[0]

    def argument(self, name: str) -> Any:
        """Value of a named argument of the operation, its default where the call gave none."""
        if name in self.keywords:
            return self.keywords[name]
        place = list(self.parameters).index(name)
        return self.arguments[place] if place < len(self.arguments) else self.parameters[name]

    @cached_property
    def parameters(self) -> dict[str, Any]:
        """Names and defaults of what the operation takes; none for what is no operator of PyTorch's."""
        schema = getattr(self.function, "_schema", None)
        return {} if schema is None else {p.name: p.default_value for p in schema.arguments}

    def compute(self, value_of: Callable[[Node], Any], rule: Callable[..., Any] | None = None) -> Any:
        """The operation's result, or that of a rule in its place, from the values of the nodes that it reads."""
        function = rule or self.function
        assert function is not None
        if rule is None and self.is_computed_alone:
            return self._computed_alone(value_of)
        return function(*substitute(self.arguments, value_of), **substitute(self.keywords, value_of))

    def __repr__(self) -> str:
        return f"<{self.operation} {self.address}>"


def substitute(value: Any, replace: Callable[[Node], Any]) -> Any:
    """Copy of nested arguments in which each node is replaced."""
    if isinstance(value, Node):
        return replace(value)
    if isinstance(value, list | tuple):
        return type(value)(substitute(item, replace) for item in value)
    if isinstance(value, dict):
        return {key: substitute(item, replace) for key, item in value.items()}
    return value


def _nodes_in(value: Any) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _nodes_in(item)
    elif isinstance(value, dict):
        yield from _nodes_in(list(value.values()))
