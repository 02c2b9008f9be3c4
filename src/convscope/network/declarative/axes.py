"""Sizes along the axes of a map: ``3`` for all of them, ``3x5`` one an axis."""

from __future__ import annotations

from collections.abc import Sequence

from convscope.arithmetic import check_integer, read_per_axis, shape_text
from convscope.errors import LayerSizeError


def axes_of(kind: str) -> tuple[str, int | None]:
    """A step's word without the axes that it says: ``conv`` and 2 of ``conv2d``, None where it says none."""
    if kind[-2:] in ("1d", "2d", "3d"):
        return kind[:-2], int(kind[-2])
    return kind, None


def map_axes(kind: str, shape: Sequence[int], asked: int | None = None) -> int:
    """Number of axes of a map (C, ...) on which a step of so many axes can work.

    Raises:
        LayerSizeError: it is a vector, or a map of other axes than those asked for.
    """
    axes = len(shape) - 1
    if axes == 0:
        raise LayerSizeError(
            f"A {kind} takes a map, got a vector of {shape[0]} numbers.",
            "Put it before flatten or globalavgpool.",
        )
    if asked not in (None, axes):
        raise LayerSizeError(
            f"A {kind} needs {asked} {'axis' if asked == 1 else 'axes'} beside the channels, "
            f"but {shape_text(shape)} has {axes}.",
            f"Write {kind[:-2]}{axes}d, or give the input the axes that it needs.",
        )
    return axes


def per_axis(text: str, axes: int, name: str, least: int = 1) -> tuple[int, ...]:
    """Read one number an axis.

    Raises:
        LayerSizeError: they are no numbers, too few, too many or too small.
    """
    return tuple(check_integer(name, size, least) for size in read_per_axis(text, axes))


def axes_text(sizes: Sequence[int]) -> str:
    """Write one number for all axes where they agree."""
    return str(sizes[0]) if len(set(sizes)) == 1 else shape_text(sizes)
