"""Photos with detections and things, drawn at random and written down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from convscope.detection.judged import Found, Judged, Truth

Row = Sequence[float]


def judged(
    found: Sequence[Row], truth: Sequence[Row], *, crowds: Sequence[bool] = (), name: str = "a.jpg"
) -> Judged:
    """A photo of detections (left, top, right, bottom, score, class) and things (left, top, right, bottom, class)."""
    mine, there = np.array(found, float).reshape(-1, 6), np.array(truth, float).reshape(-1, 5)
    return Judged(
        name,
        Found(mine[:, :4], mine[:, 4], mine[:, 5].astype(np.int64)),
        Truth(there[:, :4], there[:, 4].astype(np.int64), np.array(crowds or [False] * len(there), bool)),
    )


def random_photos(seed: int, *, classes: int = 3, count: int = 12) -> list[Judged]:
    """Photos with things of all sizes, some crowds, and detections near them, of which some are far off."""
    generator = np.random.default_rng(seed)
    photos = []
    for number in range(count):
        things = generator.integers(0, 6)
        corner = generator.uniform(0, 300, (things, 2))
        truth = np.concatenate([corner, corner + np.exp(generator.uniform(2, 5.3, (things, 2)))], 1)
        labels = generator.integers(0, classes, things)
        near = truth.repeat(3, 0) + generator.normal(0, 8, (3 * things, 4))
        far = generator.uniform(0, 200, (4, 2))
        boxes = np.concatenate([near, np.concatenate([far, far + generator.uniform(5, 150, (4, 2))], 1)])
        boxes[:, 2:] = np.maximum(boxes[:, 2:], boxes[:, :2] + 1)
        guesses = np.concatenate([labels.repeat(3), generator.integers(0, classes, 4)])
        guesses = np.where(
            generator.random(len(guesses)) < 0.2, generator.integers(0, classes, len(guesses)), guesses
        )
        scores = generator.integers(1, 40, len(boxes)) / 40
        photos.append(
            Judged(
                f"{number}.jpg",
                Found(boxes, scores, guesses),
                Truth(truth, labels, generator.random(things) < 0.1),
            )
        )
    return photos


def of_coco(photos: Sequence[Judged], classes: int) -> Any:
    """COCO's own evaluation of the same."""
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    truth = COCO()
    annotations: list[dict[str, Any]] = []
    results: list[dict[str, Any]] = []
    for image, photo in enumerate(photos, start=1):
        for box, label, crowd in zip(photo.truth.boxes, photo.truth.labels, photo.truth.crowds, strict=True):
            sides = [box[0], box[1], box[2] - box[0], box[3] - box[1]]
            annotations.append(
                {"id": len(annotations) + 1, "image_id": image, "category_id": int(label), "bbox": sides}
                | {"area": sides[2] * sides[3], "iscrowd": int(crowd)}
            )
        for box, score, label in zip(*photo.found, strict=True):
            sides = [box[0], box[1], box[2] - box[0], box[3] - box[1]]
            results.append(
                {"image_id": image, "category_id": int(label), "bbox": sides, "score": float(score)}
            )
    truth.dataset = {
        "info": {},
        "images": [{"id": image} for image in range(1, len(photos) + 1)],
        "annotations": annotations,
        "categories": [{"id": label} for label in range(classes)],
    }
    truth.createIndex()
    evaluation = COCOeval(truth, truth.loadRes(results), "bbox")
    evaluation.evaluate()
    evaluation.accumulate()
    evaluation.summarize()
    return evaluation
