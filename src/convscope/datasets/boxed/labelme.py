"""LabelMe: a JSON file for each photo, with the outlines of its things."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from posixpath import basename, dirname, splitext
from typing import Any

from convscope.datasets.boxed.boxed_dataset import BoxedDataset, WrittenBox, WrittenPhoto, assembled_boxes
from convscope.datasets.boxed.voc import Files
from convscope.datasets.boxed.written_mask import WrittenMask
from convscope.datasets.class_folders import SPLITS, is_hidden, is_picture
from convscope.datasets.dataset import UNDIVIDED
from convscope.errors import DataError

Corners = list[tuple[float, float]]
# Corners of a circle's polygon.
_ROUND = 64


def labelme_files(files: Files) -> dict[str, Mapping[str, Any]]:
    """LabelMe's JSON files among others, with what they hold; broken ones are somebody else's business.

    Args:
        files: all files by their paths.
    """
    found: dict[str, Mapping[str, Any]] = {}
    for path in sorted(files):
        if not path.lower().endswith(".json") or is_hidden(path):
            continue
        try:
            document = json.loads(files[path].content(path))
        except ValueError:
            continue
        if (
            isinstance(document, dict)
            and isinstance(document.get("shapes"), list)
            and "imagePath" in document
        ):
            found[path] = document
    return found


def open_labelme(name: str, files: Files, written: Mapping[str, Mapping[str, Any]]) -> BoxedDataset:
    """The data set of LabelMe's files; a photo is in the split that a folder says, and without a file shows nothing.

    Polygons, rectangles and circles are things; lines and points are left out.

    Args:
        name: of the data set.
        files: all files by their paths.
        written: those of the annotations, with what they hold.

    Raises:
        DataError: a shape is wrong, or a photo is missing.
    """
    pictures = {splitext(path)[0]: path for path in sorted(files) if is_picture(path)}
    of_photo: dict[str, list[WrittenBox]] = {path: [] for path in pictures.values()}
    sizes: dict[str, tuple[int, int]] = {}
    left_out = 0
    for path, document in written.items():
        said = basename(str(document["imagePath"]).replace("\\", "/"))
        beside = f"{dirname(path)}/{said}".lstrip("/")
        photo = beside if beside in of_photo else pictures.get(splitext(path)[0])
        if photo is None:
            raise DataError(f"{path} is of {said}, which is not there.", "Put the photo back, or remove it.")
        rows, columns = document.get("imageHeight"), document.get("imageWidth")
        if isinstance(rows, int) and isinstance(columns, int) and rows > 0 and columns > 0:
            sizes[photo] = rows, columns
        of_photo[photo] += _things(path, document["shapes"])
        left_out += sum(_kind(shape) not in _SHAPES for shape in document["shapes"])
    notes = [f"shapes that enclose nothing, such as lines and points, are left out: {left_out:,}"]
    photos = [
        WrittenPhoto(_split(path), path, files[path], sizes.get(path), boxes)
        for path, boxes in of_photo.items()
    ]
    classes = sorted({box.label for boxes in of_photo.values() for box in boxes})
    return assembled_boxes(name, "LabelMe", photos, classes, notes if left_out else ())


def _things(path: str, shapes: Sequence[Any]) -> list[WrittenBox]:
    """The things of a file; shapes of one class and one group are parts of one thing."""
    parts: dict[tuple[Any, ...], list[Corners]] = {}
    first: dict[tuple[Any, ...], str] = {}
    for place, shape in enumerate(shapes):
        where = f"shapes[{place}] of {path}"
        label = shape.get("label") if isinstance(shape, dict) else None
        if not isinstance(label, str) or not label:
            raise DataError(f"The label of {where} is a text, got {label!r}.", "Correct it.")
        if _kind(shape) in _SHAPES:
            group = shape.get("group_id")
            key = (label, place, None) if group is None else (label, None, str(group))
            parts.setdefault(key, []).append(_outline(shape, where))
            first.setdefault(key, where)
    found = []
    for key, outlines in parts.items():
        across, down = zip(*(corner for outline in outlines for corner in outline), strict=True)
        mask = WrittenMask(
            [[edge for corner in outline for edge in corner] for outline in outlines], first[key]
        )
        box = (min(across), min(down), max(across), max(down))
        found.append(WrittenBox(box, key[0], False, first[key], mask))
    return found


def _kind(shape: Any) -> Any:
    return (shape.get("shape_type") or "polygon") if isinstance(shape, dict) else None


def _outline(shape: Mapping[str, Any], where: str) -> Corners:
    least, outlined = _SHAPES[_kind(shape)]
    points = shape.get("points")
    is_outline = (
        isinstance(points, list)
        and len(points) >= least
        and all(
            isinstance(point, list)
            and len(point) == 2
            and all(isinstance(one, int | float) and math.isfinite(one) for one in point)
            for point in points
        )
    )
    if not isinstance(points, list) or not is_outline:
        raise DataError(
            f"The points of the {_kind(shape)} {where} are {least} or more pairs of numbers.", "Draw it anew."
        )
    return outlined([(float(x), float(y)) for x, y in points])


def _rectangle(points: Corners) -> Corners:
    (left, top), (right, bottom) = points[:2]
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def _circle(points: Corners) -> Corners:
    (x, y), edge = points[:2]
    radius = math.dist((x, y), edge)
    angles = (2 * math.pi * step / _ROUND for step in range(_ROUND))
    return [(x + radius * math.cos(angle), y + radius * math.sin(angle)) for angle in angles]


# Least corners of each kind of shape, and its outline.
_SHAPES: Mapping[str, tuple[int, Callable[[Corners], Corners]]] = {
    "polygon": (3, lambda points: points),
    "rectangle": (2, _rectangle),
    "circle": (2, _circle),
}


def _split(path: str) -> str:
    words = re.split(r"[/_]", dirname(path).lower())
    return next((SPLITS[word] for word in reversed(words) if word in SPLITS), UNDIVIDED)
