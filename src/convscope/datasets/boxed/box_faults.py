"""What is wrong with the boxes of a photo, though they can be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Literal, NamedTuple

from convscope.datasets.boxed.boxed_dataset import BoxedPhoto, LabelledBox
from convscope.errors import ImageError

Kind = Literal["degenerate", "outside", "twice", "size", "mask"]

# A box may end where the photo does; tools round to the next pixel.
_ROUNDING = 1.0


class BoxFault(NamedTuple):
    """One fault.

    Attributes:
        kind: ``degenerate``, a box without area; ``outside``, one that reaches beyond the photo; ``twice``, the same
            box of the same class again; ``size``, a photo of another size than its annotation says; ``mask``, one
            that cannot be read, covers nothing, reaches beyond the photo, or is missing where other things have some.
        photo: its name.
        where: the file and the place in it.
        said: the numbers.
    """

    kind: Kind
    photo: str
    where: str
    said: str


def faults_of(photo: BoxedPhoto, size: tuple[int, int], *, have_masks: bool = False) -> Iterator[BoxFault]:
    """The faults of a photo's boxes, and of their masks.

    Args:
        photo: with its boxes.
        size: (rows, columns) that the photo really has.
        have_masks: whether things of the data set have masks.

    Raises:
        ExtraError: there are polygons, and pycocotools is not installed.
    """
    rows, columns = size
    if photo.said_size not in (None, size):
        said_rows, said_columns = photo.said_size or size
        said = f"{rows}x{columns}, its annotation says {said_rows}x{said_columns}"
        yield BoxFault("size", photo.name, photo.name, said)
    seen: Counter[tuple[int, tuple[float, ...]]] = Counter()
    for one in photo.boxes:
        left, top, right, bottom = one.box
        said = f"{left:g} {top:g} {right:g} {bottom:g}"
        is_outside = min(left, top) < -_ROUNDING or right > columns + _ROUNDING or bottom > rows + _ROUNDING
        if one.area == 0:
            yield BoxFault("degenerate", photo.name, one.where, said)
        elif is_outside:
            yield BoxFault("outside", photo.name, one.where, f"{said} in {rows}x{columns}")
        seen[one.label, one.box] += 1
        if seen[one.label, one.box] == 2:
            yield BoxFault("twice", photo.name, one.where, said)
        if have_masks and (fault := _of_mask(one, size, is_outside=is_outside)) is not None:
            yield BoxFault("mask", photo.name, one.where, fault)


def _of_mask(box: LabelledBox, size: tuple[int, int], *, is_outside: bool) -> str | None:
    """What is wrong with the mask of a thing, whose box may be known to lie outside; None where nothing is."""
    if box.mask is None:
        return None if box.is_crowd else "it has no mask, and others have"
    try:
        if not box.mask.window(size).covered.any():
            return "its mask covers no pixel"
        if not is_outside and box.mask.reaches_outside(size, _ROUNDING):
            return f"its mask reaches beyond its photo of {size[0]}x{size[1]}"
    except ImageError as error:
        return error.message
    return None
