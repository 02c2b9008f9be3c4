"""The parts of a diagram, before layout.

Two parts are equal if they look the same: addresses do not count, so that repeated blocks are found by ``==``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True)
class Box:
    """One layer with the operations that directly follow it, such as normalisation and activation.

    Attributes:
        kind: colour of the box: input, conv, pool, dense, merge or other.
        title: what it computes, "conv 3x3, 64".
        detail: what directly follows, "batch norm, relu".
        shape: (C, ...) of its output.
        address: of the node that it is named after.
        parameters: number of learned parameters.
    """

    kind: str
    title: str
    detail: str
    shape: tuple[int, ...]
    address: str = field(compare=False)
    parameters: int = field(compare=False)


@dataclass(frozen=True)
class Sequence:
    """Parts one after the other; an empty one is a connection that computes nothing."""

    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Parallel:
    """Branches from one value that meet again in a box."""

    branches: tuple[Sequence, ...]
    merge: Box


@dataclass(frozen=True)
class Tangle:
    """Densely connected boxes, which are not mere branches, such as those of a dense block.

    Attributes:
        unit: the boxes that are repeated, or all of them.
        count: how often they are repeated.
        merge: the box in which they end.
        last: address of the last of all boxes before it.
    """

    unit: tuple[Box, ...]
    count: int
    merge: Box
    last: str = field(compare=False)


@dataclass(frozen=True)
class Repeat:
    """A part repeated several times in a row.

    Attributes:
        part: the first of them.
        count: how many there are.
        last: address of the last.
        parameters: number of learned parameters of all of them.
    """

    part: Part
    count: int
    last: str = field(compare=False)
    parameters: int = field(compare=False)


Part: TypeAlias = Box | Sequence | Parallel | Tangle | Repeat


def result(part: Part) -> Box:
    """The output box of a part, which is not empty."""
    match part:
        case Box():
            return part
        case Parallel() | Tangle():
            return part.merge
        case Repeat():
            return result(part.part)
        case Sequence():
            return result(part.parts[-1])


def boxes(part: Part) -> Iterator[Box]:
    """All boxes, in the order of evaluation."""
    match part:
        case Box():
            yield part
        case Parallel():
            for branch in part.branches:
                yield from boxes(branch)
            yield part.merge
        case Tangle():
            yield from part.unit
            yield part.merge
        case Repeat():
            yield from boxes(part.part)
        case Sequence():
            for one in part.parts:
                yield from boxes(one)


def parameters(part: Part) -> int:
    """Number of parameters of a part, including all repetitions."""
    match part:
        case Repeat():
            return part.parameters
        case Sequence():
            return sum(map(parameters, part.parts))
        case Parallel():
            return sum(map(parameters, part.branches)) + part.merge.parameters
        case _:
            return sum(box.parameters for box in boxes(part))
