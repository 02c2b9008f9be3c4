"""Parts of photos around the places at which a concept is strong."""

from __future__ import annotations

from convscope.examine.concepts.concept_layer import Maps
from convscope.examine.concepts.found import ConceptPatch

_PATCHES = 9


def strongest_places(maps: Maps, size: tuple[int, int], share: float) -> tuple[ConceptPatch, ...]:
    """The strongest place of each photo, as a patch around it; the strongest photos first.

    Args:
        maps: (N, rows, columns) of a concept's strength.
        size: (rows, columns) of the photos.
        share: side of a patch, as a share of the photo's.
    """
    rows, columns = maps.shape[1:]
    found = []
    for photo, values in enumerate(maps):
        row, column = divmod(int(values.argmax()), columns)
        top, bottom = _around((row + 0.5) / rows, size[0], share)
        left, right = _around((column + 0.5) / columns, size[1], share)
        found.append(ConceptPatch(photo, (top, left, bottom, right), float(values.max())))
    return tuple(sorted(found, key=lambda one: (-one.strength, one.photo))[:_PATCHES])


def _around(middle: float, length: int, share: float) -> tuple[int, int]:
    side = max(1, round(share * length))
    first = min(max(round(middle * length - side / 2), 0), length - side)
    return first, first + side
