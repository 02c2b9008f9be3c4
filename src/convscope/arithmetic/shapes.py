"""Sizes written as text: ``255x255x3``, ``3x4``, ``1,2x0``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from convscope.arithmetic.padding import Padding
from convscope.errors import LayerSizeError

Value = TypeVar("Value")


def read_shape(text: str) -> tuple[int, ...]:
    """Read ``255x255x3``.

    Raises:
        LayerSizeError: a part is not a positive integer.
    """
    return tuple(
        _integer(part, text) for part in text.lower().replace("\N{MULTIPLICATION SIGN}", "x").split("x")
    )


def read_per_axis(text: str, axes: int) -> tuple[int, ...]:
    """Read ``3x4``, one number an axis, or ``3`` for all axes.

    Raises:
        LayerSizeError: a part is not an integer, or there are more or fewer than axes.
    """
    return _spread(read_shape(text), text, axes)


def read_padding(text: str, axes: int) -> tuple[Padding, ...]:
    """Read a padding: ``2``, ``2x0`` an axis, ``1,2x0,1`` before and after on each axis, or a name.

    A name is checked when the padding is worked out.

    Raises:
        LayerSizeError: a part is not an integer, or there are more or fewer than axes.
    """
    if text[:1].isalpha():
        return (text,) * axes
    return _spread([_sides(part, text) for part in text.lower().split("x")], text, axes)


def shape_text(shape: Sequence[int]) -> str:
    """Write (255, 255, 3) as ``255x255x3``."""
    return "x".join(map(str, shape))


def _sides(part: str, text: str) -> tuple[int, int]:
    sides = [_integer(side, text) for side in part.split(",")]
    if len(sides) > 2:
        raise LayerSizeError(
            f"A padding has one or two sides an axis, but {part!r} has {len(sides)}.", "Write 1,2x0,1."
        )
    return sides[0], sides[-1]


def _spread(values: Sequence[Value], text: str, axes: int) -> tuple[Value, ...]:
    if len(values) not in (1, axes):
        raise LayerSizeError(
            f"One number or {axes} numbers, one an axis, were expected, but {text!r} has {len(values)}.",
            "Write them with an x between: 3x4.",
        )
    return tuple(values) * (axes if len(values) == 1 else 1)


def _integer(part: str, text: str) -> int:
    try:
        return int(part)
    except ValueError:
        raise LayerSizeError(
            f"Sizes are whole numbers with an x between, got {part!r} in {text!r}.", "Write 255x255x3."
        ) from None
