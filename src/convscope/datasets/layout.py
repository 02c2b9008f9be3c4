"""Whether folders are splits and classes as they seem, and what a person should know of a data set."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from posixpath import splitext

from convscope.datasets.class_folders import SPLITS, folders_of
from convscope.datasets.dataset import Dataset
from convscope.errors import DataError

# Words for splits that are not read as such, as they mean now this and now that.
_NEAR_SPLITS = {
    **SPLITS,
    **dict.fromkeys(("trn", "trainset"), "train"),
    **dict.fromkeys(("dev", "devel", "development", "eval", "evaluation", "holdout", "valset"), "val"),
    **dict.fromkeys(("tst", "testset"), "test"),
}
# Folders of these names are seldom classes.
_SELDOM_CLASSES = frozenset((
    "annotations", "backup", "data", "dataset", "examples", "images", "img", "imgs", "labels", "masks", "misc", "old",
    "other", "photos", "pictures", "sample", "samples", "temp", "thumbnails", "thumbs", "tmp", "unsorted",
))  # fmt: skip
_SHOWN = 4


def check_splits(name: str, pictures: Iterable[str]) -> None:
    """Refuse folders beside those of the splits, and folders that are splits under another name.

    Args:
        name: of the data set.
        pictures: paths of its pictures.

    Raises:
        DataError: naming the folder, and the split that it may be.
    """
    paths = [folders for folders in map(folders_of, pictures) if folders]
    splits = sorted({folders[0] for folders in paths if folders[0].lower() in SPLITS and folders[1:]})
    others = {folders[0] for folders in paths if folders[0].lower() not in SPLITS}
    if splits and others:
        first = min(others, key=lambda folder: (_near_split(folder, guess=True) is None, folder))
        meant = _near_split(first, guess=True)
        raise DataError(
            f"{name} has {', '.join(splits)} and beside {'it' if len(splits) == 1 else 'them'} a folder {first!r} of "
            "pictures, which is no split.",
            f"Rename it to {meant} if that is meant, or move it elsewhere."
            if meant
            else "The splits are train, val and test; move the folder elsewhere.",
        )
    deep = sorted({folders[0] for folders in paths if len(folders) > 1})
    near = {folder: meant for folder in deep if (meant := _near_split(folder))}
    if near and not splits:
        first, meant = next(iter(near.items()))
        raise DataError(
            f"The folder {first!r} of {name} looks like a split, and would be read as a class.",
            f"Rename it to {meant}.",
        )


def notes_on(dataset: Dataset) -> list[str]:
    """What a person should know of how a data set was read, a sentence each."""
    return [*_left_out(dataset), *_missing_in_splits(dataset), *_like_named(dataset), *_odd_classes(dataset)]


def check_trained(dataset: Dataset) -> None:
    """Refuse a class that nothing would be learned of.

    Raises:
        DataError: a class has no training picture.
    """
    for label, count in enumerate(dataset.counts("train")):
        if not count:
            where = " and ".join(split for split in dataset.splits if dataset.counts(split)[label])
            raise DataError(
                f"The class {dataset.classes[label]!r} of {dataset.name} has pictures in {where} but none in train.",
                "Give it training pictures, or take its folder out.",
            )


def _left_out(dataset: Dataset) -> list[str]:
    reasons: dict[str, list[str]] = defaultdict(list)
    for one in dataset.left_out:
        reasons[one.reason].append(one.name)
    notes = []
    for reason, names in reasons.items():
        shown = ", ".join(names[:_SHOWN]) + (", ..." if len(names) > _SHOWN else "")
        suffixes = Counter(splitext(name)[1].lower() or "no suffix" for name in names)
        kinds = ", ".join(f"{count:,} {suffix}" for suffix, count in suffixes.most_common(_SHOWN))
        notes.append(f"{len(names):,} left out ({kinds}): {reason}: {shown}")
    return notes


def _missing_in_splits(dataset: Dataset) -> list[str]:
    if not dataset.is_divided:
        return []
    counts = {split: dataset.counts(split) for split in dataset.splits}
    notes = []
    for label, name in enumerate(dataset.classes):
        filled = " and ".join(split for split in counts if counts[split][label])
        empty = [split for split in ("train", "val") if not counts[split][label]]
        notes += [f"the class {name!r} has pictures in {filled} but none in {split}" for split in empty]
    return notes


def _like_named(dataset: Dataset) -> list[str]:
    """Names that differ only in capitals, in accents' encoding, or in the sign between words."""
    alike: dict[str, list[str]] = defaultdict(list)
    for name in dataset.classes:
        alike[re.sub(r"[\s_-]+", " ", unicodedata.normalize("NFKC", name)).strip().casefold()].append(name)
    pairs = [" and ".join(map(repr, names)) for names in alike.values() if len(names) > 1]
    shown = "; ".join(pairs[:_SHOWN]) + ("; ..." if len(pairs) > _SHOWN else "")
    return [f"classes that differ only in how they are written: {shown}"] if pairs else []


def _odd_classes(dataset: Dataset) -> list[str]:
    odd = [name for name in dataset.classes if name.lower() in _SELDOM_CLASSES or _near_split(name)]
    return [f"the folder {name!r} counts as a class" for name in odd]


def _near_split(folder: str, *, guess: bool = False) -> str | None:
    """The split that a folder's name means, such as train for ``training_set``; None where it means none.

    Args:
        folder: its name.
        guess: whether a misspelt word counts.
    """
    words = re.findall(r"[^\W\d_]+", folder.lower())
    meant = next((_NEAR_SPLITS[word] for word in words if word in _NEAR_SPLITS), None)
    if meant is None and guess:
        near = difflib.get_close_matches(folder.lower(), _NEAR_SPLITS, n=1, cutoff=0.75)
        return _NEAR_SPLITS[near[0]] if near else None
    return meant
