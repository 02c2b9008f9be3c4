"""The mask of a thing as COCO writes it: polygons, or run lengths."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convscope.detection.box_mask import Window
from convscope.errors import ImageError
from convscope.extras import extra

# So far beyond its photo, in parts of the photo, a polygon may reach: what lies outside is cut off.
_BEYOND = 1.0


@dataclass(frozen=True, eq=False)
class WrittenMask:
    """A mask as it is written, which is read when it is asked for.

    Attributes:
        written: COCO's ``segmentation``: a list of polygons, each x and y in turn, or ``size`` and ``counts``.
        where: the file and the place in it.
    """

    written: Any
    where: str

    def window(self, size: tuple[int, int]) -> Window:
        """Which pixels of a photo of (rows, columns) the thing covers, as pycocotools fills polygons.

        Raises:
            ImageError: it is no mask, is of another size than the photo, or lies outside of it.
            ExtraError: there are polygons, and pycocotools is not installed.
        """
        if isinstance(self.written, dict):
            return _cut(self._runs(size))
        return self._filled(size)

    def reaches_outside(self, size: tuple[int, int], rounding: float) -> bool:
        """Whether a polygon reaches beyond a photo of (rows, columns) by more than some pixels."""
        if isinstance(self.written, dict):
            return False
        return any(
            (corners < -rounding).any() or (corners > np.array(size[::-1]) + rounding).any()
            for corners in self._polygons()
        )

    def _polygons(self) -> list[NDArray[np.float64]]:
        """The corners (n, 2) of each polygon, x and y."""
        found = []
        for place, numbers in enumerate(self.written if isinstance(self.written, list) else ()):
            is_polygon = (
                isinstance(numbers, list)
                and len(numbers) >= 6
                and len(numbers) % 2 == 0
                and all(isinstance(one, int | float) and math.isfinite(one) for one in numbers)
            )
            if not is_polygon:
                raise ImageError(
                    f"Polygon {place} of {self.where} is three corners or more, x and y in turn, got "
                    f"{_shortened(numbers)}.",
                    "Correct it.",
                )
            found.append(np.array(numbers, np.float64).reshape(-1, 2))
        if not found:
            raise ImageError(
                f"The mask of {self.where} is polygons or run lengths, got {_shortened(self.written)}.",
                "Draw it, or leave the annotation out.",
            )
        return found

    def _filled(self, size: tuple[int, int]) -> Window:
        masks = extra("pycocotools.mask", "coco")
        polygons, (rows, columns) = self._polygons(), size
        least, most = (getattr(np.concatenate(polygons), name)(0) for name in ("min", "max"))
        length = np.array([columns, rows])
        if (least < -_BEYOND * length).any() or (most > (1 + _BEYOND) * length).any():
            raise ImageError(
                f"The mask of {self.where} reaches from {least[0]:g},{least[1]:g} to {most[0]:g},{most[1]:g}, and "
                f"its photo has {columns} columns and {rows} rows.",
                "Correct it: corners are x and y in pixels of the photo.",
            )
        # Moved by whole pixels to where it begins, a polygon fills the same pixels in less time.
        left, top = (int(edge) for edge in np.clip(np.floor(least), 0, length))
        right, bottom = (int(edge) for edge in np.clip(np.ceil(most) + 1, [left, top], length))
        place = slice(top, bottom), slice(left, right)
        if left == right or top == bottom:
            return Window(*place, np.zeros((bottom - top, right - left), np.bool_))
        moved = [(corners - [left, top]).ravel().tolist() for corners in polygons]
        filled = masks.merge(masks.frPyObjects(moved, bottom - top, right - left))
        runs = decoded_counts(filled["counts"].decode())
        assert runs is not None
        return Window(*place, _painted(runs, (bottom - top, right - left)))

    def _runs(self, size: tuple[int, int]) -> NDArray[np.bool_]:
        said, counts = self.written.get("size"), self.written.get("counts")
        if said != list(size):
            shown = "x".join(map(str, said)) if isinstance(said, list) else said
            raise ImageError(
                f"The mask of {self.where} is {shown}, and its photo is {size[0]}x{size[1]}.",
                "Give the mask that was drawn on this photo.",
            )
        runs = decoded_counts(counts) if isinstance(counts, str) else counts
        if (
            not isinstance(runs, list)
            or not all(isinstance(one, int) and one >= 0 for one in runs)
            or sum(runs) != size[0] * size[1]
        ):
            raise ImageError(
                f"The run lengths of {self.where} do not add up to the {size[0] * size[1]} pixels of its photo.",
                "Write them anew.",
            )
        return _painted(runs, size)


def _painted(runs: list[int], size: tuple[int, int]) -> NDArray[np.bool_]:
    """Pixels (rows, columns) of runs down the columns, the first of bare pixels."""
    return np.repeat(np.arange(len(runs)) % 2 == 1, runs).reshape(size[::-1]).T


def decoded_counts(text: str) -> list[int] | None:
    """The run lengths in COCO's short form; None where it is none.

    Each number is written in groups of five bits, the lowest first, in characters from 48 on; a sixth bit says that
    another group follows, and the fifth of the last group is the sign.  From the fourth number on each is the
    difference from the one before the last.

    Source: ``rleFrString`` of pycocotools.
    """
    runs: list[int] = []
    value = shift = 0
    for character in text:
        group = ord(character) - 48
        if not 0 <= group < 64:
            return None
        value |= (group & 31) << shift
        shift += 5
        if group & 32:
            continue
        value -= (1 << shift) if group & 16 else 0
        runs.append(value + (runs[-2] if len(runs) > 2 else 0))
        value = shift = 0
    return None if shift else runs


def _cut(covered: NDArray[np.bool_]) -> Window:
    """The part of a photo that a mask (rows, columns) covers."""
    parts = []
    for axis in (1, 0):
        places = np.flatnonzero(covered.any(axis))
        parts.append(slice(int(places[0]), int(places[-1]) + 1) if len(places) else slice(0, 0))
    return Window(parts[0], parts[1], covered[parts[0], parts[1]])


def _shortened(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}..."
