"""Opening photos with masks by their place."""

from __future__ import annotations

import os
from pathlib import Path
from posixpath import basename, splitext

from convscope.datasets.archives import is_archive, members
from convscope.datasets.boxed import open_boxed
from convscope.datasets.class_folders import SPLITS, is_picture
from convscope.datasets.dataset import UNDIVIDED
from convscope.datasets.folders import files_below
from convscope.datasets.masked.class_names import Files
from convscope.datasets.masked.finding_coding import find_coding
from convscope.datasets.masked.masked_dataset import MaskedDataset, MaskedPhoto, MaskFile
from convscope.datasets.masked.outlined_boxes import outlined_things
from convscope.datasets.masked.pairs import holds_instances, mask_pairs, split_of
from convscope.datasets.sources import FileSource
from convscope.errors import DataError
from convscope.images.files import printable
from convscope.language import keep

_LAYOUT = (
    "Put photos into a folder images and masks of the same names into a folder masks beside it, or give a JSON file "
    "of COCO with a segmentation for each annotation."
)


def masks_at(place: str | os.PathLike[str]) -> MaskedDataset:
    """Open photos with masks where there must be some; see `open_masked` and `outlined_things`.

    Boxes whose things have masks of their own, as COCO has them, are taken where there are no masks in files.

    Raises:
        DataError: there are none, or something is wrong with them.
    """
    found = open_masked(place)
    if found is None and (boxed := open_boxed(place)) is not None:
        found = outlined_things(boxed)
    if found is None:
        raise DataError(f"{printable(os.fspath(place))} holds no photos with masks.", _LAYOUT)
    return found


def open_masked(place: str | os.PathLike[str]) -> MaskedDataset | None:
    """Open photos with masks; photos are not decoded yet, masks only where no file names the classes.

    Args:
        place: a folder or an archive in which masks lie in ``masks`` beside ``images`` (see `mask_pairs` for other
            names), with or without train, val and test above or below, or in VOC's ``SegmentationClass`` with its
            lists; names of the classes in ``classes.txt``, with colours in ``class_dict.csv`` or ``labelmap.txt``.

    Returns:
        None where there are no masks in a form that is known.

    Raises:
        DataError: a mask has no photo, a list or a file of names is wrong, or there are too many classes.
    """
    path, name = Path(place), printable(os.fspath(place))
    files: Files
    if path.is_dir():
        files = {file: FileSource(one) for file, one in files_below(path).files.items()}
    elif path.is_file() and is_archive(path):
        files = members(path)[0]
    else:
        return None
    pairs, alone = mask_pairs(files)
    if not pairs:
        return None
    if alone:
        raise DataError(
            f"The mask {alone[0]} of {name} has no photo.", "Put the photo back, or remove the mask."
        )
    listed = _lists(files)
    splits: dict[str, list[MaskedPhoto]] = {split: [] for split in ("train", "val", "test", UNDIVIDED)}
    left_out = 0
    for photo in sorted(pairs):
        split = (listed.get(splitext(basename(photo))[0]) if listed else split_of(photo)) or UNDIVIDED
        if listed and split == UNDIVIDED:
            left_out += 1
            continue
        mask = pairs[photo]
        splits[split].append(MaskedPhoto(photo, files[photo], MaskFile(mask, files[mask])))
    kept = {split: tuple(photos) for split, photos in splits.items() if photos}
    masks = [MaskFile(pairs[one.name], files[pairs[one.name]]) for of in kept.values() for one in of]
    coding, notes = find_coding(name, files, masks, are_things=holds_instances(pairs.values()))
    keep(coding.names)
    others = {file for file in files if is_picture(file)} - {*pairs, *pairs.values()}
    beside = sum(not holds_instances([file]) for file in others)
    if left_out:
        notes.append(f"photos with masks that are in no list of a split and are left out: {left_out:,}")
    if beside:
        notes.append(f"pictures that are neither a mask nor a photo with one, and are left out: {beside:,}")
    return MaskedDataset(name, coding, kept, tuple(notes))


def _lists(files: Files) -> dict[str, str]:
    """Of each photo in one of VOC's lists its split."""
    found: dict[str, str] = {}
    for path in sorted(files):
        split = SPLITS.get(splitext(basename(path))[0].lower())
        folders = path.lower().split("/")[:-1]
        if split and path.lower().endswith(".txt") and folders[-2:] == ["imagesets", "segmentation"]:
            lines = files[path].content(path).decode("utf-8", "replace").splitlines()
            for number, line in enumerate(lines, start=1):
                stem = line.strip()
                if stem and found.setdefault(stem, split) != split:
                    raise DataError(
                        f"Line {number} of {path} names {stem!r}, which is in {found[stem]} already.",
                        "Remove it from one of the lists.",
                    )
    return found
