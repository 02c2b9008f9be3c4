"""The worst errors and the suspected labels, each with the pictures that explain it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.datasets import Item
from convscope.evaluation import SuspectedLabel, nearest
from convscope.evaluation.features import TrainingFeatures
from convscope.evaluation.reading import Reading
from convscope.explanation.attribution import Attribution
from convscope.explanation.explaining import explain_all
from convscope.explanation.targets import class_target
from convscope.network import Network

NEIGHBOURS = 3
SUSPECTS = 12
THUMBNAIL = 112


@dataclass(frozen=True, eq=False)
class Neighbour:
    """A training picture near to a photo in feature space.

    Attributes:
        name: its path in the data set.
        label: name of its class.
        similarity: cosine of the angle between the features.
        picture: a thumbnail.
    """

    name: str
    label: str
    similarity: float
    picture: Image.Image = field(repr=False)


@dataclass(frozen=True, eq=False)
class ExplainedError:
    """An error looked into.

    Attributes:
        photo: its path in the data set.
        truth: name of its class.
        said: what the network said.
        truth_probability: what it gave the true class.
        said_probability: what it gave the other.
        attribution: of the said class's score minus that of the true one.
        neighbours: the nearest training pictures, the most similar first.
    """

    photo: str
    truth: str
    said: str
    truth_probability: float
    said_probability: float
    attribution: Attribution
    neighbours: Sequence[Neighbour]


@dataclass(frozen=True, eq=False)
class Suspect:
    """A picture whose label is suspected.

    Attributes:
        photo: its path in the data set.
        given: name of the class that it is labelled with.
        suggested: name of the class that it seems to be of.
        margin: see `SuspectedLabel`.
        picture: a thumbnail.
    """

    photo: str
    given: str
    suggested: str
    margin: float
    picture: Image.Image = field(repr=False)


def look_into(
    network: Network,
    reading: Reading,
    rows: NDArray[np.intp],
    training: TrainingFeatures | None,
    classes: Sequence[str],
    method: str,
    seed: int,
) -> list[ExplainedError]:
    """Look into some errors.

    Args:
        network: that made them.
        reading: of the pictures.
        rows: the errors' places in it.
        training: features of training pictures.
        classes: names of their classes.
        method: explains the difference of the two scores.
        seed: of the method.
    """
    if not len(rows):
        return []
    answers = reading.answers
    photos = [reading.items[row].photo() for row in rows]
    targets = [
        class_target(network, int(answers.predicted[row])) - class_target(network, int(answers.truth[row]))
        for row in rows
    ]
    attributions = explain_all(network, photos, method, targets, seed=seed)
    found = nearest(answers.features[rows], training.features, NEIGHBOURS) if training else None
    cases = []
    for place, row in enumerate(rows):
        neighbours = []
        if training and found:
            neighbours = [
                _neighbour(training.items[near], classes, float(cosine))
                for near, cosine in zip(found[0][place], found[1][place], strict=True)
            ]
        truth, said = int(answers.truth[row]), int(answers.predicted[row])
        cases.append(
            ExplainedError(
                photo=answers.photos[row],
                truth=network.labels.short(truth),
                said=network.labels.short(said),
                truth_probability=float(answers.probabilities[row, truth]),
                said_probability=float(answers.probabilities[row, said]),
                attribution=attributions[place],
                neighbours=neighbours,
            )
        )
    return cases


def suspects_of(
    items: Sequence[Item], suspects: Sequence[SuspectedLabel], classes: Sequence[str]
) -> list[Suspect]:
    """The first of the suspects with their pictures."""
    return [
        Suspect(
            photo=items[suspect.row].name,
            given=classes[suspect.given].split(",")[0],
            suggested=classes[suspect.suggested].split(",")[0],
            margin=suspect.margin,
            picture=thumbnail(items[suspect.row]),
        )
        for suspect in suspects[:SUSPECTS]
    ]


def thumbnail(item: Item) -> Image.Image:
    """The middle of a picture, square and small."""
    picture = item.photo().to_pil()
    side = min(picture.size)
    left, top = (picture.width - side) // 2, (picture.height - side) // 2
    square = picture.crop((left, top, left + side, top + side))
    return square.resize((THUMBNAIL, THUMBNAIL), Image.Resampling.LANCZOS, reducing_gap=3)


def _neighbour(item: Item, classes: Sequence[str], similarity: float) -> Neighbour:
    return Neighbour(item.name, classes[item.label].split(",")[0], similarity, thumbnail(item))
