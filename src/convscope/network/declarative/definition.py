"""A network as its input's shape and its steps."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from convscope.arithmetic import Cost, LayerArithmetic, read_input, shape_text
from convscope.network.declarative.learned import Dense
from convscope.network.declarative.step import Step

if TYPE_CHECKING:
    from torch import nn


@dataclass(frozen=True)
class Definition:
    """A network that its text fully says; `convscope.network.declarative` holds the grammar.

    Attributes:
        input_shape: (C, ...) of one photo.
        steps: what is computed, one after the other.
        layers: the arithmetic of each step.
    """

    input_shape: tuple[int, ...]
    steps: tuple[Step, ...]
    layers: tuple[LayerArithmetic, ...]

    @property
    def text(self) -> str:
        """The text that reads as this definition."""
        shape = shape_text(self.input_shape)
        axes = len(self.input_shape) - 1
        # A shape that would be read in another order, and that of a signal, says its layout.
        if axes == 1 or (axes and read_input(shape).shape != self.input_shape):
            shape += f" {('C', 'CL', 'CHW', 'CDHW')[axes]}"
        return " -> ".join((f"input {shape}", *(step.text for step in self.steps)))

    @property
    def output_shape(self) -> tuple[int, ...]:
        """(C, ...) of what comes out."""
        return self.layers[-1].output_shape

    @property
    def cost(self) -> Cost:
        """Parameters and multiply-adds of all steps."""
        return sum((layer.cost for layer in self.layers), Cost(0, 0))

    def module(self) -> nn.Sequential:
        """An untrained module, whose parts are called ``conv1``, ``relu1``, ``pool1``, ``conv2`` ..."""
        from torch import nn

        whole, count = nn.Sequential(), Counter[str]()
        for step, layer in zip(self.steps, self.layers, strict=True):
            for name, module in step.modules(layer.input_shape).items():
                count[name] += 1
                whole.add_module(f"{name}{count[name]}", module)
        return whole

    def with_classes(self, classes: int) -> Definition:
        """The same network with another number of outputs of its last dense layer.

        A network without one is left as it is.
        """
        place = max((i for i, step in enumerate(self.steps) if isinstance(step, Dense)), default=None)
        if place is None:
            return self
        last = self.steps[place]
        assert isinstance(last, Dense)
        steps = [*self.steps]
        steps[place] = replace(last, features=classes)
        shape, layers = self.layers[place].input_shape, [*self.layers[:place]]
        for step in steps[place:]:
            layers.append(step.arithmetic(shape))
            shape = layers[-1].output_shape
        return Definition(self.input_shape, tuple(steps), tuple(layers))
