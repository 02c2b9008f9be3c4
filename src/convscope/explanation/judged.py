"""One question about a photo, answered by several methods, each with its faithfulness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor

from convscope.attribution import Method, Probe
from convscope.explanation.attribution import Attribution
from convscope.explanation.explaining import explain_all
from convscope.explanation.request import Request
from convscope.images import Photo
from convscope.network import Network
from convscope.objectives import Objective, class_probability, parse
from convscope.objectives.classes import ClassScore
from convscope.objectives.detections import DetectionPart
from convscope.progress import Progress
from convscope.registry import find_method
from convscope.trust import Candidate, Case, Faithfulness, Metric, Score, insertion_deletion
from convscope.trust.case import Again
from convscope.trust.known import warning_about

# Parts in which places are inserted and deleted: half of a report's time at six, so that a photo takes seconds.
STEPS = 6

# The metrics that a report always shows, with their curves.
CURVES = ("insertion", "deletion")

# Where a method's own default is made for one map, not for a dozen.
OPTIONS: Mapping[str, Mapping[str, Any]] = {"smoothgrad": {"samples": 12}}


@dataclass(frozen=True, eq=False)
class JudgedMap:
    """An attribution with its method, its faithfulness, and its scores by other metrics that were asked for."""

    attribution: Attribution
    method: Method[Any]
    faithfulness: Faithfulness
    scores: Mapping[Metric[Any], Score]

    def document(self) -> dict[str, Any]:
        """What was explained by what, and how faithful the map is, in plain values."""
        return {
            "method": self.attribution.method,
            "target": self.attribution.target,
            "layer": self.attribution.layer,
            "insertion": self.faithfulness.insertion,
            "deletion": self.faithfulness.deletion,
            **{metric.name: score.value for metric, score in self.scores.items()},
            "warning": warning_about(self.attribution.method) or None,
        }


@dataclass(frozen=True)
class Question:
    """What is asked about a photo.

    Attributes:
        objective: what the methods explain.
        judge: the number by which their faithfulness is measured.
    """

    objective: Objective
    judge: Objective


@dataclass(frozen=True, eq=False)
class Explanation:
    """A question with its answers, one a method."""

    question: Question
    maps: tuple[JudgedMap, ...]


def default_methods(network: Network) -> tuple[str, ...]:
    """The methods of a report: of each kind the ones that most people look for."""
    graph = network.graph()
    last = "guided-backprop" if find_method("guided-backprop").fits(graph) else "input-x-gradient"
    first = "hirescam" if network.task.asks_locally else "grad-cam"
    asked = (first, "layercam", "saliency", "smoothgrad", last)
    return tuple(name for name in asked if find_method(name).fits(graph))


def answer(
    network: Network, photo: Photo, questions: Sequence[Question], request: Request
) -> tuple[Explanation, ...]:
    """Ask several methods several questions about one photo; a method answers all questions in one batch.

    Each map is judged by insertion and deletion, and by the metrics of the request.
    """
    found: dict[str, list[Attribution]] = {}
    again: dict[str, Again] = {}
    for method in request.methods:
        layer = request.layer_of(method)
        options = {**OPTIONS.get(method.name, {}), **request.options_of(method.name)}
        again[method.name] = made_again(method, layer, options, request.seed)
        found[method.name] = explain_all(
            network,
            [photo] * len(questions),
            method.name,
            [question.objective for question in questions],
            layer,
            seed=request.seed,
            **options,
        )
    (inputs,) = network.prepare(photo)
    others = [metric for metric in request.metrics if metric.name not in CURVES]
    curves = {name: {"steps": STEPS, **request.options_of(name)} for name in CURVES}
    explanations = []
    for row, question in enumerate(questions):
        attributions = [found[method.name][row] for method in request.methods]
        case = Case(
            network,
            inputs,
            question.objective,
            question.judge,
            tuple(candidate_of(made, again[made.method]) for made in attributions),
            request.regions.get(photo.name),
            request.seed,
        )
        scores = {metric: metric(case, **request.options_of(metric.name)) for metric in others}
        maps = (
            JudgedMap(made, method, faithfulness, {metric: of[place] for metric, of in scores.items()})
            for place, (made, method, faithfulness) in enumerate(
                zip(attributions, request.methods, insertion_deletion(case, **curves), strict=True)
            )
        )
        explanations.append(Explanation(question, tuple(maps)))
    return tuple(explanations)


def faithfulness_of(
    network: Network,
    photo: Photo,
    attribution: Attribution,
    *,
    steps: int = STEPS,
    progress: Progress | None = None,
) -> tuple[Objective, Faithfulness]:
    """What one attribution is judged by, and its insertion and deletion with their curves, in so many steps.

    Raises:
        Cancelled: the progress was cancelled.
    """
    example = network.prepare(photo)
    objective = parse(attribution.target).held_for(network, example)
    judge = judge_of(objective)
    (inputs,) = example
    case = Case(
        network, inputs, objective, judge, (candidate_of(attribution),), progress=progress or Progress()
    )
    options = {"steps": steps}
    (found,) = insertion_deletion(case, insertion=options, deletion=options)
    return judge, found


def judge_of(objective: Objective) -> Objective:
    """What measures the faithfulness of maps of an objective: of a class or detection its probability."""
    if isinstance(objective, ClassScore) and not objective.mask:
        return class_probability(objective.label)
    if isinstance(objective, DetectionPart) and objective.part == "score":
        return replace(objective, part="prob")
    return objective


def made_again(method: Method[Any], layer: str | None, options: Mapping[str, Any], seed: int) -> Again:
    """The way in which a map was made, for a metric that makes it of other photos or other weights."""

    def explain(network: Network, inputs: Tensor, objective: Objective) -> Tensor:
        probe = Probe.of(network, inputs, [objective] * len(inputs), layer=layer, seed=seed)
        return method(probe, **options).values

    return explain


def candidate_of(attribution: Attribution, again: Again | None = None) -> Candidate:
    """An attribution as what a metric judges, with the way in which it was made where it is to be made again."""
    channels = attribution.channels
    return Candidate(
        attribution.method,
        torch.from_numpy(attribution.values),
        None if channels is None else torch.from_numpy(channels),
        attribution.facts,
        again,
    )
