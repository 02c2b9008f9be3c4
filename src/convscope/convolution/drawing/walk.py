"""A window that slides over the input: what the pictures of a convolution show, step by step."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product

from convscope.convolution.activations import activation as activation_of
from convscope.convolution.element import Element, work_out
from convscope.convolution.layer import Convolution, layer_output
from convscope.convolution.matrix import Array, number_text
from convscope.convolution.pooling import Pooling, pool
from convscope.errors import LayerSizeError

LARGEST = 32
Place = tuple[int, int, int]


def places_of(maps: Array) -> list[Place]:
    """(map, row, column) of every element, in order."""
    filters, rows, columns = maps.shape
    return list(product(range(filters), range(rows), range(columns)))


@dataclass(frozen=True)
class Names:
    """What the parts of a picture are called where they are no picture, filter and output.

    Attributes:
        input: what the window slides over.
        filter: what slides.
        output: what comes out.
    """

    input: str
    filter: str
    output: str


@dataclass(frozen=True, eq=False)
class Walk:
    """A convolution of a small input, its activation and its pooling.

    Attributes:
        layer: filters and how they slide.
        values: (C, H, W)
        activation: name, or empty.
        pooling: how the maps are pooled, if at all.
        names: of the parts, where others than the usual are meant.
    """

    layer: Convolution
    values: Array
    activation: str = ""
    pooling: Pooling | None = None
    names: Names | None = None

    def __post_init__(self) -> None:
        rows, columns = self.values.shape[1:]
        if max(rows, columns) > LARGEST:
            raise LayerSizeError(
                f"A picture shows every number of an input up to {LARGEST}x{LARGEST}, got {rows}x{columns}.",
                "Take a smaller piece of it.",
            )

    @cached_property
    def outputs(self) -> Array:
        """(O, rows, columns) after the activation."""
        maps = layer_output(self.layer, self.values)
        return activation_of(self.activation)(maps) if self.activation else maps

    @cached_property
    def pooled(self) -> Array | None:
        """(O, rows, columns) after the pooling."""
        return pool(self.pooling, self.outputs) if self.pooling else None

    @cached_property
    def places(self) -> list[Place]:
        """(filter, row, column) of every output in the order of the walk."""
        return places_of(self.outputs)

    def element(self, place: Place) -> Element:
        """The arithmetic of one output, before its activation."""
        filter_, row, column = place
        return work_out(self.layer, self.values, filter=filter_, row=row, column=column)

    def arithmetic(self, place: Place) -> list[str]:
        """The arithmetic of one output as text, its activation included."""
        element = self.element(place)
        lines = element.arithmetic()
        if self.activation:
            after = number_text(float(self.outputs[place]))
            lines.append(f"{self.activation}({number_text(element.value)}) = {after}")
        return lines
