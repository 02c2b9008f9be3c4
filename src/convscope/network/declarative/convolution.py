"""The step ``conv``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Self

from convscope.arithmetic import LayerArithmetic, convolution_layer, shape_text, window_sides
from convscope.errors import LayerSizeError
from convscope.network.declarative.axes import axes_of, axes_text, map_axes, per_axis
from convscope.network.declarative.step import Step
from convscope.network.declarative.words import Words, whole_number

if TYPE_CHECKING:
    from torch import nn


@dataclass(frozen=True)
class Convolution(Step):
    """A convolution in one to three dimensions.

    Attributes:
        filters: output channels.
        kernel: weights along each axis; so are the stride, padding and dilation.
        stride: inputs between neighbouring outputs.
        padding: zeros on both sides; "same", as many outputs as inputs; or "same-tensorflow", which with a stride
            gives ceil(inputs / stride) outputs and may pad one side more than the other.
        dilation: inputs between neighbouring weights.
        groups: parts of the channels that do not see each other.
        bias: whether each filter has one.
    """

    filters: int
    kernel: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[int, ...] | Literal["same", "same-tensorflow"]
    dilation: tuple[int, ...]
    groups: int = 1
    bias: bool = True

    values = ("filters", "kernel")
    least = 2
    options = ("stride", "padding", "dilation", "groups", "bias")

    @classmethod
    def read(cls, words: Words, shape: tuple[int, ...]) -> Self:
        """Read ``conv 32 3x3 stride 2 padding 1``."""
        axes = map_axes(words.kind, shape, axes_of(words.kind)[1])
        kernel = per_axis(words.values[1], axes, "kernel")
        stride = per_axis(words.options.get("stride", "1"), axes, "stride")
        said = words.options.get("padding", "0")
        return cls(
            filters=words.number(0),
            kernel=kernel,
            stride=stride,
            padding=_padding(said, kernel, stride),
            dilation=per_axis(words.options.get("dilation", "1"), axes, "dilation"),
            groups=whole_number(words.options.get("groups", "1"), "group count", 1),
            bias=words.yes("bias"),
        )

    @property
    def text(self) -> str:
        """With one number where all axes agree, but a kernel of two axes as 3x3."""
        padding = self.padding if isinstance(self.padding, str) else axes_text(self.padding)
        options = {
            "stride": (axes_text(self.stride), "1"),
            "padding": (padding, "0"),
            "dilation": (axes_text(self.dilation), "1"),
            "groups": (str(self.groups), "1"),
            "bias": ("yes" if self.bias else "no", "yes"),
        }
        said = (f" {name} {value}" for name, (value, default) in options.items() if value != default)
        return f"conv {self.filters} {shape_text(self.kernel)}{''.join(said)}"

    def arithmetic(self, shape: tuple[int, ...]) -> LayerArithmetic:
        """That of `convscope.arithmetic.convolution_layer`."""
        map_axes("conv", shape, len(self.kernel))
        return convolution_layer(
            shape,
            filters=self.filters,
            kernel=self.kernel,
            stride=self.stride,
            padding=(self.padding,) * len(self.kernel) if isinstance(self.padding, str) else self.padding,
            dilation=self.dilation,
            groups=self.groups,
            bias=self.bias,
        )

    def modules(self, shape: tuple[int, ...]) -> dict[str, nn.Module]:
        """A ``Conv1d``, ``Conv2d`` or ``Conv3d``, after a pad where the sides differ."""
        from torch import nn

        axes, padding = len(self.kernel), self.padding
        before: dict[str, nn.Module] = {}
        if padding == "same-tensorflow":
            sides = [
                window_sides(padding, extent, kernel=k, stride=s, dilation=d)
                for extent, k, s, d in zip(shape[1:], self.kernel, self.stride, self.dilation, strict=True)
            ]
            padding = tuple(first for first, _ in sides)
            if any(first != last for first, last in sides):
                backwards = [side for both in reversed(sides) for side in both]
                before = {"pad": getattr(nn, f"ConstantPad{axes}d")(backwards, 0.0)}
                padding = (0,) * axes
        module = getattr(nn, f"Conv{axes}d")(
            shape[0],
            self.filters,
            self.kernel,
            stride=self.stride,
            padding=padding,
            dilation=self.dilation,
            groups=self.groups,
            bias=self.bias,
        )
        return {**before, "conv": module}


def _padding(
    said: str, kernel: Sequence[int], stride: Sequence[int]
) -> tuple[int, ...] | Literal["same", "same-tensorflow"]:
    if said == "same":
        return _same(kernel, stride)
    if said == "same-tensorflow":
        is_same = set(stride) == {1} and all(size % 2 for size in kernel)
        return "same" if is_same else "same-tensorflow"
    return per_axis(said, len(kernel), "padding", 0)


def _same(kernel: Sequence[int], stride: Sequence[int]) -> Literal["same"]:
    if set(stride) != {1}:
        raise LayerSizeError(
            f'Padding "same" needs stride 1, got {axes_text(stride)}.',
            "Write padding same-tensorflow, or give the padding as a number.",
        )
    even = [size for size in kernel if size % 2 == 0]
    if even:
        raise LayerSizeError(
            f'Padding "same" needs odd kernels, which have a middle, got {even[0]}.',
            f"Choose {even[0] - 1 or 1} or {even[0] + 1}, or give the padding as a number.",
        )
    return "same"
