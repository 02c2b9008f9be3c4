"""Insertion and deletion together, as a report on one photo shows them beside each map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from convscope.trust.case import Case
from convscope.trust.metrics.deletion import deletion as delete
from convscope.trust.metrics.insertion import insertion as insert


@dataclass(frozen=True)
class Faithfulness:
    """Insertion and deletion of one map, with their curves.

    Attributes:
        insertion: area under ``inserted``; the higher, the better.
        deletion: area under ``deleted``; the lower, the better.
        inserted: scores from the blurred photo to the whole one, at equal shares of inserted pixels.
        deleted: scores from the whole photo to a grey one, at equal shares of deleted pixels.
    """

    insertion: float
    deletion: float
    inserted: tuple[float, ...]
    deleted: tuple[float, ...]


def insertion_deletion(
    case: Case, *, insertion: Mapping[str, Any], deletion: Mapping[str, Any]
) -> list[Faithfulness]:
    """Insertion and deletion of a case's maps, each with its options."""
    found = []
    judged = zip(insert(case, **insertion), delete(case, **deletion), strict=True)
    for inserted, deleted in judged:
        assert inserted.value is not None
        assert deleted.value is not None
        found.append(Faithfulness(inserted.value, deleted.value, inserted.curve, deleted.curve))
    return found
