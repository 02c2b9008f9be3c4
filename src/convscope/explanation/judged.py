"""One question about a photo, answered by several methods, each with its faithfulness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from convscope.attribution import Method
from convscope.explanation.attribution import Attribution
from convscope.explanation.explaining import explain_all
from convscope.images import Photo
from convscope.network import Network
from convscope.objectives import Objective
from convscope.registry import find_method
from convscope.trust import Candidate, Case, Faithfulness, insertion_deletion
from convscope.trust.case import Again
from convscope.trust.known import warning_about

# Parts in which places are inserted and deleted: half of a report's time at six, so that a photo takes seconds.
STEPS = 6

# Where a method's own default is made for one map, not for a dozen.
OPTIONS: Mapping[str, Mapping[str, Any]] = {"smoothgrad": {"samples": 12}}


@dataclass(frozen=True, eq=False)
class JudgedMap:
    """An attribution with its method and its faithfulness."""

    attribution: Attribution
    method: Method[Any]
    faithfulness: Faithfulness

    def document(self) -> dict[str, Any]:
        """What was explained by what, and how faithful the map is, in plain values."""
        return {
            "method": self.attribution.method,
            "target": self.attribution.target,
            "layer": self.attribution.layer,
            "insertion": self.faithfulness.insertion,
            "deletion": self.faithfulness.deletion,
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
    asked = ("grad-cam", "layercam", "saliency", "smoothgrad", last)
    return tuple(name for name in asked if find_method(name).fits(graph))


def answer(
    network: Network,
    photo: Photo,
    questions: Sequence[Question],
    methods: Sequence[str],
    layer: str | None = None,
    *,
    seed: int = 0,
) -> tuple[Explanation, ...]:
    """Ask several methods several questions about one photo; a method answers all questions in one batch."""
    found = {
        name: explain_all(
            network,
            [photo] * len(questions),
            name,
            [question.objective for question in questions],
            layer,
            seed=seed,
            **OPTIONS.get(name, {}),
        )
        for name in methods
    }
    (inputs,) = network.prepare(photo)
    explanations = []
    for row, question in enumerate(questions):
        attributions = [found[name][row] for name in methods]
        candidates = tuple(candidate_of(attribution) for attribution in attributions)
        case = Case(network, inputs, question.objective, question.judge, candidates, seed=seed)
        maps = (
            JudgedMap(attribution, find_method(attribution.method), faithfulness)
            for attribution, faithfulness in zip(
                attributions, insertion_deletion(case, steps=STEPS), strict=True
            )
        )
        explanations.append(Explanation(question, tuple(maps)))
    return tuple(explanations)


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
