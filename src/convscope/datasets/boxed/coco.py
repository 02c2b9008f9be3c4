"""COCO: a JSON file with the photos, categories and annotations of a split."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from convscope.datasets.boxed.boxed_dataset import BoxedDataset, WrittenBox, WrittenPhoto, assembled_boxes
from convscope.datasets.boxed.named_pictures import NamedPictures
from convscope.datasets.boxed.voc import Files
from convscope.datasets.boxed.written_mask import WrittenMask
from convscope.datasets.class_folders import SPLITS, is_hidden
from convscope.datasets.dataset import UNDIVIDED
from convscope.errors import DataError

_LISTS = ("images", "annotations", "categories")


def coco_files(files: Files, chosen: str | None = None) -> dict[str, Mapping[str, Any]]:
    """COCO's JSON files among others, with what they hold.

    Args:
        files: all files by their paths.
        chosen: the only one to look at, where the user named one.

    Raises:
        DataError: a JSON file is broken that is called annotations or COCO, or that the user named.
    """
    found: dict[str, Mapping[str, Any]] = {}
    for path in sorted(files) if chosen is None else [chosen]:
        if not path.lower().endswith(".json") or is_hidden(path):
            continue
        try:
            document = json.loads(files[path].content(path))
        except (json.JSONDecodeError, UnicodeDecodeError) as error:
            if chosen is None and not re.search("annotation|coco", path.lower()):
                continue  # the business of somebody else
            raise _broken(path, error) from error
        if isinstance(document, dict) and all(isinstance(document.get(key), list) for key in _LISTS):
            found[path] = document
    return found


def open_coco(name: str, files: Files, written: Mapping[str, Mapping[str, Any]]) -> BoxedDataset:
    """The data set of COCO's files, each of them a split where its name or its folder says which.

    Args:
        name: of the data set.
        files: all files by their paths.
        written: those of the annotations, with what they hold.

    Raises:
        DataError: an annotation is wrong, or a photo is missing.
    """
    photos: list[WrittenPhoto] = []
    classes: list[str] = []
    seen: dict[str, str] = {}
    for path, document in written.items():
        names = _categories(path, document["categories"])
        classes += [label for label in names.values() if label not in classes]
        for photo in _photos(files, path, document, names):
            if photo.name in seen:
                raise DataError(
                    f"The photo {photo.name} is listed in {seen[photo.name]} and again in {path}.",
                    "Give one of the JSON files by itself, or remove the photo from one.",
                )
            seen[photo.name] = path
            photos.append(photo)
    return assembled_boxes(name, "COCO", photos, classes, ())


def _broken(path: str, error: ValueError) -> DataError:
    if isinstance(error, json.JSONDecodeError):
        return DataError(
            f"{path} is no whole JSON: line {error.lineno} is wrong ({error.msg}).", "Write it anew."
        )
    return DataError(f"{path} is no JSON: it is not written in UTF-8.", "Write it anew.")


def _split(path: str) -> str:
    """The split that a file's name or folder says: ``val`` of ``annotations/instances_val2017.json``."""
    words = re.findall(r"[a-z]+", path.lower())
    return next((SPLITS[word] for word in reversed(words) if word in SPLITS), UNDIVIDED)


def _categories(path: str, entries: Sequence[Any]) -> dict[Any, str]:
    names: dict[Any, str] = {}
    for place, entry in enumerate(entries):
        where = f"categories[{place}] of {path}"
        number, label = _value(entry, "id", int, where), _value(entry, "name", str, where)
        if number in names:
            raise DataError(f"{where} has the id {number} of {names[number]!r}.", "Give each its own id.")
        names[number] = label
    return names


def _photos(
    files: Files, path: str, document: Mapping[str, Any], names: Mapping[Any, str]
) -> list[WrittenPhoto]:
    of_image: dict[Any, list[WrittenBox]] = {}
    images: dict[Any, tuple[str, tuple[int, int] | None]] = {}
    found = NamedPictures(files)
    for place, entry in enumerate(document["images"]):
        where = f"images[{place}] of {path}"
        number = _value(entry, "id", int, where)
        if number in images:
            raise DataError(f"{where} has the id {number} of another photo.", "Give each its own id.")
        said = _value(entry, "file_name", str, where)
        picture = found.at(path, said)
        if picture is None:
            raise DataError(f"{where} names {said}, which is not there.", "Put the photo back, or remove it.")
        rows, columns = entry.get("height"), entry.get("width")
        has_size = isinstance(rows, int) and isinstance(columns, int) and rows > 0 and columns > 0
        images[number] = picture, (rows, columns) if has_size else None
        of_image[number] = []
    for place, entry in enumerate(document["annotations"]):
        where = f"annotations[{place}] of {path}"
        image, category = _value(entry, "image_id", int, where), _value(entry, "category_id", int, where)
        if image not in of_image:
            raise DataError(f"{where} is of the photo {image}, which is not listed.", "Remove it.")
        if category not in names:
            raise DataError(f"{where} is of the category {category}, which is not listed.", "Remove it.")
        left, top, width, height = _box(entry, where)
        box = (left, top, left + width, top + height)
        drawn = entry.get("segmentation")
        mask = WrittenMask(drawn, where) if drawn else None
        of_image[image].append(WrittenBox(box, names[category], bool(entry.get("iscrowd")), where, mask))
    split = _split(path)
    return [
        WrittenPhoto(split, picture, files[picture], size, of_image[number])
        for number, (picture, size) in images.items()
    ]


def _value(entry: Any, key: str, kind: type, where: str) -> Any:
    value = entry.get(key) if isinstance(entry, dict) else None
    if not isinstance(value, kind) or isinstance(value, bool):
        word = {int: "a whole number", str: "a text"}[kind]
        raise DataError(f"The {key} of {where} is {word}, got {value!r}.", "Correct it.")
    return value


def _box(entry: Mapping[str, Any], where: str) -> list[float]:
    numbers = entry.get("bbox")
    is_box = (
        isinstance(numbers, list)
        and len(numbers) == 4
        and all(isinstance(one, int | float) and math.isfinite(one) for one in numbers)
    )
    if not is_box:
        raise DataError(f"The bbox of {where} is four numbers, got {numbers!r}.", "Correct it.")
    assert isinstance(numbers, list)
    return [float(one) for one in numbers]
