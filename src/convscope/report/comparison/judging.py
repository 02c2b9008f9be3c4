"""Explain one photo by all methods and judge the maps by all metrics."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from convscope.explanation.attribution import Attribution
from convscope.explanation.explaining import explain_all
from convscope.explanation.judged import candidate_of, judge_of, made_again
from convscope.explanation.request import Request
from convscope.explanation.targets import objectives_of
from convscope.images import Photo
from convscope.network import Network
from convscope.report.comparison.controls import CONTROLS, control
from convscope.report.comparison.ties import first_equals
from convscope.trust import Case, Score


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
        digest: of its pixels.
        target: what was explained.
        scores: by each metric, one a map: those of the methods, then those of the controls.
        costs: of each method, what the map took.
        equal: of each method the place of the first one with an equal map, which may be its own.
        maps: one a method; none where they are not kept.
    """

    photo: str
    digest: str
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
        layer, options = request.layer_of(method), request.options_of(method.name)
        (attribution,) = explain_all(
            network, [photo], method.name, [objective], layer, seed=request.seed, **options
        )
        made.append(attribution)
        candidates.append(candidate_of(attribution, made_again(method, layer, options, request.seed)))
        piece_done()
    candidates += [control(name, inputs[0], request.seed) for name in CONTROLS]
    case = Case(
        network,
        inputs[0],
        objective,
        judge_of(objective),
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
    return JudgedPhoto(photo.name, photo.digest, str(objective), scores, costs, equal, tuple(made))
