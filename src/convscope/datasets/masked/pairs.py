"""Which photo a mask belongs to, read from their paths alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from posixpath import splitext

from convscope.datasets.class_folders import SPLITS, folders_of, is_picture

_PHOTOS = ("images", "image", "imgs", "img", "photos", "jpegimages")
_CLASSES = ("masks", "mask", "segmentationclass", "segmentation", "annotations", "labels", "gt")
_INSTANCES = ("instances", "segmentationobject")
# ``trainannot`` beside ``train``, ``train_masks`` beside ``train``.
_ENDINGS = ("annot", "_annotations", "_masks", "_mask", "_labels")
_ALL = (*_CLASSES, *_ENDINGS, *_INSTANCES)


def mask_pairs(files: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """The photo of each mask.

    A mask lies where its photo does, but in a folder ``masks`` (or another name for it) in place of ``images``, or in
    ``trainannot`` in place of ``train``, under the same name, to which ``_mask`` may be added; the suffixes differ.
    Where there are masks of classes, those of instances are left alone.

    Args:
        files: all paths of a data set.

    Returns:
        The path of the mask by that of the photo, and the masks that have none; empty where there are no masks.
    """
    pictures = sorted(path for path in files if is_picture(path))
    photos = {splitext(path)[0].lower(): path for path in pictures}
    for folders in ((*_CLASSES, *_ENDINGS), _INSTANCES):
        found: dict[str, str] = {}
        alone: list[str] = []
        for path in pictures:
            wanted = list(_photos_of(splitext(path)[0].lower(), folders))
            photo = next((photos[stem] for stem in wanted if stem in photos), None)
            if photo is not None:
                found[photo] = path
            elif wanted:
                alone.append(path)
        if found:
            return found, alone
    return {}, []


def masks_of_photos(files: Iterable[str]) -> set[str]:
    """The paths of all masks, of classes and of instances, whose photo is there."""
    pictures = [path for path in files if is_picture(path)]
    photos = {splitext(path)[0].lower() for path in pictures}
    return {
        path for path in pictures if any(one in photos for one in _photos_of(splitext(path)[0].lower(), _ALL))
    }


def holds_instances(masks: Iterable[str]) -> bool:
    """Whether masks number things instead of naming classes, as their folder says."""
    return any(folder.lower() in _INSTANCES for mask in masks for folder in folders_of(mask))


def split_of(path: str) -> str | None:
    """The split that a photo's folders say, the innermost first."""
    return next((SPLITS[f.lower()] for f in reversed(folders_of(path)) if f.lower() in SPLITS), None)


def _photos_of(stem: str, folders: Iterable[str]) -> Iterator[str]:
    """Where the photo of a mask may lie, both without suffix and in lower case; nothing where it is no mask."""
    *parents, name = stem.split("/")
    known = set(folders)
    names = [name, name.removesuffix("_mask")] if name.endswith("_mask") else [name]
    for place, folder in enumerate(parents):
        others: list[str] = list(_PHOTOS) if folder in known else []
        others += [
            folder.removesuffix(ending) for ending in _ENDINGS if ending in known and folder.endswith(ending)
        ]
        for other in filter(None, others):
            for one in names:
                yield "/".join([*parents[:place], other, *parents[place + 1 :], one])
