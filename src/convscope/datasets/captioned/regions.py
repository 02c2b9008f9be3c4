"""Opening photos whose regions are told in phrases, as Visual Genome writes them."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from convscope.datasets.boxed.boxed_dataset import BoxedDataset, WrittenBox, WrittenPhoto, assembled_boxes
from convscope.datasets.boxed.named_pictures import NamedPictures
from convscope.datasets.captioned.captioned_dataset import named_split
from convscope.datasets.folders import files_below
from convscope.datasets.sources import FileSource
from convscope.errors import DataError
from convscope.images.files import printable
from convscope.network.vocabulary import words_of

FORM = "Visual Genome"
# What such a file is called in a folder; region_graphs.json holds the same regions once more.
_NAMES = ("region_descriptions", "regions")


def open_regions(place: str | os.PathLike[str]) -> BoxedDataset | None:
    """Open photos with regions and their phrases; no photo is decoded yet.

    Args:
        place: a folder with a file ``region_descriptions.json``, or whose name holds the word ``regions``; or such a
            file itself, whose photos lie below its folder.  The photo of ``id`` 5 is ``5.jpg`` or what its
            ``file_name`` says.

    Returns:
        Photos with boxes whose classes are the phrases; None where there are no regions in this form.

    Raises:
        DataError: a region is wrong, or its photo is not there; the file and the place in it are named.
    """
    path, name = Path(place), printable(os.fspath(place))
    if not path.exists() or (path.is_file() and path.suffix.lower() != ".json"):
        return None
    root = path if path.is_dir() else path.parent
    below = files_below(root).files
    chosen = [path] if path.is_file() else [one for file, one in below.items() if _is_named_so(file)]
    pictures, phrases, left_out = NamedPictures(below), dict[str, None](), list[str]()
    photos: dict[str, WrittenPhoto] = {}
    for file in sorted(chosen):
        for said, where, boxes in _written(file):
            picture = pictures.at(file.relative_to(root).as_posix(), said)
            if picture is None:
                raise DataError(
                    f"{where} is of the photo {said}, which is not there or is there twice.",
                    "Put the photo beside the file, or remove its entry.",
                )
            if picture in photos:
                raise DataError(f"{where} is of {picture}, which stands there already.", "Remove one.")
            kept = [one for one in boxes if words_of(one.label)]
            left_out += [one.where for one in boxes if not words_of(one.label)]
            phrases |= dict.fromkeys(one.label for one in kept)
            photos[picture] = WrittenPhoto(named_split(file), picture, FileSource(below[picture]), None, kept)
    if not photos:
        return None
    notes = [f"regions without words are left out: {len(left_out):,}, the first in {one}" for one in left_out]
    return assembled_boxes(name, FORM, photos.values(), tuple(phrases), notes[:1])


def _is_named_so(file: str) -> bool:
    folders, _, name = file.rpartition("/")
    # Near the top, as the photos of a data set are not.
    return folders.count("/") < 1 and name.endswith(".json") and any(one in name for one in _NAMES)


def _written(file: Path) -> Iterator[tuple[str, str, list[WrittenBox]]]:
    """Of each photo its name, where it stands and its regions, whose labels are phrases; nothing of other files."""
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise DataError(f"{file} is no whole JSON.", "Write it anew.") from error
    if not isinstance(document, list) or not all(
        isinstance(one, dict) and isinstance(one.get("regions"), list) for one in document
    ):
        return
    for place, entry in enumerate(document):
        where = f"[{place}] of {file}"
        said = entry.get("file_name", entry.get("id"))
        if not isinstance(said, str | int) or isinstance(said, bool):
            raise DataError(f"{where} has the id {said!r}.", "Write the number of a photo.")
        regions = enumerate(entry["regions"])
        boxes = [_region(one, f"regions[{number}] of {where}") for number, one in regions]
        yield said if isinstance(said, str) else f"{said}.jpg", where, boxes


def _region(region: Any, where: str) -> WrittenBox:
    of: Mapping[str, Any] = region if isinstance(region, Mapping) else {}
    left, top, width, height = (_number(of, edge, where) for edge in ("x", "y", "width", "height"))
    phrase = of.get("phrase")
    if not isinstance(phrase, str):
        raise DataError(f"The phrase of {where} is a text, got {phrase!r}.", "Correct it.")
    box = left, top, left + width, top + height
    return WrittenBox(box, " ".join(phrase.split()), is_crowd=False, where=where)


def _number(region: Mapping[str, Any], edge: str, where: str) -> float:
    value = region.get(edge)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise DataError(f"The {edge} of {where} is a number, got {value!r}.", "Correct it.")
    return float(value)
