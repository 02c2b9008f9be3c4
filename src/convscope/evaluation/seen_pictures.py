"""Pictures as the embedded network and a judge see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray

from convscope.datasets import Item
from convscope.errors import ImageError
from convscope.evaluation.features import features_of
from convscope.generation import Generated
from convscope.images import Photo, Preprocessing
from convscope.network import Network
from convscope.network.batches import batch_size, prepared_batches
from convscope.progress import Progress

_FEATURES = 1280


@dataclass(frozen=True, eq=False)
class SeenPictures:
    """Pictures and what two networks say of them.

    Attributes:
        photos: N.
        labels: (N,) indices of their classes.
        features: (N, D) of the embedded network.
        answers: (N,) the judge's classes; empty where nobody judges.
        failures: pictures that cannot be read, and why.
    """

    photos: tuple[Photo, ...]
    labels: NDArray[np.intp]
    features: NDArray[np.float32] = field(repr=False)
    answers: NDArray[np.intp] = field(repr=False)
    failures: tuple[ImageError, ...] = ()

    def __len__(self) -> int:
        return len(self.photos)


def of_made(
    made: Generated, network: Network, eye: Network, judge: Network | None, progress: Progress
) -> SeenPictures:
    """What is seen of made pictures.

    Args:
        made: the pictures, of all classes in turn.
        network: that made them.
        eye: the embedded network.
        judge: a classifier.
        progress: told how many are done.

    Raises:
        Cancelled: somebody asked to stop.
    """
    photos = [_photo(str(number), pixels) for number, pixels in enumerate(made.pixels)]
    labels = np.arange(len(photos)) % len(network.labels)
    return _seen(photos, labels, (), eye, judge, progress)


def read_seen(
    items: Sequence[Item], shape: Preprocessing, eye: Network, judge: Network | None, progress: Progress
) -> SeenPictures:
    """What is seen of real pictures, in the size and the colours of the made ones.

    Args:
        items: the pictures.
        shape: how a generator sees them.
        eye: the embedded network.
        judge: a classifier.
        progress: told how many are done.

    Raises:
        Cancelled: somebody asked to stop.
    """
    photos, labels, failures = [], [], []
    for item in items:
        try:
            photos.append(_photo(item.name, shape.look(item.photo())))
            labels.append(item.label)
        except ImageError as error:
            failures.append(error)
    return _seen(photos, np.array(labels, np.intp), tuple(failures), eye, judge, progress)


def _photo(name: str, pixels: NDArray[np.uint8]) -> Photo:
    return Photo(name, np.ascontiguousarray(np.broadcast_to(pixels, (*pixels.shape[:2], 3))))


def _seen(
    photos: Sequence[Photo],
    labels: NDArray[np.intp],
    failures: tuple[ImageError, ...],
    eye: Network,
    judge: Network | None,
    progress: Progress,
) -> SeenPictures:
    features, answers = [np.zeros((0, _FEATURES), np.float32)], [np.zeros(0, np.intp)]
    for batch in prepared_batches(eye, photos, lambda photo: photo, batch_size(eye.graph())):
        assert batch.inputs is not None
        features.append(features_of(eye, batch.inputs))
        if judge is not None:
            given = torch.cat([judge.prepare(photo) for photo in batch.photos])
            answers.append(judge.task.class_logits(judge.scores(given)).argmax(1).cpu().numpy())
        progress.step(sum(map(len, features)), len(photos), what="looking at pictures")
        progress.check()
    return SeenPictures(tuple(photos), labels, np.concatenate(features), np.concatenate(answers), failures)
