"""Several methods explain the same photos, and metrics say how far each can be trusted."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from torch import Tensor

from convscope.attribution import Method, Probe
from convscope.errors import ImageError, MethodError
from convscope.evaluation import Estimate
from convscope.explanation.attribution import Attribution
from convscope.explanation.explaining import explain_all
from convscope.explanation.judged import candidate_of
from convscope.explanation.targets import Target, objectives_of
from convscope.images import Photo, decode
from convscope.network import Network
from convscope.objectives import Objective, class_probability
from convscope.objectives.classes import ClassScore
from convscope.registry import find_method, find_metric
from convscope.report.comparison.controls import CONTROLS, control
from convscope.report.comparison.ranking import estimates, leaders, ranked
from convscope.report.provenance import Provenance, provenance
from convscope.trust import Case, Metric, Score
from convscope.trust.case import Again

METRICS = ("insertion", "deletion", "average-drop", "average-gain", "infidelity", "sparseness")

# Those of the registry that people look for most and that take at most a few dozen passes a photo.
QUICK = (
    *("grad-cam", "grad-cam++", "hirescam", "layercam", "xgrad-cam", "eigen-cam"),
    *("saliency", "input-x-gradient", "smoothgrad", "integrated-gradients", "deeplift"),
    *("guided-backprop", "deconvnet"),
)


@dataclass(frozen=True, eq=False)
class Row:
    """A method with what the metrics say of it.

    Attributes:
        name: of the method, or of the control.
        method: None for a control.
        scores: of each metric, one a photo.
        estimates: of each metric, the mean over the photos with its interval; those that apply.
        leads: the metrics by which no other method is better with certainty.
        rank: mean of its ranks by the metrics; None for a control.
        seconds: that a photo took, on average.
        passes: forward and backward passes that a photo took, on average.
        shown: its maps of the first photos.
    """

    name: str
    method: Method[Any] | None
    scores: Mapping[str, tuple[Score, ...]]
    estimates: Mapping[str, Estimate]
    leads: frozenset[str]
    rank: float | None
    seconds: float
    passes: float
    shown: tuple[Attribution, ...]


@dataclass(frozen=True, eq=False)
class Comparison:
    """Methods compared on photos.

    Attributes:
        photos: their names.
        targets: what was explained of each.
        metrics: by which the methods are compared.
        rows: the methods, best mean rank first, then the controls.
        provenance: how this was made.
    """

    photos: tuple[str, ...]
    targets: tuple[str, ...]
    metrics: tuple[Metric[Any], ...]
    rows: tuple[Row, ...]
    provenance: Provenance


def default_methods(network: Network) -> tuple[str, ...]:
    """The quick methods that this network allows."""
    return tuple(name for name in QUICK if find_method(name).fits(network.graph()))


def compare(
    network: Network,
    sources: Iterable[Any],
    *,
    methods: Sequence[str] | None = None,
    metrics: Sequence[str] | None = None,
    target: Target = None,
    layer: str | None = None,
    regions: Mapping[str, Tensor] | None = None,
    options: Mapping[str, Mapping[str, Any]] | None = None,
    seed: int = 0,
    shown: int = 6,
) -> Comparison:
    """Compare methods on photos.

    Args:
        network: takes photos.
        sources: anything that `convscope.images.decoding` reads, several.
        methods: names of the registry; by default `default_methods`.
        metrics: names of the registry; by default `METRICS`.
        target: what to explain of each photo; by default its most probable class.
        layer: by which layer class activation maps explain; by default the last one with places.
        regions: where the object is, by the photo's name: (rows, columns) of the network's view.
        options: of methods and metrics, by their names.
        seed: of all random numbers.
        shown: of how many photos the maps are kept.

    Raises:
        ConvscopeError: of the kind that says what is wrong.
    """
    began = time.perf_counter()
    asked = [find_method(name) for name in methods or default_methods(network)]
    judges = [find_metric(name) for name in metrics or METRICS]
    given = options or {}
    _check(asked, judges, given, bool(regions))
    judged: list[_Judged] = []
    for source in sources:
        photo = source if isinstance(source, Photo) else decode(source)
        case, made = _case(network, photo, asked, target, layer, given, regions or {}, seed)
        judged.append(
            _Judged(
                photo=photo.name,
                target=str(case.objective),
                scores={metric.name: metric(case, **given.get(metric.name, {})) for metric in judges},
                costs=[(attribution.seconds, attribution.passes) for attribution in made],
                shown=made if len(judged) < shown else [],
            )
        )
    if not judged:
        raise ImageError("There is no photo to compare methods on.", "Give at least one.")
    settings = {
        "methods": [m.name for m in asked],
        "metrics": [m.name for m in judges],
        "layer": layer,
        "seed": seed,
    }
    return Comparison(
        photos=tuple(each.photo for each in judged),
        targets=tuple(each.target for each in judged),
        metrics=tuple(judges),
        rows=_rows(asked, judges, judged, seed),
        provenance=provenance(network, settings, time.perf_counter() - began),
    )


@dataclass(frozen=True, eq=False)
class _Judged:
    """What is kept of one photo: scores by metric, one a map; seconds and passes by method; the maps of the first."""

    photo: str
    target: str
    scores: Mapping[str, Sequence[Score]]
    costs: Sequence[tuple[float, int]]
    shown: Sequence[Attribution]


def _check(
    methods: Sequence[Method[Any]],
    metrics: Sequence[Metric[Any]],
    options: Mapping[str, Mapping[str, Any]],
    has_regions: bool,
) -> None:
    known: dict[str, Method[Any] | Metric[Any]] = {each.name: each for each in methods}
    known |= {each.name: each for each in metrics}
    for name, given in options.items():
        if name not in known:
            raise MethodError(
                f"There are options for {name!r}, which is not compared.", f"It knows {', '.join(known)}."
            )
        known[name].parse_options(given)
    for metric in metrics:
        if metric.needs_region and not has_regions:
            raise MethodError(
                f"{metric.name} needs to know where the object is.",
                "Give a folder of masks or of VOC files with --regions.",
            )


def _case(
    network: Network,
    photo: Photo,
    methods: Sequence[Method[Any]],
    target: Target,
    layer: str | None,
    options: Mapping[str, Mapping[str, Any]],
    regions: Mapping[str, Tensor],
    seed: int,
) -> tuple[Case, list[Attribution]]:
    """The photo's maps by all methods and controls, ready to be judged."""
    inputs = network.prepare(photo)
    (objective,) = objectives_of(network, inputs, [target])
    made, candidates = [], []
    for method in methods:
        by_layer, given = layer if method.uses_layer else None, options.get(method.name, {})
        (attribution,) = explain_all(network, [photo], method.name, [objective], by_layer, seed=seed, **given)
        made.append(attribution)
        candidates.append(candidate_of(attribution, _again(method, by_layer, given, seed)))
    controls = [control(name, inputs[0], seed) for name in CONTROLS]
    judge = class_probability(objective.label) if isinstance(objective, ClassScore) else objective
    region = regions.get(photo.name)
    return Case(network, inputs[0], objective, judge, (*candidates, *controls), region, seed), made


def _again(method: Method[Any], layer: str | None, options: Mapping[str, Any], seed: int) -> Again:
    def explain(network: Network, inputs: Tensor, objective: Objective) -> Tensor:
        probe = Probe.of(network, inputs, [objective] * len(inputs), layer=layer, seed=seed)
        return method(probe, **options).values

    return explain


def _rows(
    methods: Sequence[Method[Any]], metrics: Sequence[Metric[Any]], judged: Sequence[_Judged], seed: int
) -> tuple[Row, ...]:
    names = [*(method.name for method in methods), *CONTROLS]
    values = np.full((len(judged), len(names), len(metrics)), np.nan)
    for photo, each in enumerate(judged):
        for column, metric in enumerate(metrics):
            for place, score in enumerate(each.scores[metric.name]):
                values[photo, place, column] = np.nan if score.value is None else score.value
    found = estimates(values, seed=seed)
    higher = [metric.better == "higher" for metric in metrics]
    own = values[:, : len(methods)]
    lead, rank = leaders(own, higher, seed=seed), ranked(own, higher)
    rows = []
    for place, name in enumerate(names):
        method = methods[place] if place < len(methods) else None
        costs = np.array([each.costs[place] for each in judged]) if method else np.zeros((1, 2))
        seconds, passes = costs.mean(0)
        means = zip(metrics, found[place], strict=True)
        rows.append(
            Row(
                name=name,
                method=method,
                scores={m.name: tuple(each.scores[m.name][place] for each in judged) for m in metrics},
                estimates={metric.name: mean for metric, mean in means if not np.isnan(mean.value)},
                leads=frozenset(m.name for m, leads in zip(metrics, lead[place], strict=True) if leads)
                if method
                else frozenset(),
                rank=rank[place] if method else None,
                seconds=float(seconds),
                passes=float(passes),
                shown=tuple(each.shown[place] for each in judged if each.shown) if method else (),
            )
        )
    compared = sorted((row for row in rows if row.rank is not None), key=lambda row: row.rank or 0)
    return (*compared, *(row for row in rows if row.rank is None))
