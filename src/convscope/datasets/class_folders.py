"""The class-per-folder layout, read from paths alone, so that a folder and an archive are read alike."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from posixpath import splitext

from convscope.datasets.dataset import UNDIVIDED, LeftOut
from convscope.errors import DataError
from convscope.images.folders import SUFFIXES

SPLITS = {
    **dict.fromkeys(("train", "training"), "train"),
    **dict.fromkeys(("val", "valid", "validation"), "val"),
    **dict.fromkeys(("test", "testing"), "test"),
}


@dataclass(frozen=True)
class Place:
    """Where a path stands in the layout.

    Attributes:
        split: train, val, test or all.
        label: the class.
    """

    split: str
    label: str


def is_picture(path: str) -> bool:
    """Whether a path may be a picture's: by its suffix, and no part of it hidden."""
    suffix = splitext(path)[1].lower()
    return (suffix in SUFFIXES or suffix == ".npy") and not is_hidden(path)


def is_hidden(path: str) -> bool:
    """Whether a path, or a folder on the way to it, is hidden."""
    return any(part.startswith((".", "__MACOSX")) for part in _parts(path))


def folders_of(path: str) -> list[str]:
    """The folders in which a path lies, the outermost first."""
    return _parts(path)[:-1]


def _parts(path: str) -> list[str]:
    # PurePosixPath says the same, but takes seconds for a data set of tens of thousands of pictures.
    return [part for part in path.split("/") if part not in ("", ".")]


def without_wrapping(paths: Iterable[str]) -> dict[str, str]:
    """Each path by itself without the folders that hold all the others, such as an archive's own name.

    The folders of the splits and of the classes are kept.
    """
    parts = {path: _parts(path) for path in paths}
    while parts:
        firsts = {split[0] for split in parts.values()}
        first = next(iter(firsts))
        # A lone folder of a split is no wrapping, nor is one whose pictures lie directly in it.
        if len(firsts) > 1 or first.lower() in SPLITS or min(map(len, parts.values())) < 3:
            break
        parts = {path: split[1:] for path, split in parts.items()}
    return {"/".join(rest): path for path, rest in parts.items()}


def place_of(path: str) -> Place | None:
    """Split and class of a picture's path in the data set; None for one that lies in no class's folder."""
    folders = folders_of(path)
    split = SPLITS.get(folders[0].lower()) if folders else None
    if split:
        folders = folders[1:]
    return Place(split or UNDIVIDED, folders[0]) if folders else None


def check_empty_classes(
    name: str, folders: Collection[str], pictures: Iterable[str], left_out: Iterable[LeftOut] = ()
) -> None:
    """Refuse a class whose folder holds no picture.

    Args:
        name: of the data set.
        folders: paths of its folders.
        pictures: paths of its pictures.
        left_out: files that are none of them.

    Raises:
        DataError: naming the first such class.
    """
    parents = {path.rpartition("/")[0] for path in pictures}
    filled = parents | {
        parent[:place] for parent in parents for place, sign in enumerate(parent) if sign == "/"
    }
    has_splits = any(parent.partition("/")[0].lower() in SPLITS for parent in parents)
    for folder in sorted(folders):
        parts = _parts(folder)
        # Beside folders of splits, one without pictures holds something else, such as boxes and masks.
        depth = 2 if has_splits or (parts and parts[0].lower() in SPLITS) else 1
        if has_splits and parts and parts[0].lower() not in SPLITS:
            continue
        if len(parts) == depth and folder not in filled and not any(p.startswith(".") for p in parts):
            others = (
                f", and {one.name} is {one.reason}" for one in left_out if one.name.startswith(f"{folder}/")
            )
            raise DataError(
                f"The class {parts[-1]!r} of {name} is empty: {folder} holds no picture{next(others, '')}.",
                "Put pictures in it, or remove the folder.",
            )
