"""The steps ``maxpool`` and ``avgpool``."""

from __future__ import annotations

from dataclasses import dataclass
from operator import gt
from typing import TYPE_CHECKING, Literal, Self, cast

from convscope.arithmetic import LayerArithmetic, pooling_layer, shape_text, window_sides
from convscope.errors import LayerSizeError
from convscope.network.declarative.axes import axes_of, axes_text, map_axes, per_axis
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
        padding: places added on both sides, which are never the largest and count as zeros in a mean; or
            "same-tensorflow", ceil(inputs / stride) windows, in whose means padding does not count.
        ceil: whether a last, incomplete window counts.
    """

    kind: Literal["maxpool", "avgpool"]
    kernel: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[int, ...] | Literal["same-tensorflow"]
    ceil: bool = False

    values = ("kernel",)
    least = 1
    options = ("stride", "padding", "ceil")

    @classmethod
    def read(cls, words: Words, shape: tuple[int, ...]) -> Self:
        """Read ``maxpool 3 stride 2``."""
        kind, asked = axes_of(words.kind)
        axes = map_axes(words.kind, shape, asked)
        kernel = per_axis(words.values[0], axes, "kernel")
        said, padding = words.options.get("stride"), words.options.get("padding", "0")
        return cls(
            kind=cast(Literal["maxpool", "avgpool"], kind),
            kernel=kernel,
            stride=per_axis(said, axes, "stride") if said else kernel,
            padding="same-tensorflow"
            if padding == "same-tensorflow"
            else per_axis(padding, axes, "padding", 0),
            ceil=words.yes("ceil", "no"),
        )

    @property
    def text(self) -> str:
        """With one number where all axes agree."""
        stride = f" stride {axes_text(self.stride)}" if self.stride != self.kernel else ""
        sides = self.padding if isinstance(self.padding, str) else axes_text(self.padding)
        padding = "" if sides == "0" else f" padding {sides}"
        return f"{self.kind} {axes_text(self.kernel)}{stride}{padding}{' ceil yes' * self.ceil}"

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
        self._same(shape)
        return pooling_layer(
            shape,
            kernel=self.kernel,
            stride=self.stride,
            padding=(self.padding,) * axes if isinstance(self.padding, str) else self.padding,
            dilation=(1,) * axes,
            ceil_mode=self.ceil,
        )

    def modules(self, shape: tuple[int, ...]) -> dict[str, nn.Module]:
        """A pooling module of as many axes."""
        from torch import nn

        make = getattr(nn, f"{'Max' if self.kind == 'maxpool' else 'Avg'}Pool{len(shape) - 1}d")
        if not isinstance(self.padding, str):
            return {"pool": make(self.kernel, self.stride, self.padding, ceil_mode=self.ceil)}
        sides, is_cut = self._same(shape)
        if self.kind == "avgpool":
            padding = [before for before, _ in sides]
            return {
                "pool": make(self.kernel, self.stride, padding, ceil_mode=is_cut, count_include_pad=False)
            }
        if is_cut or all(before == after for before, after in sides):
            padding = [before for before, _ in sides]
            return {"pool": make(self.kernel, self.stride, padding, ceil_mode=is_cut)}
        backwards = [side for both in reversed(sides) for side in both]
        pad = getattr(nn, f"ConstantPad{len(sides)}d")(backwards, float("-inf"))
        return {"pad": pad, "pool": make(self.kernel, self.stride)}

    def _same(self, shape: tuple[int, ...]) -> tuple[list[tuple[int, int]], bool]:
        """Places before and after each axis of "same-tensorflow", and whether last windows are cut off for it.

        Where nothing is padded before, a last, incomplete window (``ceil_mode``) sees the same as a padded one.

        Raises:
            LayerSizeError: a mean would need more padding after than before, which no pooling of PyTorch leaves out.
        """
        if not isinstance(self.padding, str):
            return [], False
        axes = list(zip(shape[1:], self.kernel, self.stride, strict=True))
        sides = [window_sides(self.padding, extent, kernel=k, stride=s, dilation=1) for extent, k, s in axes]
        is_cut = any(before != after for before, after in sides) and all(
            before == after or (before == 0 and extent >= k and -(-(extent - k) // s) + 1 == -(-extent // s))
            for (before, after), (extent, k, s) in zip(sides, axes, strict=True)
        )
        uneven = [both for both in sides if both[0] != both[1]]
        if uneven and not is_cut and self.kind == "avgpool":
            raise LayerSizeError(
                f"An avgpool pads as much before as after, but same-tensorflow would pad {uneven[0][0]} and "
                f"{uneven[0][1]}.",
                "Use a kernel of another size.",
            )
        return sides, is_cut
