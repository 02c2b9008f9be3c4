"""The main job: all that a report shows of one photo, as numbers."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.evaluation.features import TrainingFeatures
from convscope.explanation.judged import CURVES, Explanation, Question, answer, default_methods, judge_of
from convscope.explanation.request import Request
from convscope.explanation.targets import Target, objectives_of
from convscope.images import Photo, PhotoSource, decode
from convscope.network import Network, Prediction, Predictions, Task
from convscope.network.task.boxes import Boxes
from convscope.network.task.places import Segmentation
from convscope.objectives import parse
from convscope.record import Recorded, recorded
from convscope.registry import find_method, find_metric
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import pictures, sentence
from convscope.report.checkerboard import Checkerboard, read_checkerboards
from convscope.report.neighbours import Neighbour, training_neighbours
from convscope.report.provenance import Provenance, provenance
from convscope.report.regions import Regions, given_regions
from convscope.report.score_sum import ScoreSum, sum_of_objective, sum_of_score
from convscope.report.stage import Stage, read_stages


@dataclass(frozen=True, eq=False, repr=False)
class Look(Recorded, Displayed):
    """A network's look at one photo.

    Attributes:
        photo: the photo's name.
        size: (rows, columns) of the photo.
        view: (rows, columns, 3) the photo as the network sees it.
        predictions: what the network says, the most important first.
        task: what its outputs mean.
        target: what was explained instead of what its task asks; None where nobody asked.
        nearest: the training pictures that are most similar, where these were given.
        explanations: of what its task asks: of a classifier why the first class, and why rather than the second.
        stages: the network's stages with their strongest channels.
        checkerboards: of its transposed convolutions, how unlike neighbouring outputs are by their turns alone.
        score_sum: the arithmetic of the first class's score, box's or mask's; None where that is no sum.
        provenance: how all this was made.
    """

    photo: str
    size: tuple[int, int]
    view: NDArray[np.uint8]
    predictions: tuple[Prediction, ...]
    task: Task
    target: str | None
    nearest: tuple[Neighbour, ...]
    explanations: tuple[Explanation, ...]
    stages: tuple[Stage, ...]
    checkerboards: tuple[Checkerboard, ...]
    score_sum: ScoreSum | None
    provenance: Provenance

    def document(self) -> dict[str, Any]:
        """Predictions, and the attributions with their faithfulness, in plain values."""
        return {
            "photo": self.photo,
            "predictions": [prediction.document() for prediction in self.predictions],
            **({"nearest": [one.document("similarity") for one in self.nearest]} if self.nearest else {}),
            "attributions": [judged.document() for each in self.explanations for judged in each.maps],
        }

    def _line(self) -> str:
        return (
            f"{Path(self.photo).name} by {self.provenance.network}: {Predictions(self.predictions)._line()}"
        )

    def _fragments(self) -> Sequence[str]:
        answers = [
            [(one.attribution.method, one.attribution.overlay()) for one in each.maps]
            for each in self.explanations
        ]
        targets = [each.maps[0].attribution.target for each in self.explanations]
        return [
            *Predictions(self.predictions)._fragments(),
            *(
                part
                for target, maps in zip(targets, answers, strict=True)
                for part in (sentence(f"What speaks for {target}:"), pictures(maps))
            ),
        ]

    def _preview(self) -> Image.Image:
        return self.explanations[0].maps[0].attribution.overlay()


@recorded(reads=("source", "regions"))
def look(
    network: Network,
    source: PhotoSource | Photo,
    *,
    methods: Sequence[str] | None = None,
    metrics: Sequence[str] = (),
    target: Target = None,
    layer: str | None = None,
    regions: Regions | None = None,
    options: Mapping[str, Mapping[str, Any]] | None = None,
    training: TrainingFeatures | None = None,
    seed: int = 0,
) -> Look:
    """Look at one photo.

    Args:
        network: takes one photo.
        source: anything that `convscope.images.decode` reads.
        methods: names of the registry; by default `default_methods`.
        metrics: names of the registry, by which the maps are judged beside insertion and deletion.
        target: what to explain; by default what the network's task asks, such as its most probable class, and why
            rather than the second.
        layer: by which layer class activation maps explain; by default the last one with places.
        regions: where the object is, by the photo's name: (rows, columns) of the network's view; or the folder with
            a mask (PHOTO.png) or boxes (PHOTO.xml) of the photo.
        options: of methods and metrics, by their names.
        training: the pictures that the network learned from, see
            `convscope.evaluation.learned_from.learned_from`, for the nearest ones.
        seed: of all random numbers.

    Raises:
        ConvscopeError: of the kind that says what is wrong.
    """
    photo = source if isinstance(source, Photo) else decode(source)
    began = time.perf_counter()
    annotated = given_regions(network, [photo], regions)
    request = Request(
        methods=tuple(find_method(name) for name in methods or default_methods(network)),
        metrics=tuple(find_metric(name) for name in dict.fromkeys((*CURVES, *metrics))),
        target=target,
        layer=layer,
        regions=annotated.by_photo,
        options=options or {},
        seed=seed,
    )
    inputs = network.prepare(photo)
    scores = network.scores(inputs)
    predictions = network.task.predictions(scores)[0]
    if target is None:
        asked = network.task.questions(scores)
        held = [[parse(text).held_for(network, inputs) for text in (one.target, one.judge)] for one in asked]
        questions = [Question(objective, judge) for objective, judge in held]
    else:
        questions = [Question(one, judge_of(one)) for one in objectives_of(network, inputs, [target])]
    explanations = answer(network, photo, questions, request)
    graph = network.graph(inputs.shape[1:])
    stages, checkerboards = read_stages(graph, inputs), read_checkerboards(graph, inputs)
    if predictions and isinstance(network.task, Boxes | Segmentation):
        score_sum = sum_of_objective(network, inputs, questions[0].objective)
    else:
        score_sum = sum_of_score(network, inputs, predictions[0].index)
    settings = {**request.settings(), **annotated.settings(), "training": training is not None}
    seconds = time.perf_counter() - began
    view = explanations[0].maps[0].attribution.view
    assert view is not None
    return Look(
        photo=photo.name,
        size=(photo.rows, photo.columns),
        view=view,
        predictions=tuple(predictions),
        task=network.task,
        target=None if target is None else str(questions[0].objective),
        nearest=tuple(training_neighbours(network, photo, training)) if training else (),
        explanations=explanations,
        stages=stages,
        checkerboards=checkerboards,
        score_sum=score_sum,
        provenance=provenance(network, settings, seconds),
    )
