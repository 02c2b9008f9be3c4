"""Explain one photo by all methods and judge the maps by all metrics."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from convscope.attribution import Method, Probe
from convscope.errors import MethodError, MetricError
from convscope.explanation.attribution import Attribution
from convscope.explanation.explaining import explain_all
from convscope.explanation.judged import candidate_of
from convscope.explanation.targets import Target, objectives_of
from convscope.images import Photo
from convscope.network import Network
from convscope.objectives import Objective, class_probability
from convscope.objectives.classes import ClassScore
from convscope.report.comparison.controls import CONTROLS, control
from convscope.report.comparison.ties import first_equals
from convscope.trust import Case, Metric, Score
from convscope.trust.case import Again

NO_OPTIONS: Mapping[str, Any] = {}


@dataclass(frozen=True, eq=False)
class Request:
    """What is compared, and by what.

    Attributes:
        methods: that explain each photo.
        metrics: that judge each map.
        target: what to explain of each photo; None for its most probable class.
        layer: by which layer class activation maps explain; None for the last one with rows and columns.
        regions: where the object is, by the photo's name: (rows, columns) of the network's view.
        options: of methods and metrics, by their names.
        seed: of all random numbers.

    Raises:
        MethodError: there are options of something else, or wrong ones of a method.
        MetricError: there are wrong options of a metric, or it needs regions and has none.
    """

    methods: tuple[Method[Any], ...]
    metrics: tuple[Metric[Any], ...]
    target: Target
    layer: str | None
    regions: Mapping[str, Tensor]
    options: Mapping[str, Mapping[str, Any]]
    seed: int

    def __post_init__(self) -> None:
        known: dict[str, Method[Any] | Metric[Any]] = {each.name: each for each in self.methods}
        known |= {each.name: each for each in self.metrics}
        for name, given in self.options.items():
            if name not in known:
                raise MethodError(
                    f"There are options for {name!r}, which is not compared.",
                    f"Compared are {', '.join(known)}.",
                )
            known[name].parse_options(given)
        for metric in self.metrics:
            if metric.needs_region and not self.regions:
                raise MetricError(
                    f"{metric.name} needs to know where the object is.",
                    "Give regions: a folder of masks or of VOC files.",
                )

    def options_of(self, name: str) -> Mapping[str, Any]:
        """The options of a method or metric."""
        return self.options.get(name, NO_OPTIONS)


@dataclass(frozen=True)
class Cost:
    """What a map took."""

    seconds: float
    passes: int


@dataclass(frozen=True, eq=False)
class JudgedPhoto:
    """What was found of one photo.

    Attributes:
        photo: its name.
        target: what was explained.
        scores: by each metric, one a map: those of the methods, then those of the controls.
        costs: of each method, what the map took.
        equal: of each method the place of the first one with an equal map, which may be its own.
        maps: one a method; none where they are not kept.
    """

    photo: str
    target: str
    scores: Mapping[str, Sequence[Score]]
    costs: tuple[Cost, ...]
    equal: tuple[int, ...]
    maps: tuple[Attribution, ...]


def judge(network: Network, photo: Photo, request: Request, piece_done: Callable[[], None]) -> JudgedPhoto:
    """Explain a photo by all methods and judge the maps; ``piece_done`` is called after each method and metric."""
    inputs = network.prepare(photo)
    (objective,) = objectives_of(network, inputs, [request.target])
    made, candidates = [], []
    for method in request.methods:
        layer, options = request.layer if method.uses_layer else None, request.options_of(method.name)
        (attribution,) = explain_all(
            network, [photo], method.name, [objective], layer, seed=request.seed, **options
        )
        made.append(attribution)
        candidates.append(candidate_of(attribution, _again(method, layer, options, request.seed)))
        piece_done()
    candidates += [control(name, inputs[0], request.seed) for name in CONTROLS]
    case = Case(
        network,
        inputs[0],
        objective,
        class_probability(objective.label) if isinstance(objective, ClassScore) else objective,
        tuple(candidates),
        request.regions.get(photo.name),
        request.seed,
    )
    scores = {}
    for metric in request.metrics:
        scores[metric.name] = metric(case, **request.options_of(metric.name))
        piece_done()
    costs = tuple(Cost(each.seconds, each.passes) for each in made)
    equal = first_equals([each.values for each in made])
    return JudgedPhoto(photo.name, str(objective), scores, costs, equal, tuple(made))


def _again(method: Method[Any], layer: str | None, options: Mapping[str, Any], seed: int) -> Again:
    def explain(network: Network, inputs: Tensor, objective: Objective) -> Tensor:
        probe = Probe.of(network, inputs, [objective] * len(inputs), layer=layer, seed=seed)
        return method(probe, **options).values

    return explain
