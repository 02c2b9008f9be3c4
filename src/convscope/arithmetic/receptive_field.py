"""Receptive fields along one axis, by interval arithmetic from layer to layer.

Unit ``u`` of a layer sees the pixels from ``start + u stride`` on, ``size`` of them.  Sizes and strides
compose as in Araujo, Norris and Sim, "Computing receptive fields of convolutional neural networks" (2019).
Every result is a sound cover: a unit sees no pixel outside its interval.  After convolutions and poolings the
interval is exact, unless a stride leaves inputs unused, a dilation steps over the border of the photo, or a
window lies in the padding alone.  Padding is taken as constant; reflected or circular padding brings in pixels
from inside and is not covered.

After an enlarging layer (transposed convolution, resizing) neighbouring units see different intervals by
phase; the result is the smallest *regular* field that covers all phases, and its numbers may be fractions.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Literal

Number = int | Fraction


@dataclass(frozen=True)
class ReceptiveField:
    """What the units of a layer see along one axis.

    Attributes:
        size: pixels that one unit can see, whether inside the photo or not.
        stride: pixels between the first pixels seen by neighbouring units ("jump"); 0 if all see the same.
        start: first pixel seen by unit 0; negative inside the padding.
    """

    size: Number
    stride: Number
    start: Number

    def __post_init__(self) -> None:
        for name in ("size", "stride", "start"):
            value = getattr(self, name)
            if isinstance(value, Fraction) and value.denominator == 1:
                object.__setattr__(self, name, int(value))

    def interval(self, unit: int, extent: int) -> tuple[int, int]:
        """First and one past the last pixel that a unit sees in a photo, clipped to ``[0, extent)``.

        A unit that sees padding alone gets an empty interval at the border.
        """
        first = self.start + unit * self.stride
        return _clip(ceil(first), extent), _clip(floor(first + self.size), extent)


INPUT = ReceptiveField(size=1, stride=1, start=0)


def whole(extent: int) -> ReceptiveField:
    """Field of units that see all of a photo: after global pooling or a linear layer."""
    return ReceptiveField(size=extent, stride=0, start=0)


def through_window(
    field: ReceptiveField, *, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> ReceptiveField:
    """Field after a convolution or pooling; ``padding`` is that before the first input.

    Output u reads the inputs u stride - padding + dilation j, for j = 0 ... kernel - 1.
    """
    return ReceptiveField(
        size=field.size + dilation * (kernel - 1) * field.stride,
        stride=field.stride * stride,
        start=field.start - padding * field.stride,
    )


def through_transposed(
    field: ReceptiveField, *, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> ReceptiveField:
    """Field after a transposed convolution; ``padding`` is that cropped before the first output.

    Output u reads the inputs i with u = i stride - padding + dilation j, that is those from
    (u + padding - dilation (kernel - 1)) / stride to (u + padding) / stride; some phase reaches each end.
    """
    reach = dilation * (kernel - 1)
    return ReceptiveField(
        size=field.size + Fraction(reach, stride) * field.stride,
        stride=Fraction(1, stride) * field.stride,
        start=field.start + Fraction(padding - reach, stride) * field.stride,
    )


def through_padding(field: ReceptiveField, before: int) -> ReceptiveField:
    """Field after a constant padding that adds ``before`` units before the first."""
    return through_slice(field, first=-before)


def through_slice(field: ReceptiveField, *, first: int, step: int = 1) -> ReceptiveField:
    """Field after a crop or slice that keeps the units ``first``, ``first + step``, ..."""
    return ReceptiveField(
        size=field.size, stride=field.stride * step, start=field.start + first * field.stride
    )


def through_resize(
    field: ReceptiveField, scale: int | Fraction, *, mode: Literal["nearest", "linear", "cubic"]
) -> ReceptiveField:
    """Field after PyTorch's ``interpolate`` without antialiasing and with ``align_corners=False``.

    Nearest: output u reads input floor(u / scale).  Linear (also bilinear, trilinear): output u reads the two
    inputs around (u + 1/2) / scale - 1/2.  Cubic (also bicubic): and one more on each side.

    Args:
        field: field of the inputs.
        scale: outputs an input.
        mode: how the inputs are combined.
    """
    step = 1 / Fraction(scale)
    if mode == "nearest":
        slack = Fraction(step.denominator - 1, step.denominator)
        centre, reach = -slack, slack
    else:
        # The coordinates are multiples of 1 / phases, so that rounding them moves them by at most this slack.
        both_odd = step.numerator % 2 and step.denominator % 2
        phases = step.denominator if both_odd else 2 * step.denominator
        slack = Fraction(phases - 1, phases)
        centre, reach = (step - 1) / 2 - slack, 2 * slack
        if mode == "cubic":
            centre, reach = centre - 1, reach + 2
    return ReceptiveField(
        size=field.size + reach * field.stride,
        stride=field.stride * step,
        start=field.start + centre * field.stride,
    )


def through_adaptive_pooling(field: ReceptiveField, *, inputs: int, outputs: int) -> ReceptiveField:
    """Field after PyTorch's adaptive pooling of ``inputs`` units to ``outputs``.

    Output u reads the inputs from floor(u inputs / outputs) to ceil((u + 1) inputs / outputs).
    """
    step = Fraction(inputs, outputs)
    slack = Fraction(step.denominator - 1, step.denominator)
    return ReceptiveField(
        size=field.size + (step - 1 + 2 * slack) * field.stride,
        stride=field.stride * step,
        start=field.start - slack * field.stride,
    )


def union(a: ReceptiveField, b: ReceptiveField, *, units: int | None = None) -> ReceptiveField:
    """Smallest regular field that covers two branches which are added, multiplied or concatenated.

    Equal strides: the earlier start and the later end.  A branch of stride 0 sees all of the photo, and so
    does the union.  Other strides: a cover of the first ``units`` units that has the stride of a or of b,
    whichever makes it smaller.

    Raises:
        ValueError: the strides differ and ``units`` is not given: then no regular field covers both.
    """
    if a.stride == b.stride:
        return _cover(a, b, a.stride, 1)
    if 0 in (a.stride, b.stride):
        return a if a.stride == 0 else b
    if units is None:
        raise ValueError("fields of different strides need the number of units that their union is to cover")
    return min((_cover(a, b, stride, units) for stride in (a.stride, b.stride)), key=lambda field: field.size)


def _cover(a: ReceptiveField, b: ReceptiveField, stride: Number, units: int) -> ReceptiveField:
    # Relative to the cover both ends move linearly with the unit: the first and last unit are the extremes.
    firsts = [f.start + u * (f.stride - stride) for f in (a, b) for u in (0, units - 1)]
    ends = [f.start + f.size + u * (f.stride - stride) for f in (a, b) for u in (0, units - 1)]
    return ReceptiveField(size=max(ends) - min(firsts), stride=stride, start=min(firsts))


def _clip(pixel: int, extent: int) -> int:
    return min(max(pixel, 0), extent)
