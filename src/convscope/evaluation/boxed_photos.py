"""The photos with boxes that a detector is judged on."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from convscope.datasets.boxed import BoxedDataset, BoxedPhoto, open_boxed
from convscope.datasets.boxed.seen_boxes import inside, notes_on_boxes
from convscope.detection.judged import Found, Judged, Truth
from convscope.errors import DataError, EvaluationError, ImageError
from convscope.evaluation.judged_split import judged_run, judged_split
from convscope.images import Photo
from convscope.network import Network
from convscope.network.batches import batch_size, prepared_batches
from convscope.network.detecting import boxes_task
from convscope.network.placing import on_photo
from convscope.progress import Progress

# Detections of a lower score are too many to keep, and change an average precision by nothing that can be seen.
_LEAST = 0.01


class BoxedSplit(NamedTuple):
    """A part of some data.

    Attributes:
        data: all of them.
        split: name of the part.
        photos: of the part.
    """

    data: BoxedDataset
    split: str
    photos: tuple[BoxedPhoto, ...]


class JudgedPhotos(NamedTuple):
    """Photos with what a detector found in them.

    Attributes:
        judged: with what is there, in pixels of each photo.
        sources: where each of these is read from.
        failures: photos that cannot be read, and why.
    """

    judged: tuple[Judged, ...]
    sources: tuple[BoxedPhoto, ...]
    failures: tuple[ImageError, ...]


def boxed_split(spec: str, data: str | os.PathLike[str] | None, split: str | None) -> BoxedSplit:
    """The photos to judge on.

    Args:
        spec: of the network.
        data: place of photos with boxes; by default those of the network's run.
        split: ``train``, ``val`` or ``test``; by default test, else val, else all.

    Raises:
        DataError: there are no such data or no such split.
    """
    boxed = _data(spec, data)
    chosen = judged_split(boxed.name, boxed.splits, split)
    return BoxedSplit(boxed, chosen, boxed.splits[chosen])


def judged_photos(network: Network, part: BoxedSplit, progress: Progress) -> JudgedPhotos:
    """Find things in the photos, and put beside them what is there.

    Raises:
        NetworkError: the network finds no boxes.
        DataError: there are boxes of a class that the network does not know.
        EvaluationError: no photo can be read.
        Cancelled: somebody asked to stop.
    """
    task, numbers = boxes_task(network), _numbers(network, part.data)
    for note in notes_on_boxes(part.photos):
        progress.note(note)
    judged: list[Judged] = []
    sources: list[BoxedPhoto] = []
    failures: list[ImageError] = []
    done = 0
    for batch in prepared_batches(network, part.photos, decoded, batch_size(network.graph())):
        failures += [error for _, error in batch.failures]
        if batch.inputs is not None:
            places = network.scores(batch.inputs, passes=len(part.photos))
            found = task.detections(places, least=_LEAST)
            for source, photo, mine in zip(batch.sources, batch.photos, found, strict=True):
                placed = on_photo(mine, network, photo)
                boxes = np.array([one.box for one in placed], np.float64).reshape(-1, 4)
                scores = np.array([one.score for one in placed], np.float64)
                labels = np.array([one.index for one in placed], np.int64)
                truth = _truth(source, (photo.rows, photo.columns), part.data.classes, numbers)
                judged.append(Judged(source.name, Found(boxes, scores, labels), truth))
                sources.append(source)
        done += len(batch.order)
        progress.step(done, len(part.photos), what="evaluating")
        progress.check()
    if not judged:
        raise EvaluationError(f"No photo of {part.data.name} can be read.", "`convscope data` says why.")
    return JudgedPhotos(tuple(judged), tuple(sources), tuple(failures))


def decoded(photo: BoxedPhoto) -> Photo:
    """A photo in colours, however it is kept.

    Raises:
        ImageError: it cannot be read.
    """
    pixels = photo.source.pixels(photo.name)
    return Photo(photo.name, np.repeat(pixels, 3, axis=2) if pixels.shape[2] == 1 else pixels[..., :3])


def _data(spec: str, data: str | os.PathLike[str] | None) -> BoxedDataset:
    if data is None:
        return judged_run(spec).division.boxes()
    boxed = open_boxed(data)
    if boxed is None:
        raise DataError(
            f"{os.fspath(data)} has no boxes in a form that is known: VOC, COCO, YOLO, CSV or LabelMe.",
            "`convscope data` says what it sees there.",
        )
    return boxed


def _numbers(network: Network, data: BoxedDataset) -> Mapping[str, int]:
    """Of each class of the network its index."""
    labels = network.labels.names
    numbers = {label: index for index, label in enumerate(labels)}
    unknown = [label for label in data.classes if label not in numbers]
    if unknown:
        raise DataError(
            f"{data.name} has boxes of {unknown[0]!r}, a class that {network.name} does not know.",
            f"It knows {', '.join(labels[:10])}.",
        )
    return numbers


def _truth(
    photo: BoxedPhoto, size: tuple[int, int], classes: Sequence[str], numbers: Mapping[str, int]
) -> Truth:
    """What is there, cut off at the photo's edges as detections are."""
    rows = [(*one.box, numbers[classes[one.label]], one.is_crowd) for one in photo.boxes]
    boxes = inside(np.array(rows, np.float64).reshape(-1, 6), size)
    return Truth(boxes[:, :4], boxes[:, 4].astype(np.int64), boxes[:, 5].astype(np.bool_))
