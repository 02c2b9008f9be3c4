"""Opening a data set by its place, in every form that a user can give."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from posixpath import splitext

from convscope.datasets.archives import is_archive, members
from convscope.datasets.class_folders import (
    check_empty_classes,
    is_hidden,
    is_picture,
    place_of,
    without_wrapping,
)
from convscope.datasets.dataset import UNDIVIDED, Dataset, LeftOut, Row, assembled, several
from convscope.datasets.folders import files_below
from convscope.datasets.layout import check_splits
from convscope.datasets.masked.pairs import masks_of_photos
from convscope.datasets.named import PREFIX, open_named
from convscope.datasets.packed_arrays import idx_pairs, open_idx, open_npz
from convscope.datasets.sources import FileSource, Source
from convscope.datasets.tables import open_table
from convscope.errors import DataError
from convscope.images.files import printable


def open_dataset(
    place: str | os.PathLike[str], *, needs_labels: bool = True, allows_one: bool = False
) -> Dataset:
    """Open a data set; nothing is decoded yet.

    Args:
        place: a folder with a folder for each class, or with such folders in ``train``, ``val`` and ``test``;
            an archive of that (``.tar``, ``.tar.gz``, ``.zip`` ...); a CSV with columns ``path`` and ``label``; a
            folder of MNIST's idx files or an ``.npz`` of arrays; or ``torchvision/NAME``, downloaded if needed.
        needs_labels: whether there must be classes; else pictures may lie side by side, and a CSV need not say the
            class of any or of all.
        allows_one: whether a single class will do where there must be classes.

    Raises:
        DataError: there is no such place, it holds no picture, or, where labels are needed, no classes, too few or
            an empty one.
    """
    found = _opened(place, needs_labels=needs_labels)
    return found if allows_one or not needs_labels else several(found)


def _opened(place: str | os.PathLike[str], *, needs_labels: bool) -> Dataset:
    path = Path(place)
    name = printable(os.fspath(place))
    if name.startswith(PREFIX) and not path.exists():
        return open_named(name)
    if path.is_dir():
        pairs = idx_pairs(path)
        if pairs:
            return open_idx(pairs, name)
        return _open_folder(path, name, needs_labels)
    hint = (
        "Give a folder with a folder for each class, or an archive of that."
        if needs_labels
        else "Give a folder of photos, or an archive of one."
    )
    if not path.exists():
        raise DataError(f"There is no data set {name}.", hint)
    if is_archive(path):
        files, folders = members(path)
        return _of_paths(name, files, folders, needs_labels=needs_labels)
    if path.suffix.lower() in (".csv", ".tsv"):
        return open_table(path, name, needs_labels=needs_labels)
    if path.suffix.lower() == ".npz":
        return open_npz(path, name)
    raise DataError(f"{name} is no data set.", hint)


def _open_folder(path: Path, name: str, needs_labels: bool) -> Dataset:
    found = files_below(path)
    files = {file: FileSource(place) for file, place in found.files.items()}
    return _of_paths(name, files, found.folders, found.left_out, needs_labels=needs_labels)


def _of_paths(
    name: str,
    files: Mapping[str, Source],
    folders: Iterable[str],
    left_out: Sequence[LeftOut] = (),
    *,
    needs_labels: bool,
) -> Dataset:
    pictures = without_wrapping(path for path in files if is_picture(path))
    others = [path for path in files if not is_picture(path) and not is_hidden(path)]
    if not pictures:
        kinds = sorted({splitext(path)[1].lower() for path in others} - {""})
        raise DataError(
            f"{name} holds no picture{', but files ' + ', '.join(kinds[:4]) if kinds else ''}.",
            "Put the pictures of each class in a folder of its name." if needs_labels else "Give photos.",
        )
    wrapping = next(iter(pictures.values())).removesuffix(next(iter(pictures)))
    # Where classes are asked for, whoever learns from them says that these are none.
    masks = set() if needs_labels else masks_of_photos(pictures)
    left_out = [*left_out, *(LeftOut(path, "the mask of a photo") for path in sorted(masks))]
    placed = {path: place_of(path) for path in pictures if path not in masks}
    of_suffix = [LeftOut(path.removeprefix(wrapping), "no picture by its suffix") for path in others]
    if not needs_labels:
        rows: list[Row] = [
            (
                place.split if place else UNDIVIDED,
                place.label if place else None,
                path,
                files[pictures[path]],
                {},
            )
            for path, place in placed.items()
        ]
        return assembled(name, rows, [*left_out, *of_suffix], needs_labels=False)
    if all(place is None for place in placed.values()):
        raise DataError(
            f"{name} has no folders of classes: its pictures, {len(pictures)}, lie side by side.",
            "Put the pictures of each class in a folder of its name.",
        )
    check_splits(name, pictures)
    check_empty_classes(
        name,
        {folder.removeprefix(wrapping) for folder in folders if folder.startswith(wrapping)},
        pictures,
        [*left_out, *of_suffix],
    )
    classes = {path.rpartition("/")[0] for path, place in placed.items() if place is not None}
    return assembled(
        name,
        [
            (place.split, place.label, path, files[pictures[path]], {})
            for path, place in placed.items()
            if place is not None
        ],
        [
            *(LeftOut(path, "in no folder of a class") for path, place in placed.items() if place is None),
            *left_out,
            *(one for one in of_suffix if one.name.rpartition("/")[0] in classes),
        ],
    )
