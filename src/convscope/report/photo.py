"""The main job: all that a report shows of one photo, as numbers."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convscope.explanation.judged import Explanation, Question, answer, default_methods
from convscope.explanation.targets import class_target
from convscope.images import Photo, decode
from convscope.network import Network, Prediction
from convscope.objectives import class_probability
from convscope.report.provenance import Provenance, provenance
from convscope.report.score_sum import ScoreSum, sum_of_score
from convscope.report.stage import Stage, read_stages


@dataclass(frozen=True, eq=False)
class Look:
    """A network's look at one photo.

    Attributes:
        photo: the photo's name.
        size: (rows, columns) of the photo.
        view: (rows, columns, 3) the photo as the network sees it.
        predictions: the most probable classes, most probable first.
        explanations: of the first class, and of the first minus the second.
        stages: the network's stages with their strongest channels.
        score_sum: the arithmetic of the first class's score.
        provenance: how all this was made.
        opening: the Python expression that opens the network.
    """

    photo: str
    size: tuple[int, int]
    view: NDArray[np.uint8]
    predictions: tuple[Prediction, ...]
    explanations: tuple[Explanation, ...]
    stages: tuple[Stage, ...]
    score_sum: ScoreSum
    provenance: Provenance
    opening: str


def look(
    network: Network,
    source: Any,
    *,
    methods: Sequence[str] | None = None,
    layer: str | None = None,
    seed: int = 0,
    opening: str | None = None,
) -> Look:
    """Look at one photo.

    Args:
        network: a classifier of photos.
        source: anything that `convscope.images.decoding` reads.
        methods: names of the registry; by default `default_methods`.
        layer: by which layer class activation maps explain; by default the last one with places.
        seed: of all random numbers.
        opening: the Python expression that opens the network, for the report's examples.

    Raises:
        ConvscopeError: of the kind that says what is wrong.
    """
    photo = source if isinstance(source, Photo) else decode(source)
    began = time.perf_counter()
    asked = tuple(methods) if methods else default_methods(network)
    inputs = network.prepare(photo)
    predictions = network.predictions(inputs)[0]
    explanations = answer(network, photo, _questions(network, predictions), asked, layer, seed=seed)
    stages = read_stages(network.graph(inputs.shape[1:]), inputs)
    score_sum = sum_of_score(network, inputs, predictions[0].index)
    settings = {"methods": list(asked), "layer": layer, "seed": seed}
    seconds = time.perf_counter() - began
    view = explanations[0].maps[0].attribution.view
    assert view is not None
    return Look(
        photo=photo.name,
        size=(photo.rows, photo.columns),
        view=view,
        predictions=tuple(predictions),
        explanations=explanations,
        stages=stages,
        score_sum=score_sum,
        provenance=provenance(network, settings, seconds),
        opening=opening or f"convscope.open_network({network.name!r})",
    )


def _questions(network: Network, predictions: Sequence[Prediction]) -> list[Question]:
    """Why the first class, and why rather than the second; of one class alone only the former."""
    scores = [class_target(network, prediction.index) for prediction in predictions[:2]]
    judges = [class_probability(prediction.index) for prediction in predictions[:2]]
    questions = [Question(scores[0], judges[0])]
    if len(scores) == 2:
        questions.append(Question(scores[0] - scores[1], judges[0] - judges[1]))
    return questions
