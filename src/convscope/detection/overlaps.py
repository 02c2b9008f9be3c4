"""How much two boxes share, worked out with the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from convscope.detection.box_texts import Box
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import sentence


@dataclass(frozen=True, repr=False)
class Overlap(Displayed):
    """Intersection over union of two boxes, and its generalization that tells how far apart they are.

    Attributes:
        first: (left, top, right, bottom).
        second: likewise.
        intersection: likewise; None where the boxes share no area.
        shared: area of the intersection.
        union: area that at least one of them covers.
        hull: area of the smallest box that holds both.
    """

    first: Box
    second: Box
    intersection: Box | None
    shared: float
    union: float
    hull: float

    @property
    def iou(self) -> float:
        """What is shared in parts of the union, between 0 and 1."""
        return self.shared / self.union

    @property
    def giou(self) -> float:
        """IoU - (hull - union) / hull, between -1 and 1 (Rezatofighi et al. 2019)."""
        return self.iou - (self.hull - self.union) / self.hull

    @property
    def formula(self) -> tuple[str, ...]:
        """A line for each step, with the numbers in it."""
        first, second, shared = _area(self.first), _area(self.second), self.shared
        return (
            f"first: {_product(self.first)}",
            f"second: {_product(self.second)}",
            f"intersection: {_product(self.intersection)}"
            if self.intersection
            else "intersection: 0, no area is shared",
            f"union: {first:g} + {second:g} - {shared:g} = {self.union:g}",
            f"IoU: {shared:g} / {self.union:g} = {self.iou:.4f}",
            f"GIoU: {self.iou:.4f} - ({self.hull:g} - {self.union:g}) / {self.hull:g} = {self.giou:.4f}",
        )

    def _line(self) -> str:
        return f"IoU {self.iou:.4f}, GIoU {self.giou:.4f}"

    def _fragments(self) -> Sequence[str]:
        return [sentence(line) for line in self.formula]


def overlap(first: Box, second: Box) -> Overlap:
    """Work out how much two boxes share.

    IoU = |A and B| / |A or B|;  GIoU = IoU - (|H| - |A or B|) / |H| with H the smallest box that holds both.

    Args:
        first: (left, top, right, bottom) in pixels, of some area.
        second: likewise.
    """
    left, top = max(first[0], second[0]), max(first[1], second[1])
    right, bottom = min(first[2], second[2]), min(first[3], second[3])
    inside = (left, top, right, bottom) if right > left and bottom > top else None
    shared = _area(inside) if inside else 0.0
    hull = (
        min(first[0], second[0]),
        min(first[1], second[1]),
        max(first[2], second[2]),
        max(first[3], second[3]),
    )
    return Overlap(first, second, inside, shared, _area(first) + _area(second) - shared, _area(hull))


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _product(box: Box) -> str:
    width, height = f"({box[2]:g} - {box[0]:g})", f"({box[3]:g} - {box[1]:g})"
    return f"{width} x {height} = {_area(box):g}"
