"""A data set of photos with boxes, still undecoded, in named splits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from convscope.datasets.boxed.written_mask import WrittenMask
from convscope.datasets.dataset import UNDIVIDED
from convscope.datasets.sources import FileSource, MemberSource
from convscope.language import keep


@dataclass(frozen=True)
class LabelledBox:
    """One thing in a photo.

    Attributes:
        box: (left, top, right, bottom) in pixels, as they are written; right and bottom are where the box ends.
        label: index of its class.
        is_crowd: whether it stands for many things at once, none of which a detector must find.
        where: the file and the place in it that say so.
        mask: which pixels it covers; None where nobody said.
    """

    box: tuple[float, float, float, float]
    label: int
    is_crowd: bool
    where: str
    mask: WrittenMask | None = None

    @property
    def area(self) -> float:
        """In pixels; 0 or less where the box is degenerate."""
        left, top, right, bottom = self.box
        return max(right - left, 0) * max(bottom - top, 0)


@dataclass(frozen=True)
class BoxedPhoto:
    """One photo.

    Attributes:
        name: its path inside the data set.
        source: where its pixels are.
        said_size: (rows, columns) that its annotation says; None where it says nothing.
        boxes: of all that was annotated in it; none in a photo that shows nothing.
    """

    name: str
    source: FileSource | MemberSource
    said_size: tuple[int, int] | None
    boxes: tuple[LabelledBox, ...]


@dataclass(frozen=True)
class BoxedDataset:
    """Photos with boxes in splits.

    Attributes:
        name: as the user named it.
        form: how it is written: ``VOC``, ``COCO``, ``YOLO``, ``CSV`` or ``LabelMe``.
        classes: names of the classes.
        splits: photos by split: ``train``, ``val`` and ``test``, or ``all`` where nobody divided them.
        notes: what a person should know of how it was read, a sentence each.
    """

    name: str
    form: str
    classes: tuple[str, ...]
    splits: Mapping[str, tuple[BoxedPhoto, ...]]
    notes: tuple[str, ...] = ()

    @property
    def photos(self) -> tuple[BoxedPhoto, ...]:
        """All photos, split after split."""
        return tuple(photo for photos in self.splits.values() for photo in photos)

    def counts(self, split: str) -> tuple[int, ...]:
        """Boxes of each class in a split, crowds left out."""
        found = [0] * len(self.classes)
        for photo in self.splits[split]:
            for box in photo.boxes:
                found[box.label] += not box.is_crowd
        return tuple(found)


class WrittenBox(NamedTuple):
    """A box whose class is still a word; the fields are those of `LabelledBox`."""

    box: tuple[float, float, float, float]
    label: str
    is_crowd: bool
    where: str
    mask: WrittenMask | None = None


class WrittenPhoto(NamedTuple):
    """A photo whose boxes are `WrittenBox`; the fields are its split and those of `BoxedPhoto`."""

    split: str
    name: str
    source: FileSource | MemberSource
    said_size: tuple[int, int] | None
    boxes: Sequence[WrittenBox]


def assembled_boxes(
    name: str, form: str, photos: Iterable[WrittenPhoto], classes: Sequence[str], notes: Sequence[str]
) -> BoxedDataset:
    """A data set of photos as they were read, those of a split sorted by name."""
    keep(classes)
    index = {label: place for place, label in enumerate(classes)}
    splits: dict[str, list[BoxedPhoto]] = {split: [] for split in ("train", "val", "test", UNDIVIDED)}
    for photo in photos:
        boxes = tuple(
            LabelledBox(one.box, index[one.label], one.is_crowd, one.where, one.mask) for one in photo.boxes
        )
        splits[photo.split].append(BoxedPhoto(photo.name, photo.source, photo.said_size, boxes))
    return BoxedDataset(
        name,
        form,
        tuple(classes),
        {split: tuple(sorted(found, key=lambda one: one.name)) for split, found in splits.items() if found},
        tuple(notes),
    )
