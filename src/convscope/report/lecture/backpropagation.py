"""Backpropagation through one convolution, small enough for a pencil: a 3 x 3 input and a 2 x 2 filter."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from convscope.convolution import (
    Convolution,
    Element,
    Gradients,
    backward,
    fractional_stride,
    layer_output,
    read_matrix,
    work_out,
)
from convscope.convolution.drawing import Names, Walk
from convscope.convolution.matrix import Array

RATE = 0.1


@dataclass(frozen=True, eq=False)
class Backpropagation:
    """A convolution, the gradient of a loss at its output, and what follows from it.

    Attributes:
        input: (1, 3, 3)
        layer: one filter of 2 x 2.
        outer: (1, 2, 2) gradient of the loss with respect to the output.
    """

    input: Array
    layer: Convolution
    outer: Array

    @classmethod
    def example(cls) -> Backpropagation:
        """The one of the lecture."""
        return cls(
            read_matrix("123/456/789"), Convolution(read_matrix("12/34")[None]), read_matrix("1 -1/2 0")
        )

    @cached_property
    def output(self) -> Array:
        """What the layer makes of the input, (1, 2, 2)."""
        return layer_output(self.layer, self.input)

    @cached_property
    def gradients(self) -> Gradients:
        """Of the loss, with respect to filter, bias and input."""
        return backward(self.layer, self.input, self.outer)

    @property
    def filter_walk(self) -> Walk:
        """The gradient with respect to the filter: the output's gradient slides over the input."""
        names = Names("Input", "dL/dOutput", "dL/dFilter")
        return Walk(Convolution(self.outer[None]), self.input, names=names)

    @property
    def input_walk(self) -> Walk:
        """The gradient with respect to the input: the turned filter slides over the output's gradient."""
        turned, wide = fractional_stride(self.layer, self.outer, (3, 3))
        return Walk(turned, wide, names=Names("dL/dOutput, padded", "Filter, turned", "dL/dInput"))

    def of_filter(self, row: int, column: int) -> Element:
        """The sum behind the gradient of one weight."""
        walk = self.filter_walk
        return work_out(walk.layer, walk.values, filter=0, row=row, column=column)

    def of_input(self, row: int, column: int) -> Element:
        """The sum behind the gradient of one input."""
        walk = self.input_walk
        return work_out(walk.layer, walk.values, filter=0, row=row, column=column)

    @property
    def stepped(self) -> Array:
        """(1, 2, 2) the filter after one step of gradient descent with the learning rate `RATE`."""
        return np.asarray(self.layer.weight[0] - RATE * self.gradients.weight[0])

    def loss_after(self, step: float) -> float:
        """The loss, sum of gradient x output, of the filter whose first weight is raised by ``step``."""
        weight = self.layer.weight.copy()
        weight[0, 0, 0, 0] += step
        return float((self.outer * layer_output(Convolution(weight), self.input)).sum())

    def document(self) -> dict[str, Any]:
        """All of its numbers."""
        return {
            "input": self.input[0],
            "filter": self.layer.weight[0, 0],
            "output": self.output[0],
            "output_gradient": self.outer[0],
            "filter_gradient": self.gradients.weight[0, 0],
            "bias_gradient": float(self.gradients.bias[0]),
            "input_gradient": self.gradients.input[0],
            "learning_rate": RATE,
            "filter_after_a_step": self.stepped[0],
        }
