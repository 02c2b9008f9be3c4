"""A uniform random sample of photos, with what each unit makes of them.

Each photo has a number that is drawn by its name; the photos with the smallest numbers are the sample.  So the sample
of a whole is that of its parts' samples, in whatever order they come.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convscope.examine.summaries.photo_values import PhotoValues


@dataclass(frozen=True, eq=False)
class Sample:
    """What C units make of M photos.

    Attributes:
        size: the most photos that are kept.
        photos: (M,) numbers of the photos.
        priorities: (M,) the numbers drawn for them, ascending.
        labels: of the photos; None where nobody labelled one.
        drawn: (M, C) the values at a place drawn for each photo, the same of all units.
        highest: (M, C) the highest values.
    """

    size: int
    photos: NDArray[np.int64]
    priorities: NDArray[np.uint64]
    labels: tuple[str | None, ...]
    drawn: NDArray[np.float32]
    highest: NDArray[np.float32]


def draws_of(names: Sequence[str], seed: int) -> NDArray[np.uint64]:
    """(N, 2) numbers drawn by photos' names: one decides who is in the sample, the other the place."""
    drawn = b"".join(hashlib.blake2b(f"{seed}\0{name}".encode(), digest_size=16).digest() for name in names)
    return np.frombuffer(drawn, "<u8").reshape(-1, 2).astype(np.uint64)


def sample(
    photos: NDArray[np.int64],
    priorities: NDArray[np.uint64],
    labels: Sequence[str | None],
    found: PhotoValues,
    size: int,
) -> Sample:
    """The sample of some photos (N)."""
    return _smallest(Sample(size, photos, priorities, tuple(labels), found.drawn, found.highest))


def merged_samples(first: Sample, second: Sample) -> Sample:
    """The sample of the photos of both."""
    return _smallest(
        Sample(
            first.size,
            np.concatenate([first.photos, second.photos]),
            np.concatenate([first.priorities, second.priorities]),
            first.labels + second.labels,
            np.concatenate([first.drawn, second.drawn]),
            np.concatenate([first.highest, second.highest]),
        )
    )


def _smallest(everyone: Sample) -> Sample:
    order = np.lexsort((everyone.photos, everyone.priorities))[: everyone.size]
    return Sample(
        everyone.size,
        everyone.photos[order],
        everyone.priorities[order],
        tuple(everyone.labels[place] for place in order),
        everyone.drawn[order],
        everyone.highest[order],
    )
