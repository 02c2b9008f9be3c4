"""Padding along one axis: a number, one a side, or a name.

Names:
    ``valid``            no padding.
    ``same-pytorch``     as many outputs as inputs; PyTorch allows it for stride 1 only.
    ``same-tensorflow``  ceil(inputs / stride) outputs, also for larger strides.
    ``same``             either, where they agree, which is stride 1.

Where the total is odd, both frameworks add the odd zero after the input.
"""

from __future__ import annotations

from typing import TypeAlias

from convscope.arithmetic.checks import check_integer
from convscope.errors import LayerSizeError, suggest

Padding: TypeAlias = int | tuple[int, int] | str

NAMES = ("valid", "same", "same-pytorch", "same-tensorflow")


def window_sides(
    padding: Padding, extent: int, *, kernel: int, stride: int, dilation: int
) -> tuple[int, int]:
    """Zeros ``(before, after)`` that a convolution or pooling adds.

    Raises:
        LayerSizeError: an unknown name, a negative number, or a "same" that the stride does not allow.
    """
    if not isinstance(padding, str):
        return _numbers(padding)
    if _checked_name(padding) == "valid":
        return 0, 0
    span = dilation * (kernel - 1) + 1
    if padding != "same-tensorflow":
        _check_stride_one(padding, stride)
        return _split(span - 1)
    outputs = -(-extent // stride)
    return _split(max((outputs - 1) * stride + span - extent, 0))


def uneven_remark(axis: str, padding: Padding, sides: tuple[int, int]) -> list[str]:
    """A sentence about a named padding that is not the same on both sides, as for every even kernel."""
    before, after = sides
    if not isinstance(padding, str) or before == after:
        return []
    return [f'"{padding}" pads {axis} by {before} before and {after} after: no single number does that.']


def transposed_sides(padding: Padding, *, kernel: int, stride: int, dilation: int) -> tuple[int, int]:
    """Outputs ``(before, after)`` that a transposed convolution crops.

    ``same-tensorflow`` gives stride times as many outputs as inputs; where the kernel is smaller than the
    stride that adds zeros after the output: a negative crop.

    Raises:
        LayerSizeError: an unknown name, a negative number, or a "same" that the stride does not allow.
    """
    if not isinstance(padding, str):
        return _numbers(padding)
    if _checked_name(padding) == "valid":
        return 0, 0
    if padding != "same-tensorflow":
        _check_stride_one(padding, stride)
    total = dilation * (kernel - 1) + 1 - stride
    return _split(total) if total >= 0 else (0, total)


def _numbers(padding: int | tuple[int, int]) -> tuple[int, int]:
    before, after = padding if isinstance(padding, tuple) else (padding, padding)
    return check_integer("padding", before, 0), check_integer("padding", after, 0)


def _split(total: int) -> tuple[int, int]:
    return total // 2, total - total // 2


def _checked_name(name: str) -> str:
    if name in NAMES:
        return name
    hint = suggest(name, NAMES, f"Choose one of {', '.join(NAMES)}.")
    raise LayerSizeError(f"The padding must be a number or a known name, got {name!r}.", hint)


def _check_stride_one(name: str, stride: int) -> None:
    if stride != 1:
        raise LayerSizeError(
            f'Padding "{name}" needs stride 1, got {stride}.',
            "Name TensorFlow's meaning (same-tensorflow) or give numbers.",
        )
