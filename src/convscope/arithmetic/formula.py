"""Formulas with the numbers in them."""

from __future__ import annotations

from collections.abc import Sequence

from convscope.arithmetic.costs import Cost


def span_formula(kernel: int, dilation: int) -> str:
    """A kernel's span, written out if it is dilated."""
    return f"({dilation} x ({kernel} - 1) + 1)" if dilation > 1 else f"{kernel}"


def window_formula(
    extent: int, sides: tuple[int, int], kernel: int, stride: int, dilation: int, rounding: str
) -> str:
    """The output size of a convolution or pooling along one axis."""
    padded = f"{extent} + {sides[0]} + {sides[1]}"
    return f"{rounding}(({padded} - {span_formula(kernel, dilation)}) / {stride}) + 1"


def cost_formulas(
    in_channels: int,
    filters: int,
    kernel: Sequence[int],
    output: Sequence[int],
    groups: int,
    bias: bool,
    cost: Cost,
) -> list[str]:
    """The parameters and multiply-adds of a convolution."""
    channels = f"{in_channels} / {groups}" if groups > 1 else f"{in_channels}"
    window = " x ".join(map(str, kernel))
    one = f"({window} x {channels} + 1)" if bias else f"{window} x {channels}"
    positions = " x ".join(map(str, output))
    return [
        f"parameters: {filters} x {one} = {cost.parameters}",
        f"multiply-adds: {cost.parameters} x {positions} = {cost.multiply_adds}",
    ]
