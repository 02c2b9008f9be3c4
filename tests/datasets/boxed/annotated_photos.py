"""Small photos with boxes, written as VOC, as COCO and as YOLO."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image

Thing = tuple[str, tuple[Any, Any, Any, Any]]


def photo(path: Path, size: tuple[int, int] = (64, 48)) -> None:
    """A photo of (columns, rows)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, (120, 90, 60)).save(path)


def voc(folder: Path, stem: str, things: Sequence[Thing], said: tuple[int, int] = (64, 48)) -> Path:
    """A photo and its XML; each thing begins at a line of its own, the first at line 4."""
    photo(folder / "JPEGImages" / f"{stem}.png")
    size = f"<size><width>{said[0]}</width><height>{said[1]}</height></size>"
    lines = ["<annotation>", f"<filename>{stem}.png</filename>", size]
    for label, box in things:
        edges = zip(("xmin", "ymin", "xmax", "ymax"), box, strict=True)
        inner = "".join(f"<{edge}>{value}</{edge}>" for edge, value in edges)
        lines.append(f"<object><name>{label}</name><bndbox>{inner}</bndbox></object>")
    place = folder / "Annotations" / f"{stem}.xml"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("\n".join([*lines, "</annotation>"]))
    return place


def split(folder: Path, name: str, *stems: str) -> None:
    """A list of VOC's."""
    place = folder / "ImageSets" / "Main" / f"{name}.txt"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("".join(f"{stem}\n" for stem in stems))


def coco(path: Path, document: dict[str, Any]) -> Path:
    """A JSON file; its photos lie in the folder ``photos`` beside its own."""
    for image in document.get("images", ()):
        photo(path.parent.parent / "photos" / str(image.get("file_name", "x.png")))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document))
    return path


def yolo(folder: Path, name: str, text: str | None, size: tuple[int, int] = (64, 48)) -> None:
    """A photo ``images/NAME.png`` and its text, if it has one."""
    photo(folder / "images" / f"{name}.png", size)
    if text is not None:
        place = folder / "labels" / f"{name}.txt"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)


def document() -> dict[str, Any]:
    """Two photos, one of them empty; a cat, and a crowd of dogs."""
    return {
        "images": [
            {"id": 7, "file_name": "a.png", "width": 64, "height": 48},
            {"id": 9, "file_name": "b.png", "width": 64, "height": 48},
        ],
        "categories": [{"id": 3, "name": "cat"}, {"id": 1, "name": "dog"}],
        "annotations": [
            {"id": 1, "image_id": 7, "category_id": 3, "bbox": [1, 2, 10, 20], "iscrowd": 0},
            {"id": 2, "image_id": 7, "category_id": 1, "bbox": [5, 5, 30, 30], "iscrowd": 1},
        ],
    }
