"""Detections as a JSON file in the form of COCO, for annotation tools and for `convscope data`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from convscope.detection.box_mask import run_lengths
from convscope.files import replacing
from convscope.network.detecting import DetectedPhoto


def coco_document(photos: Sequence[DetectedPhoto], labels: Sequence[str], folder: Path) -> dict[str, Any]:
    """Images, categories and annotations, each of these with its ``score``; numbers begin with 1.

    Args:
        photos: with what was found.
        labels: names of all classes.
        folder: of the file: photos below it are named from there, others by their own name alone.
    """
    numbers = {label: number for number, label in enumerate(labels, start=1)}
    annotations: list[dict[str, Any]] = []
    for image, photo in enumerate(photos, start=1):
        size = photo.photo.rows, photo.photo.columns
        for one in photo.detections:
            left, top, right, bottom = one.box
            written: dict[str, Any] = {
                "id": len(annotations) + 1,
                "image_id": image,
                "category_id": numbers[one.label],
                "bbox": [left, top, right - left, bottom - top],
                "area": (right - left) * (bottom - top),
                "iscrowd": 0,
                "score": one.score,
            }
            if one.mask is not None:
                written["area"] = int(one.mask.window(size).covered.sum())
                written["segmentation"] = run_lengths(one.mask, size)
            annotations.append(written)
    return {
        "images": [
            {
                "id": number,
                "file_name": _named(Path(one.photo.name), folder),
                "width": one.photo.columns,
                "height": one.photo.rows,
            }
            for number, one in enumerate(photos, start=1)
        ],
        "categories": [{"id": number, "name": label} for label, number in numbers.items()],
        "annotations": annotations,
    }


def _named(photo: Path, folder: Path) -> str:
    whole, below = photo.absolute(), folder.absolute()
    return whole.relative_to(below).as_posix() if whole.is_relative_to(below) else photo.name


def write_coco(photos: Sequence[DetectedPhoto], labels: Sequence[str], place: Path) -> None:
    """Write `coco_document`, whole or not at all."""
    with replacing(place) as temporary:
        temporary.write_text(
            json.dumps(coco_document(photos, labels, place.parent), ensure_ascii=False), encoding="utf-8"
        )
