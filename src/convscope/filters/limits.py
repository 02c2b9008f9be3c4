"""Allowed values of kernel options."""

from __future__ import annotations

import math

from convscope.errors import FilterError

LARGEST = 1023


def positive(name: str, value: float) -> None:
    """Refuse an option that is not above zero."""
    if not value > 0:
        raise FilterError(f"{_first(name)} must be positive, not {value:g}.")


def odd(name: str, value: int) -> None:
    """Refuse a size without a central pixel, or beyond the largest."""
    if value < 1 or value % 2 == 0:
        raise FilterError(
            f"{_first(name)} must be odd, so that the kernel has a central pixel, not {value}.",
            f"Take {max(1, value - 1)} or {max(1, value + 1)}." if value > 0 else "",
        )
    not_beyond(name, value)


def not_beyond(name: str, value: float) -> None:
    """Refuse a kernel that is larger than any photo needs."""
    if value > LARGEST:
        raise FilterError(
            f"{_first(name)} may be {LARGEST} pixels at most, not {value:g}.", "Shrink the photo instead."
        )


def window(sigma: float, size: int | None) -> int:
    """Odd size of a kernel with a Gaussian envelope: the given one, else three standard deviations on each side."""
    positive("sigma", sigma)
    if size is not None:
        odd("size", size)
        return size
    not_beyond("a kernel of three sigma on each side", 6 * sigma)
    return 2 * math.ceil(3 * sigma) + 1


def _first(name: str) -> str:
    return name[:1].upper() + name[1:]
