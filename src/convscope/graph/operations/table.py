"""The table, and the row of a call."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import torch

from convscope.graph.operations.arrangement import ARRANGEMENT
from convscope.graph.operations.families import RANDOM, UNKNOWN, UNKNOWN_POINTWISE
from convscope.graph.operations.layers import LAYERS
from convscope.graph.operations.operation import Operation
from convscope.graph.operations.pointwise import POINTWISE

OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {row.name: row for row in (*POINTWISE, *LAYERS, *ARRANGEMENT)}
)
_BY_SPELLING = {spelling: row for row in OPERATIONS.values() for spelling in row.spellings}

# A rectifier's name ends with its ceiling, where it has one: relu6.
_CEILING = re.compile(r"(?<=relu)[\d.]+$")


def operation_of(name: str, function: Any = None) -> Operation:
    """The row for a node's ``operation``; a conservative one where the table has none.

    That is `UNKNOWN`, or `RANDOM` or `UNKNOWN_POINTWISE` for a function of which PyTorch says so.
    """
    tags = getattr(function, "tags", ())
    otherwise = UNKNOWN_POINTWISE if torch.Tag.pointwise in tags else UNKNOWN
    if torch.Tag.nondeterministic_seeded in tags:
        otherwise = RANDOM
    return OPERATIONS.get(_CEILING.sub("", name), otherwise)


def named(function: Any, arguments: tuple[Any, ...]) -> str:
    """The field's name of a call: ``aten.conv2d.default`` is ``conv``, an adaptive pooling to 1 x 1 is global.

    What no row is for goes by PyTorch's name, without the number of axes.
    """
    spelling, overload = _spelling(function)
    if spelling.startswith("adaptive_") and set(arguments[1]) == {1}:
        spelling += " to one place"
    row = _BY_SPELLING.get(f"{spelling}.{overload}") or _BY_SPELLING.get(spelling)
    return row.name if row else re.sub(r"[123]d$", "", spelling)


def _spelling(function: Any) -> tuple[str, str]:
    """PyTorch's name and overload of an operator, Python's of a function."""
    schema = getattr(function, "_schema", None)
    if schema is None:
        return str(getattr(function, "__name__", function)), ""
    name = str(schema.name).split("::")[1]
    # Not those of Python's own: aten.__and__ is no in-place variant.
    return name if name.endswith("__") else name.removesuffix("_"), str(schema.overload_name)
