"""A graph without its tensors as a JSON document, so that a packaged network need not be traced again."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from math import isfinite
from typing import Any

import torch

from convscope.graph.graph import Graph
from convscope.graph.node import Node
from convscope.graph.rectifiers import SPELLED_OUT
from convscope.graph.tensors import Tensors
from convscope.graph.tracing.layout import OnContiguous

# What JSON has no form for, by the key of the object that stands for it; {"node": position} is a node.
_KINDS: dict[str, Callable[[str], Any]] = {
    "device": torch.device,
    "float": float,
    "torch": partial(getattr, torch),
}


def to_document(graph: Graph) -> dict[str, Any]:
    """The document that `from_document` reads.

    Raises:
        ValueError: an argument of an operation is of a kind that has no form here.
    """
    return {
        "input_shape": list(graph.input_shape),
        "outputs": {name: node.position for name, node in graph.outputs.items()},
        "parameters": sorted(graph.parameters),
        "nodes": [
            {
                "address": node.address,
                "operation": node.operation,
                "function": _function_name(node.function),
                "arguments": [_encode(value) for value in node.arguments],
                "keywords": {key: _encode(value) for key, value in node.keywords.items()},
                "shape": list(node.shape),
                "scopes": list(node.scopes),
                "source": node.source,
                "rows": node.rows,
                "dtype": _encode(node.dtype),
            }
            for node in graph.nodes
        ],
    }


def from_document(document: Mapping[str, Any], tensors: Tensors) -> Graph:
    """The graph of a document, reading these tensors."""
    nodes: list[Node] = []
    for position, row in enumerate(document["nodes"]):
        nodes.append(
            Node(
                position=position,
                address=row["address"],
                operation=row["operation"],
                function=_function(row["function"]),
                arguments=tuple(_decode(value, nodes) for value in row["arguments"]),
                keywords={key: _decode(value, nodes) for key, value in row["keywords"].items()},
                shape=tuple(row["shape"]),
                scopes=tuple(row["scopes"]),
                source=row["source"],
                rows=row["rows"],
                dtype=_decode(row["dtype"], nodes),
            )
        )
    return Graph(
        nodes=tuple(nodes),
        outputs={name: nodes[position] for name, position in document["outputs"].items()},
        input_shape=tuple(document["input_shape"]),
        tensors=tensors,
        parameters=frozenset(document["parameters"]),
    )


def _function_name(function: Any) -> str | None:
    if function is None:
        return None
    if isinstance(function, OnContiguous):
        return f"contiguous.{function.function}"
    if hasattr(function, "_schema"):
        return str(function)
    source = "rectifier" if function.__name__ in SPELLED_OUT else "operator"
    return f"{source}.{function.__name__}"


def _function(name: str | None) -> Any:
    if name is None:
        return None
    source, _, rest = name.partition(".")
    if source == "operator":
        return getattr(operator, rest)
    if source == "rectifier":
        return SPELLED_OUT[rest]
    if source == "contiguous":
        return OnContiguous(_function(rest))
    found: Any = torch.ops
    for part in name.split("."):
        found = getattr(found, part)
    return found


def _encode(value: Any) -> Any:
    if isinstance(value, Node):
        return {"node": value.position}
    if isinstance(value, list | tuple):
        return [_encode(item) for item in value]
    if isinstance(value, float) and not isfinite(value):
        return {"float": str(value)}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, torch.dtype | torch.memory_format | torch.layout):
        return {"torch": str(value).removeprefix("torch.")}
    if isinstance(value, torch.device):
        return {"device": str(value)}
    raise ValueError(f"an argument of type {type(value).__name__} cannot be stored")


def _decode(value: Any, nodes: Sequence[Node]) -> Any:
    if isinstance(value, list):
        return [_decode(item, nodes) for item in value]
    if isinstance(value, dict):
        ((kind, content),) = value.items()
        return _KINDS[kind](content) if kind in _KINDS else nodes[content]
    return value
