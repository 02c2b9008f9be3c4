"""The steps that pool whole maps: ``globalavgpool``, ``globalmaxpool`` and ``adaptiveavgpool``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Self, cast

from convscope.arithmetic import FREE, LayerArithmetic
from convscope.network.declarative.axes import axes_of, axes_text, map_axes, per_axis
from convscope.network.declarative.step import Step
from convscope.network.declarative.words import Words

if TYPE_CHECKING:
    from torch import nn


@dataclass(frozen=True)
class GlobalPooling(Step):
    """The mean, or the largest number, of each channel: as many numbers as channels, without places."""

    kind: Literal["globalavgpool", "globalmaxpool"]

    @classmethod
    def read(cls, words: Words, shape: tuple[int, ...]) -> Self:
        """Read ``globalavgpool``."""
        kind, asked = axes_of(words.kind)
        map_axes(words.kind, shape, asked)
        return cls(cast(Literal["globalavgpool", "globalmaxpool"], kind))

    @property
    def text(self) -> str:
        """The word alone."""
        return self.kind

    def arithmetic(self, shape: tuple[int, ...]) -> LayerArithmetic:
        """(C, ...) becomes (C,)."""
        map_axes(self.text, shape)
        return LayerArithmetic(shape, shape[:1], FREE, (f"{shape[0]} channels, a number each",))

    def modules(self, shape: tuple[int, ...]) -> dict[str, nn.Module]:
        """PyTorch's pooling keeps axes of one place, which a ``Flatten`` takes away."""
        from torch import nn

        kind = "Avg" if self.kind == "globalavgpool" else "Max"
        return {"pool": getattr(nn, f"Adaptive{kind}Pool{len(shape) - 1}d")(1), "flatten": nn.Flatten()}


@dataclass(frozen=True)
class AdaptivePooling(Step):
    """Means over windows that divide each map into so many places.

    Attributes:
        size: outputs along each axis.
    """

    size: tuple[int, ...]

    values = ("size",)
    least = 1

    @classmethod
    def read(cls, words: Words, shape: tuple[int, ...]) -> Self:
        """Read ``adaptiveavgpool 6x6``."""
        return cls(per_axis(words.values[0], map_axes(words.kind, shape, axes_of(words.kind)[1]), "size"))

    @property
    def text(self) -> str:
        """With one number where all axes agree."""
        return f"adaptiveavgpool {axes_text(self.size)}"

    def arithmetic(self, shape: tuple[int, ...]) -> LayerArithmetic:
        """(C, ...) becomes (C, *size)."""
        map_axes("adaptiveavgpool", shape, len(self.size))
        return LayerArithmetic(shape, (shape[0], *self.size), FREE, ())

    def modules(self, shape: tuple[int, ...]) -> dict[str, nn.Module]:
        """An ``AdaptiveAvgPool`` of as many axes."""
        from torch import nn

        return {"pool": getattr(nn, f"AdaptiveAvgPool{len(shape) - 1}d")(self.size)}
