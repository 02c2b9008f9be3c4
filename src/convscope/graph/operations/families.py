"""What the rows of a family have in common; a row says what is its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from convscope.graph.operations.operation import Operation

# An operation that no row is for: it may see everything and mix everything, and keeps its own gradient.
UNKNOWN = Operation(
    name="unknown",
    spellings=(),
    title="unknown",
    is_pointwise=False,
    linear="no",
    is_rectifier=False,
    is_gate=False,
    probabilities="no",
    receptive_field="everything",
    cost="weights once",
    channels="mixed",
    deeplift="gradient",
    lrp="gradient",
    openvino="",
    arithmetic="none",
    arrangement="computes",
    memory="fresh",
    drawing="word",
    batch="never",
    chance="never",
    training="",
    depends_on_layout="nothing",
)

ACTIVATION = replace(
    UNKNOWN,
    is_pointwise=True,
    receptive_field="pointwise",
    channels="apart",
    deeplift="rescale",
    lrp="passes",
    arithmetic="pointwise",
)
# One without a row that PyTorch itself says to be pointwise.
UNKNOWN_POINTWISE = replace(ACTIVATION, arithmetic="none")
LINEAR_POINTWISE = replace(ACTIVATION, linear="yes", deeplift="gradient")
# True or false at each place: nothing passes back.
COMPARISON = replace(ACTIVATION, deeplift="nothing", lrp="gradient")
IDENTITY = replace(
    LINEAR_POINTWISE, openvino="identity", arrangement="same", memory="shared", drawing="silent"
)
MOVE = replace(UNKNOWN, arithmetic="moved", arrangement="moves", memory="shared")
REGROUPING = replace(
    MOVE, arrangement="regroups", channels="by grouping", openvino="reshape", drawing="silent"
)
REDUCTION = replace(UNKNOWN, receptive_field="along dimensions", channels="by dimensions")
POOLING = replace(UNKNOWN, channels="apart", drawing="box")
RESIZING = replace(UNKNOWN, channels="apart", drawing="box", receptive_field="resizing")
NORMALISATION = replace(UNKNOWN, lrp="passes")
RANDOM = replace(UNKNOWN, chance="always")


def row(family: Operation, name: str, *spellings: str, **own: Any) -> Operation:
    """A row of a family; by default PyTorch's name is the field's, and the diagram's is the same in words."""
    title = own.pop("title", name.replace("_", " "))
    return replace(family, name=name, spellings=spellings or (name,), title=title, **own)


def rows(family: Operation, *names: str, **own: Any) -> Iterator[Operation]:
    """Rows of a family that have nothing more of their own."""
    return (row(family, name, **own) for name in names)


def over_axes(name: str) -> tuple[str, str, str]:
    """PyTorch's spellings of an operation over one, two or three axes."""
    return (f"{name}1d", f"{name}2d", f"{name}3d")
