"""What is said of data before they are learned from."""

from __future__ import annotations

from collections.abc import Sequence

from convscope.datasets.decoding import DecodedDataset
from convscope.learn.masked_data import (
    ReadMasks,
)
from convscope.learn.photo_data import ReadPhotos


def missing_classes(missing: Sequence[str]) -> list[str]:
    """That classes are not learned, in a sentence; none where all are."""
    return [f"No training photo shows {', '.join(missing)}: this is not learned."] if missing else []


def unreadable_pictures(decoded: DecodedDataset | ReadMasks | ReadPhotos) -> list[str]:
    """That pictures are left out, in a sentence; none where all can be read."""
    left_out = decoded.unreadable
    if not left_out:
        return []
    count = len(left_out) + sum(map(len, decoded.splits.values()))
    return [f"{len(left_out):,} of {count:,} pictures left out, the first: {left_out[0].reason}"]
