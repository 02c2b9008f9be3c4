"""Near duplicates: photos of a scan that are copies of others, resized, mirrored or compressed anew."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.datasets import Item
from convscope.errors import ScanError
from convscope.examine.neighbours.search import nearest_others, unit_vectors
from convscope.examine.neighbours.thumbnails import SIDE, thumbnail
from convscope.examine.scans.reopening import items_of_scan
from convscope.examine.scans.scan import Scan
from convscope.record import Recorded, recorded
from convscope.render import contact_sheet
from convscope.render.notebook import Displayed, fragments

_NEAREST, _SMALL, _SHOWN = 8, 32, 24


@dataclass(frozen=True)
class Duplicate:
    """Two photos of which one is a copy of the other.

    Attributes:
        first: the one that comes first in the scan.
        second: the other.
        cosine: of the angle between their vectors.
        correlation: of their pixels, grey and small; of the mirrored one where that is higher.
        mirrored: whether it is.
    """

    first: str
    second: str
    cosine: float
    correlation: float
    mirrored: bool


@dataclass(frozen=True, eq=False, repr=False)
class Duplicates(Recorded, Displayed):
    """The near duplicates of a scan.

    Attributes:
        scan: its name.
        layer: whose vectors proposed the pairs.
        pairs: the surest first.
        candidates: how many pairs the vectors proposed.
        items: the pictures of the pairs.
    """

    scan: str
    layer: str
    pairs: tuple[Duplicate, ...]
    candidates: int
    items: tuple[tuple[Item, Item], ...] = field(repr=False)

    def document(self) -> dict[str, Any]:
        """The pairs in plain values."""
        return {
            "scan": self.scan,
            "layer": self.layer,
            "candidates": self.candidates,
            "duplicates": [asdict(pair) for pair in self.pairs],
        }

    def picture(self) -> Image.Image | None:
        """The first pairs side by side; None where there is none."""
        if not self.pairs:
            return None
        shown = [_side_by_side(*items) for items in self.items[:_SHOWN]]
        return contact_sheet(
            shown,
            [f"{p.correlation:.3f}{' mirrored' if p.mirrored else ''}" for p in self.pairs[:_SHOWN]],
        )

    def _line(self) -> str:
        return f"{len(self.pairs)} near duplicates in {self.scan}"

    def _fragments(self) -> Sequence[str]:
        rows = [
            (p.first, p.second, p.cosine, p.correlation, "mirrored" if p.mirrored else "") for p in self.pairs
        ]
        picture = self.picture()
        return [
            "" if picture is None else fragments.picture(picture),
            fragments.table(["photo", "copy", "cosine", "correlation", ""], rows),
        ]

    def _preview(self) -> Image.Image | None:
        return self.picture()


@recorded()
def duplicates(
    scan: str | os.PathLike[str] | Scan,
    *,
    layer: str | None = None,
    cosine: float = 0.5,
    correlation: float = 0.95,
) -> Duplicates:
    """Find photos of a scan that are copies of others: resized, mirrored, compressed anew or brighter.

    The vectors propose pairs: of each photo its eight nearest, where the cosine is high enough.  The pixels decide:
    both photos are made grey and 32 x 32, and their correlation, plain or with one mirrored, must be high.  So photos
    of one thing that are no copies fall out.  Crops are found where they leave most of the photo.

    Args:
        scan: the scan, its name or its folder.
        layer: whose vectors are compared; by default as in `convscope.similar`.
        cosine: below it pairs are not looked at.  By the embedded network copies keep more: photos that were
            mirrored, halved or compressed to a quality of 25 more than 0.75.
        correlation: of a copy at least; the same copies have more than 0.99, and of 1,200 photos of cats and dogs no
            other pair reaches 0.85.

    Raises:
        ScanError: there is no such scan, it keeps no vectors of the layer, a threshold is not from -1 to 1, or a
            photo is gone or has changed.
        ImageError: a photo cannot be read.
    """
    for name, value in (("cosine", cosine), ("correlation", correlation)):
        if not -1 <= value <= 1:
            raise ScanError(f"A threshold of {name} lies from -1 to 1, got {value:g}.", "Try 0.9.")
    kept = scan if isinstance(scan, Scan) else Scan.open(scan)
    vectors = kept.vectors_or_scores(layer)
    items = [*items_of_scan(kept, vectors.numbers.tolist())]
    near, cosines = nearest_others(unit_vectors(vectors.values), _NEAREST)
    proposed = {
        (min(row, other), max(row, other)): float(value)
        for row, (others, values) in enumerate(zip(near.tolist(), cosines.tolist(), strict=True))
        for other, value in zip(others, values, strict=True)
        if value >= cosine
    }
    small = {row: _small(items[row]) for row in sorted({row for pair in proposed for row in pair})}
    found = []
    for (first, second), value in proposed.items():
        plain, mirrored = (
            float((small[first] * one).mean()) for one in (small[second], small[second][:, ::-1])
        )
        if max(plain, mirrored) >= correlation:
            pair = Duplicate(
                items[first].name, items[second].name, value, max(plain, mirrored), mirrored > plain
            )
            found.append((pair, (items[first], items[second])))
    found.sort(key=lambda one: (-one[0].correlation, one[0].first, one[0].second))
    return Duplicates(
        kept.name,
        vectors.layer,
        tuple(pair for pair, _ in found),
        len(proposed),
        tuple(pictures for _, pictures in found),
    )


def _small(item: Item) -> NDArray[np.float64]:
    """The photo grey and small, with mean 0 and variance 1; 0 where it is even."""
    grey = item.photo().to_pil().convert("L").resize((_SMALL, _SMALL), Image.Resampling.BOX)
    values = np.asarray(grey, float)
    centred = values - values.mean()
    found: NDArray[np.float64] = centred / (centred.std() or 1)
    return found


def _side_by_side(first: Item, second: Item) -> Image.Image:
    sheet = Image.new("RGB", (2 * SIDE + 2, SIDE), "white")
    for place, item in enumerate((first, second)):
        sheet.paste(thumbnail(item.photo()), (place * (SIDE + 2), 0))
    return sheet
