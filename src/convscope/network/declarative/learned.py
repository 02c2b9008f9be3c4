"""The steps ``flatten``, ``dense`` and ``batchnorm``."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Self

from convscope.arithmetic import FREE, LayerArithmetic, dense_layer, normalization_cost, shape_text
from convscope.errors import LayerSizeError
from convscope.network.declarative.step import Step
from convscope.network.declarative.words import Words

if TYPE_CHECKING:
    from torch import nn


@dataclass(frozen=True)
class Flatten(Step):
    """All numbers of a map in one row."""

    @classmethod
    def read(cls, words: Words, shape: tuple[int, ...]) -> Self:  # noqa: ARG003
        """Read ``flatten``."""
        return cls()

    @property
    def text(self) -> str:
        """The word alone."""
        return "flatten"

    def arithmetic(self, shape: tuple[int, ...]) -> LayerArithmetic:
        """(C, ...) becomes one number, the product."""
        return LayerArithmetic(shape, (prod(shape),), FREE, (f"{shape_text(shape)} = {prod(shape)}",))

    def modules(self, shape: tuple[int, ...]) -> dict[str, nn.Module]:  # noqa: ARG002
        """A ``Flatten``."""
        from torch import nn

        return {"flatten": nn.Flatten()}


@dataclass(frozen=True)
class Dense(Step):
    """Every output a weighted sum of all inputs.

    Attributes:
        features: number of outputs.
        bias: whether each has one.
    """

    features: int
    bias: bool = True

    values = ("features",)
    least = 1
    options = ("bias",)

    @classmethod
    def read(cls, words: Words, shape: tuple[int, ...]) -> Self:  # noqa: ARG003
        """Read ``dense 10`` or ``linear 10``."""
        return cls(words.number(0), words.yes("bias"))

    @property
    def text(self) -> str:
        """With its bias where there is none."""
        return f"dense {self.features}{'' if self.bias else ' bias no'}"

    def arithmetic(self, shape: tuple[int, ...]) -> LayerArithmetic:
        """That of `convscope.arithmetic.dense_layer`.

        Raises:
            LayerSizeError: the input is a map.
        """
        if len(shape) != 1:
            raise LayerSizeError(
                f"A dense layer takes a vector, got a map of {shape_text(shape)}.",
                "Put flatten or globalavgpool before it.",
            )
        return dense_layer(shape, features=self.features, bias=self.bias)

    def modules(self, shape: tuple[int, ...]) -> dict[str, nn.Module]:
        """A ``Linear``."""
        from torch import nn

        return {"dense": nn.Linear(shape[0], self.features, self.bias)}


@dataclass(frozen=True)
class BatchNormalization(Step):
    """Each channel scaled and shifted to the mean and variance that it learned.

    Attributes:
        epsilon: what is added to the variance.
        momentum: how much of each batch's mean and variance is taken into those that are kept.
    """

    epsilon: float = 1e-5
    momentum: float = 0.1

    options = ("epsilon", "momentum")

    @classmethod
    def read(cls, words: Words, shape: tuple[int, ...]) -> Self:  # noqa: ARG003
        """Read ``batchnorm epsilon 0.001``."""
        return cls(words.positive("epsilon", 1e-5), words.positive("momentum", 0.1))

    @property
    def text(self) -> str:
        """With its numbers where they are not the usual ones."""
        epsilon = "" if self.epsilon == 1e-5 else f" epsilon {self.epsilon!r}"
        momentum = "" if self.momentum == 0.1 else f" momentum {self.momentum!r}"
        return f"batchnorm{epsilon}{momentum}"

    def arithmetic(self, shape: tuple[int, ...]) -> LayerArithmetic:
        """A scale and a shift a channel."""
        cost = normalization_cost(elements=shape[0], affine=True)
        return LayerArithmetic(shape, shape, cost, (f"parameters: 2 x {shape[0]} = {cost.parameters:,}",))

    def modules(self, shape: tuple[int, ...]) -> dict[str, nn.Module]:
        """A ``BatchNorm1d`` for vectors and one axis, else of as many axes."""
        from torch import nn

        make = getattr(nn, f"BatchNorm{max(len(shape) - 1, 1)}d")
        return {"batchnorm": make(shape[0], self.epsilon, self.momentum)}
