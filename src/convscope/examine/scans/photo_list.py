"""The photos of a scan in the order in which they are numbered, and how they are divided into shards.

A scan grows by parts: each is a Parquet file of the photos that were new when it began, written before the first of
them is computed.  So a scan that was killed goes on with the same shards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from convscope.datasets import Dataset, Item
from convscope.errors import ScanError
from convscope.extras import extra
from convscope.files import replacing

FOLDER = "photos"


@dataclass(frozen=True)
class ListedPhoto:
    """A photo of a scan.

    Attributes:
        name: its path inside the data set.
        label: of its class; None where nobody labelled it.
        stamp: changes when its file does.
    """

    name: str
    label: str | None
    stamp: str


@dataclass(frozen=True)
class Shard:
    """Photos that are computed before they are kept.

    Attributes:
        index: the shard's place among all.
        first: number of its first photo.
        count: of its photos.
        part: photos of the growth that it belongs to, by which the engine is chosen: never by how many are left.
    """

    index: int
    first: int
    count: int
    part: int


@dataclass(frozen=True)
class PhotoList:
    """All photos of a scan.

    Attributes:
        photos: in their order; a photo's number is its place.
        parts: how many photos each growth added.
        size: photos of a shard; the last of a part has as many as are left.
    """

    photos: tuple[ListedPhoto, ...]
    parts: tuple[int, ...]
    size: int

    @property
    def shards(self) -> tuple[Shard, ...]:
        """The shards of all parts."""
        found: list[Shard] = []
        begin = 0
        for count in self.parts:
            for first in range(begin, begin + count, self.size):
                found.append(Shard(len(found), first, min(self.size, begin + count - first), count))
            begin += count
        return tuple(found)


def read_list(folder: Path, size: int) -> PhotoList:
    """The photos of the scan in a folder; none where it has not begun."""
    parts: list[list[ListedPhoto]] = []
    for path in sorted((folder / FOLDER).glob("*.parquet")):
        rows = extra("pyarrow.parquet", "examine").read_table(path).to_pydict()
        parts.append([ListedPhoto(*row) for row in zip(*rows.values(), strict=True)])
    return PhotoList(tuple(photo for part in parts for photo in part), tuple(map(len, parts)), size)


def grown(known: PhotoList, found: Mapping[str, ListedPhoto], folder: Path, name: str) -> PhotoList:
    """The list with the photos that are new, written into the scan's folder.

    Args:
        known: the photos so far.
        found: those of the data set by name, in the order in which new ones are numbered.
        folder: of the scan.
        name: of the scan, for messages.

    Raises:
        ScanError: a photo of the scan is gone or has changed.
        OutputError: the folder cannot be written to.
    """
    for photo in known.photos:
        if found.get(photo.name) != photo:
            what = "has changed since" if photo.name in found else "is no longer there, but"
            raise ScanError(
                f"{photo.name} {what} it was scanned by {name}.",
                "A scan grows by new photos only: give another name for a new scan.",
            )
    names = {photo.name for photo in known.photos}
    new = tuple(photo for photo in found.values() if photo.name not in names)
    if not new:
        return known
    _write(new, folder / FOLDER / f"{len(known.parts):06}.parquet")
    return PhotoList((*known.photos, *new), (*known.parts, len(new)), known.size)


def listed(dataset: Dataset, items: Sequence[Item]) -> dict[str, ListedPhoto]:
    """The photos of items by their names."""
    return {
        item.name: ListedPhoto(
            item.name, dataset.classes[item.label] if item.label >= 0 else None, item.source.stamp
        )
        for item in items
    }


def _write(photos: Sequence[ListedPhoto], path: Path) -> None:
    pyarrow: Any = extra("pyarrow", "examine")
    columns = {
        name: pyarrow.array([getattr(photo, name) for photo in photos], pyarrow.string())
        for name in ("name", "label", "stamp")
    }
    with replacing(path) as temporary:
        extra("pyarrow.parquet", "examine").write_table(pyarrow.table(columns), temporary, compression="zstd")
