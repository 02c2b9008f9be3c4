"""A convolution of a small matrix, worked out as far as is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from convscope.convolution.as_matrix import im2col, toeplitz
from convscope.convolution.drawing import Walk, step_scene, svg
from convscope.convolution.drawing.picture import SvgPicture
from convscope.convolution.drawing.walk import Place, places_of
from convscope.convolution.element import Element, work_out
from convscope.convolution.gradients import Gradients, backward
from convscope.convolution.layer import Convolution, flipped, layer_output
from convscope.convolution.matrix import Array
from convscope.convolution.pipeline import NamedValues
from convscope.convolution.pipeline import stages as stages_of
from convscope.convolution.pooling import Pooling, read_pooling
from convscope.convolution.reading import read_layer, read_maps, read_transposed
from convscope.errors import LayerSizeError
from convscope.record import Recorded, recorded


@dataclass(frozen=True, eq=False, repr=False)
class WorkedConvolution(Recorded):
    """A convolution with its input and what follows it.

    Attributes:
        layer: filters and how they slide.
        input: (C, H, W), of a transposed convolution stretched by its stride.
        stages: what comes out after each stage, the convolution first.
        activation: name, or empty.
        pooling: how the maps are pooled, if at all.
    """

    layer: Convolution
    input: Array
    stages: tuple[NamedValues, ...]
    activation: str
    pooling: Pooling | None

    def __repr__(self) -> str:
        sizes = " to ".join(" x ".join(map(str, one.shape)) for one in (self.input, self.output))
        return f"<WorkedConvolution {sizes}: {', '.join(stage.name for stage in self.stages)}>"

    def _repr_svg_(self) -> str | None:
        """What a notebook shows: the first step, where every number can be shown."""
        try:
            return self.picture().svg
        except LayerSizeError:
            return None

    @property
    def output(self) -> Array:
        """What comes out after the last stage."""
        return self.stages[-1].values

    def element(self, row: int, column: int, *, filter: int = 0) -> Element:  # noqa: A002  # the field's own word
        """The window, products and sums of one output of the convolution.

        Raises:
            AddressError: there is no such output.
        """
        return work_out(self.layer, self.input, filter=filter, row=row, column=column)

    def table(self) -> list[Element]:
        """Every output of the convolution, in the order of the sliding."""
        places = places_of(layer_output(self.layer, self.input))
        return [self.element(row, column, filter=one) for one, row, column in places]

    def toeplitz(self) -> Array:
        """The matrix by which the flattened input is multiplied."""
        return toeplitz(self.layer, (self.input.shape[1], self.input.shape[2]))

    def im2col(self) -> Array:
        """The windows of the input, one a column, that the filters as rows are multiplied by."""
        return im2col(self.layer, self.input)

    def gradients(self, outer: str | ArrayLike | None = None) -> Gradients:
        """Gradients with respect to filters, biases and input.

        Args:
            outer: gradient of the convolution's output, (O, rows, columns); ones by default.
        """
        ones = np.ones_like(layer_output(self.layer, self.input))
        return backward(self.layer, self.input, ones if outer is None else read_maps(outer))

    def walk(self) -> Walk:
        """The window that slides over the input, for pictures and animations.

        Raises:
            LayerSizeError: the input is too large to show every number.
        """
        return Walk(self.layer, self.input, self.activation, self.pooling)

    def picture(self, place: Place = (0, 0, 0)) -> SvgPicture:
        """One step, drawn; ``place`` is its filter, row and column."""
        return SvgPicture(svg(step_scene(self.walk(), place)), self.manifest(output=list(place)))

    def document(self) -> dict[str, Any]:
        """Input, output and stages."""
        return {
            "input_shape": self.input.shape,
            "input": self.input,
            "output_shape": self.output.shape,
            "output": self.output,
            "stages": [{"name": stage.name, "values": stage.values} for stage in self.stages],
        }


@recorded()
def convolve(
    matrix: str | ArrayLike,
    filters: str | Sequence[str | ArrayLike],
    *,
    bias: str | Sequence[float] = "",
    stride: int | str = 1,
    padding: int | str = 0,
    dilation: int | str = 1,
    groups: int = 1,
    flip: bool = False,
    transposed: bool = False,
    activation: str = "",
    pool: str = "",
    flatten: bool = False,
    softmax: bool = False,
) -> WorkedConvolution:
    """Work out a convolution of a small matrix: products, sums, stages and gradients.

    Args:
        matrix: (rows, columns) or (channels, rows, columns), or a text such as ``100001/010010``: rows by ``/``,
            channels by ``|``.
        filters: kernels like the matrix, several; a text is one.
        bias: one number for each filter, or a text with commas between; zeros by default.
        stride: for both axes, or ``2x1``.
        padding: ``2``, ``2x0`` for each axis, ``1,2x0,1`` for each side, ``valid``, ``same-pytorch`` or
            ``same-tensorflow``.
        dilation: like the stride.
        groups: of channels that are convolved separately.
        flip: flip the kernels, as convolution in mathematics does.
        transposed: compute the transposed convolution.
        activation: ``relu`` or ``leaky-relu``.
        pool: ``max:2``, ``average:3x3:2`` (window:stride) or ``min:2``.
        flatten: end with all maps as one row of numbers.
        softmax: end with the probabilities of these numbers.

    Raises:
        MatrixError: a matrix is malformed.
        LayerSizeError: the layer is impossible.
    """
    values = read_maps(matrix)
    filters = [filters] if isinstance(filters, str) else filters
    steps, spread, sides = str(stride), str(dilation), str(padding)
    if transposed:
        layer, values = read_transposed(values, filters, bias, steps, sides, spread, groups)
    else:
        layer = read_layer(filters, bias, steps, sides, spread, groups, (values.shape[1], values.shape[2]))
    layer = flipped(layer) if flip else layer
    pooling = read_pooling(pool) if pool else None
    found = stages_of(layer, values, activation=activation, pooling=pooling, flatten=flatten, softmax=softmax)
    return WorkedConvolution(layer, values, tuple(found), activation, pooling)
