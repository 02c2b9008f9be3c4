"""One tensor operation of a traced network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

INPUT = "input"
TENSOR = "tensor"
BATCH_SIZE = "batch_size"


@dataclass(frozen=True, eq=False)
class Node:
    """A value of the graph and the operation that computes it.

    Attributes:
        position: place in the order of evaluation; every node stands after those that it reads.
        address: the node's one name for people, see `convscope.graph.addresses`.
        operation: kind of the operation: ``conv``, ``batch_norm``, ``relu`` ... (`convscope.graph.operations`);
            ``input`` for the photo, ``tensor`` for a parameter or buffer, ``batch_size`` for the number of photos.
        function: what computes the value; None for the three kinds that compute nothing.
        arguments: its positional arguments; other nodes stand in them as themselves, also inside lists.
        keywords: its keyword arguments, likewise.
        shape: (N, C, ...) with None for the batch dimension; empty for values that are no tensors.
        scopes: module calls that the operation belongs to, outermost first.
        source: file, line and text in the user's code, for error messages.
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

    @cached_property
    def inputs(self) -> tuple[Node, ...]:
        """The nodes that this one reads, in the order of its arguments, each once."""
        return tuple(dict.fromkeys(_nodes_in((self.arguments, self.keywords))))

    @property
    def has_batch(self) -> bool:
        """Whether the first dimension counts photos."""
        return bool(self.shape) and self.shape[0] is None

    @property
    def is_spatial(self) -> bool:
        """Whether the value is a feature map: (N, C, ...) with more than one place in it."""
        return self.has_batch and len(self.shape) > 2 and any(size != 1 for size in self.shape[2:])

    def argument(self, name: str) -> Any:
        """Value of a named argument of the operation, its default where the call gave none."""
        if name in self.keywords:
            return self.keywords[name]
        place = list(self.parameters).index(name)
        return self.arguments[place] if place < len(self.arguments) else self.parameters[name]

    @cached_property
    def parameters(self) -> dict[str, Any]:
        """Names and defaults of what the operation takes."""
        return {p.name: p.default_value for p in self.function._schema.arguments}  # type: ignore[union-attr]

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
