"""The steps that keep the shape and learn nothing: activations, ``dropout`` and ``lrn``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from convscope.arithmetic import FREE, LayerArithmetic
from convscope.errors import LayerSizeError
from convscope.network.declarative.axes import map_axes
from convscope.network.declarative.step import Step
from convscope.network.declarative.words import Words

if TYPE_CHECKING:
    from torch import nn


# PyTorch's module of each word.
ACTIVATIONS = {
    "relu": "ReLU",
    "relu6": "ReLU6",
    "tanh": "Tanh",
    "sigmoid": "Sigmoid",
    "softmax": "Softmax",
    "gelu": "GELU",
    "silu": "SiLU",
    "elu": "ELU",
}


class _Unchanged(Step):
    """A step after which the shape is as before, at no cost."""

    def arithmetic(self, shape: tuple[int, ...]) -> LayerArithmetic:
        """The shape as it is."""
        return LayerArithmetic(shape, shape, FREE, ())


@dataclass(frozen=True)
class Activation(_Unchanged):
    """One of `ACTIVATIONS`; ``softmax`` is over the channels."""

    kind: str

    @classmethod
    def read(cls, words: Words, shape: tuple[int, ...]) -> Self:  # noqa: ARG003
        """Read ``relu``."""
        return cls(words.kind)

    @property
    def text(self) -> str:
        """The word alone."""
        return self.kind

    def modules(self, shape: tuple[int, ...]) -> dict[str, nn.Module]:  # noqa: ARG002
        """PyTorch's module of that name."""
        from torch import nn

        return {self.kind: nn.Softmax(1) if self.kind == "softmax" else getattr(nn, ACTIVATIONS[self.kind])()}


@dataclass(frozen=True)
class LeakyReLU(_Unchanged):
    """max(x, slope x)."""

    slope: float

    values = ("slope",)

    @classmethod
    def read(cls, words: Words, shape: tuple[int, ...]) -> Self:  # noqa: ARG003
        """Read ``leakyrelu 0.1``."""
        return cls(words.share(0.01))

    @property
    def text(self) -> str:
        """With its slope."""
        return f"leakyrelu {self.slope!r}"

    def modules(self, shape: tuple[int, ...]) -> dict[str, nn.Module]:  # noqa: ARG002
        """A ``LeakyReLU``."""
        from torch import nn

        return {"leakyrelu": nn.LeakyReLU(self.slope)}


@dataclass(frozen=True)
class Dropout(_Unchanged):
    """Numbers left out at random in training."""

    rate: float

    values = ("rate",)

    @classmethod
    def read(cls, words: Words, shape: tuple[int, ...]) -> Self:  # noqa: ARG003
        """Read ``dropout 0.25``."""
        return cls(words.share(0.5))

    @property
    def text(self) -> str:
        """With its rate."""
        return f"dropout {self.rate!r}"

    def modules(self, shape: tuple[int, ...]) -> dict[str, nn.Module]:  # noqa: ARG002
        """A ``Dropout``."""
        from torch import nn

        return {"dropout": nn.Dropout(self.rate)}


@dataclass(frozen=True)
class ChannelDropout(_Unchanged):
    """Whole channels left out at random in training: Keras's spatial dropout (Tompson et al. 2015)."""

    rate: float

    values = ("rate",)

    @classmethod
    def read(cls, words: Words, shape: tuple[int, ...]) -> Self:
        """Read ``channeldropout 0.25``.

        Raises:
            LayerSizeError: the input has no rows and columns.
        """
        if len(shape) < 2:
            raise LayerSizeError(
                f"Channels are dropped of a map, got a vector of {shape[0]}.", "Write dropout for a vector."
            )
        return cls(words.share(0.5))

    @property
    def text(self) -> str:
        """With its rate."""
        return f"channeldropout {self.rate!r}"

    def modules(self, shape: tuple[int, ...]) -> dict[str, nn.Module]:
        """A ``Dropout1d``, ``Dropout2d`` or ``Dropout3d``."""
        from torch import nn

        return {"channeldropout": getattr(nn, f"Dropout{len(shape) - 1}d")(self.rate)}


@dataclass(frozen=True)
class LocalResponseNormalization(_Unchanged):
    """Each number divided by the size of its neighbours in ``size`` channels around it.

    x / (2 + 1e-4 sum of squares)^0.75, as in Krizhevsky et al. (2012), section 3.3.
    """

    size: int

    values = ("size",)
    least = 1

    @classmethod
    def read(cls, words: Words, shape: tuple[int, ...]) -> Self:
        """Read ``lrn 5``."""
        map_axes(words.kind, shape)
        return cls(words.number(0))

    @property
    def text(self) -> str:
        """With the number of channels."""
        return f"lrn {self.size}"

    def modules(self, shape: tuple[int, ...]) -> dict[str, nn.Module]:  # noqa: ARG002
        """A ``LocalResponseNorm``, which takes the mean of the squares where the paper takes the sum."""
        from torch import nn

        return {"lrn": nn.LocalResponseNorm(self.size, alpha=1e-4 * self.size, beta=0.75, k=2.0)}
