"""The steps ``maxpool``, ``avgpool`` and ``globalavgpool``."""

from __future__ import annotations

from dataclasses import dataclass
from operator import gt
from typing import TYPE_CHECKING, Literal, Self, cast

from convscope.arithmetic import FREE, LayerArithmetic, pooling_layer, shape_text
from convscope.errors import LayerSizeError
from convscope.network.declarative.axes import axes_text, map_axes, per_axis
from convscope.network.declarative.step import Step
from convscope.network.declarative.words import Words

if TYPE_CHECKING:
    from torch import nn


@dataclass(frozen=True)
class Pooling(Step):
    """The largest number or the mean of each window.

    Attributes:
        kind: maxpool or avgpool.
        kernel: the window along each axis; so are the stride and padding.
        stride: inputs between neighbouring windows.
        padding: places added on both sides, which are never the largest and count as zeros in a mean.
    """

    kind: Literal["maxpool", "avgpool"]
    kernel: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[int, ...]

    values = ("kernel",)
    least = 1
    options = ("stride", "padding")

    @classmethod
    def read(cls, words: Words, shape: tuple[int, ...]) -> Self:
        """Read ``maxpool 3 stride 2``."""
        axes = map_axes(words.kind, shape)
        kernel = per_axis(words.values[0], axes, "kernel")
        said = words.options.get("stride")
        return cls(
            kind=cast(Literal["maxpool", "avgpool"], words.kind),
            kernel=kernel,
            stride=per_axis(said, axes, "stride") if said else kernel,
            padding=per_axis(words.options.get("padding", "0"), axes, "padding", 0),
        )

    @property
    def text(self) -> str:
        """With one number where all axes agree."""
        stride = f" stride {axes_text(self.stride)}" if self.stride != self.kernel else ""
        padding = f" padding {axes_text(self.padding)}" if any(self.padding) else ""
        return f"{self.kind} {axes_text(self.kernel)}{stride}{padding}"

    def arithmetic(self, shape: tuple[int, ...]) -> LayerArithmetic:
        """That of `convscope.arithmetic.pooling_layer`.

        Raises:
            LayerSizeError: it is impossible, or PyTorch refuses it.
        """
        axes = map_axes(self.kind, shape, len(self.kernel))
        # PyTorch's avg_pool3d, and it alone, does not count the padding here.
        if axes == 3 and self.kind == "avgpool" and any(map(gt, self.kernel, shape[1:])):
            raise LayerSizeError(
                f"An avgpool over three axes needs an input of at least its kernel {shape_text(self.kernel)}, "
                f"got {shape_text(shape[1:])}.",
                "Use a smaller kernel.",
            )
        return pooling_layer(
            shape,
            kernel=self.kernel,
            stride=self.stride,
            padding=self.padding,
            dilation=(1,) * len(self.kernel),
        )

    def modules(self, shape: tuple[int, ...]) -> dict[str, nn.Module]:
        """A pooling module of as many axes."""
        from torch import nn

        make = getattr(nn, f"{'Max' if self.kind == 'maxpool' else 'Avg'}Pool{len(shape) - 1}d")
        return {"pool": make(self.kernel, self.stride, self.padding)}


@dataclass(frozen=True)
class GlobalAveragePooling(Step):
    """The mean of each channel: as many numbers as channels, without places."""

    @classmethod
    def read(cls, words: Words, shape: tuple[int, ...]) -> Self:
        """Read ``globalavgpool``."""
        map_axes(words.kind, shape)
        return cls()

    @property
    def text(self) -> str:
        """The word alone."""
        return "globalavgpool"

    def arithmetic(self, shape: tuple[int, ...]) -> LayerArithmetic:
        """(C, ...) becomes (C,)."""
        map_axes(self.text, shape)
        return LayerArithmetic(shape, shape[:1], FREE, (f"{shape[0]} channels, a mean each",))

    def modules(self, shape: tuple[int, ...]) -> dict[str, nn.Module]:
        """PyTorch's pooling keeps axes of one place, which a ``Flatten`` takes away."""
        from torch import nn

        make = getattr(nn, f"AdaptiveAvgPool{len(shape) - 1}d")
        return {"pool": make(1), "flatten": nn.Flatten()}
