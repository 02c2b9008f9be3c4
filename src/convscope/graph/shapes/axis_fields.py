"""The receptive fields of a value's units, along each axis of the input."""

from __future__ import annotations

from dataclasses import dataclass

from convscope.arithmetic import ReceptiveField


@dataclass(frozen=True)
class AxisFields:
    """The receptive field of a value's units along each axis of the input.

    Attributes:
        fields: one for each axis.
        places: the dimension of the value that runs along each axis; empty where the value has lost them.
    """

    fields: tuple[ReceptiveField, ...]
    places: tuple[int, ...]
