"""Drawing the validation part of a data set that nobody has divided, copies of a picture kept together."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from convscope.cache import cache_folder, cache_room
from convscope.datasets.dataset import UNDIVIDED, Dataset, Item
from convscope.datasets.duplicates import copies
from convscope.datasets.summaries import Summaries, summarize
from convscope.errors import DataError
from convscope.files import replacing
from convscope.progress import Progress

# The folder of the cache with the copies in each data set.
_COPIES = "copies"


def divided(
    dataset: Dataset, *, seed: int = 0, share: float = 0.2, together: Iterable[Sequence[str]] = ()
) -> Dataset:
    """The data set with a training and a validation part, the latter taken from what there is.

    Stratified: ``share`` of each class, rounded, at least one item and at most all but one.  Which items depends on
    the seed, on the names of the class's items and on what shall stay together alone.  A data set that is divided
    already stays as it is.

    Args:
        dataset: what to divide.
        seed: of the draw.
        share: of each class for validation.
        together: names of items that come into the same part, unless a class would be left without a part.

    Raises:
        DataError: a class has a single item, there is nothing to train on, or the share is none.
    """
    if dataset.is_divided:
        return dataset
    if not 0 < share < 1:
        raise DataError(
            f"The share for validation lies between 0 and 1, got {share:g}.", "Write 0.2 for a fifth."
        )
    whole = dataset.splits.get("train") or dataset.splits.get(UNDIVIDED)
    if not whole:
        raise DataError(
            f"{dataset.name} has no training part but only {', '.join(dataset.splits)}.",
            "Name a folder train.",
        )
    group_of = {name: names[0] for names in together for name in names}
    of_group: dict[str, str] = {}
    parts: dict[str, list[Item]] = {"train": [], "val": []}
    for label, name in enumerate(dataset.classes):
        items = sorted((item for item in whole if item.label == label), key=lambda item: item.name)
        if len(items) == 1:
            raise DataError(
                f"The class {name!r} has one picture, and both training and validation need one.",
                "Give it more pictures, or take it out.",
            )
        units: dict[str, list[Item]] = {}
        for item in items:
            units.setdefault(group_of.get(item.name, item.name), []).append(item)
        chosen = _chosen(units, of_group, _portion(len(items), share), np.random.default_rng([seed, label]))
        if len({unit in chosen for unit in units}) < 2 and items:
            # All are copies of one picture: both parts need some all the same.
            units = {item.name: [item] for item in items}
            chosen = _chosen(units, {}, _portion(len(items), share), np.random.default_rng([seed, label]))
        for unit, members in units.items():
            part = "val" if unit in chosen else "train"
            of_group[unit] = part
            parts[part] += members
    rest = {name: items for name, items in dataset.splits.items() if name not in ("train", UNDIVIDED)}
    return replace(dataset, splits={**{part: tuple(items) for part, items in parts.items()}, **rest})


def merged(dataset: Dataset) -> Dataset:
    """The data set with its training and validation parts as one, to be divided anew; others stay as they are."""
    if not dataset.is_divided:
        return dataset
    rest = {name: items for name, items in dataset.splits.items() if name not in ("train", "val")}
    whole = dataset.splits["train"] + dataset.splits["val"]
    return replace(dataset, splits={"train": whole, **rest})


def divided_by_content(
    dataset: Dataset, *, seed: int = 0, share: float = 0.2, progress: Progress | None = None
) -> Dataset:
    """As `divided`, copies of a picture, also mirrored ones, kept together; which they are is kept in the cache.

    Args:
        dataset: what to divide.
        seed: of the draw.
        share: of each class for validation.
        progress: told how many pictures are read.

    Raises:
        DataError: a class has a single item, or there is nothing to train on.
        ExtraError: imagehash is not installed.
        Cancelled: somebody asked to stop.
    """
    if dataset.is_divided:
        return dataset
    try:
        kept = json.loads(_place(dataset).read_text())
    except (OSError, ValueError):
        kept = {}
    if kept.get("marks") == _marks(dataset):
        together = kept["copies"]
    else:
        together = kept_copies(dataset, summarize(dataset, progress or Progress()))
    return divided(dataset, seed=seed, share=share, together=together)


def kept_copies(dataset: Dataset, summaries: Summaries) -> list[list[str]]:
    """The copies among the pictures of a data set, see `copies`; `divided_by_content` finds them in the cache.

    Raises:
        OutputError: the cache cannot be written.
    """
    found = copies(summaries.seen)
    if summaries.is_complete:
        cache_room(_COPIES)
        with replacing(_place(dataset)) as temporary:
            temporary.write_text(json.dumps({"marks": _marks(dataset), "copies": found}))
    return found


def _chosen(
    units: Mapping[str, Sequence[Item]],
    of_group: Mapping[str, str],
    count: int,
    generator: np.random.Generator,
) -> set[str]:
    """The units of a class that validate, about so many items; those that another class has placed stay there."""
    chosen = {unit for unit in units if of_group.get(unit) == "val"}
    left = count - sum(len(units[unit]) for unit in chosen)
    names = list(units)
    free = [names[place] for place in generator.permutation(len(names)) if names[place] not in of_group]
    for unit in free:
        if len(units[unit]) <= left:
            chosen.add(unit)
            left -= len(units[unit])
    if not chosen and len(free) > 1:
        chosen.add(min(free, key=lambda unit: len(units[unit])))
    return chosen


def _portion(count: int, share: float) -> int:
    return min(max(round(count * share), 1), count - 1) if count else 0


def _place(dataset: Dataset) -> Path:
    place = os.path.abspath(dataset.name)  # noqa: PTH100
    name = (
        f"{Path(dataset.name).name.partition('.')[0][:40]}-{hashlib.sha256(place.encode()).hexdigest()[:16]}"
    )
    return cache_folder() / _COPIES / f"{name}.json"


def _marks(dataset: Dataset) -> str:
    """Changes when a picture does."""
    total = hashlib.sha256()
    for item in dataset.items:
        total.update(f"{item.name}\0{item.source.stamp}\n".encode())
    return total.hexdigest()
