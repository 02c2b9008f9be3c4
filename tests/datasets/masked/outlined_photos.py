"""Photos with things of two classes that overlap, as COCO writes them: bright discs and dark squares."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

SIZE = (64, 96)


def write_outlined(place: Path, count: int, seed: int = 0) -> Path:
    """Photos in ``images``, and a JSON file for each of train, val and test in ``annotations``."""
    generator = np.random.default_rng(seed)
    documents = {split: document() for split in ("train", "val", "test")}
    (place / "images").mkdir(parents=True)
    for number in range(count):
        split = ("train", "train", "val", "test")[number % 4]
        pixels = generator.normal(128, 10, (*SIZE, 3))
        image = {"id": number, "file_name": f"{number:03}.png", "height": SIZE[0], "width": SIZE[1]}
        documents[split]["images"].append(image)
        for _ in range(int(generator.integers(2, 5))):
            side, is_disc = int(generator.integers(14, 28)), bool(generator.random() < 0.5)
            top, left = int(generator.integers(SIZE[0] - side)), int(generator.integers(SIZE[1] - side))
            corners = disc(left, top, side) if is_disc else square(left, top, side)
            annotation(documents[split], number, 5 if is_disc else 2, corners)
            rows, columns = np.mgrid[: SIZE[0], : SIZE[1]]
            middle = top + side / 2 - 0.5, left + side / 2 - 0.5
            inside = (rows >= top) & (rows < top + side) & (columns >= left) & (columns < left + side)
            if is_disc:
                inside = (rows - middle[0]) ** 2 + (columns - middle[1]) ** 2 <= (side / 2) ** 2
            pixels[inside] = 235 if is_disc else 20
        Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(place / "images" / f"{number:03}.png")
    for split, written in documents.items():
        write(place / "annotations" / f"{split}.json", written)
    return place


def document() -> dict[str, Any]:
    """No photos yet, and two classes."""
    return {
        "images": [],
        "annotations": [],
        "categories": [{"id": 5, "name": "disc"}, {"id": 2, "name": "square"}],
    }


def annotation(
    written: dict[str, Any], image: int, category: int, corners: list[float], **other: Any
) -> None:
    """A thing of one polygon."""
    across, down = corners[::2], corners[1::2]
    box = [min(across), min(down), max(across) - min(across), max(down) - min(down)]
    one = {"id": len(written["annotations"]), "image_id": image, "category_id": category, "iscrowd": 0}
    written["annotations"].append(one | {"bbox": box, "segmentation": [corners]} | other)


def square(left: float, top: float, side: float) -> list[float]:
    """Its corners, x and y in turn."""
    return [left, top, left + side, top, left + side, top + side, left, top + side]


def disc(left: float, top: float, side: float) -> list[float]:
    """Corners of a polygon that is nearly one."""
    angles = np.linspace(0, 2 * np.pi, 32, endpoint=False)
    around = np.stack([np.cos(angles), np.sin(angles)], 1) * side / 2 + [left + side / 2, top + side / 2]
    found: list[float] = around.round(2).ravel().tolist()
    return found


def write(path: Path, written: dict[str, Any]) -> Path:
    """The JSON file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(written))
    return path
