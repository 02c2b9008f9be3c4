"""From an error to its units: which of the last layer's features raised the wrong class over the right one."""

from __future__ import annotations

import torch

from convscope.errors import EvaluationError
from convscope.evaluation.features import flat_features
from convscope.evaluation.last_layer import last_layer
from convscope.evaluation.raising_units import SHOWN, ErrorUnits, units_between
from convscope.graph import evaluate
from convscope.images import Photo, PhotoSource
from convscope.learn.network_parts import penultimate
from convscope.network import Network


def error_units(
    network: Network,
    source: PhotoSource | Photo,
    truth: str | int,
    said: str | int | None = None,
    *,
    most: int = SHOWN,
) -> ErrorUnits:
    """Show which units of the last layer's features raised a wrong class over the right one, exactly.

    The score of a class is ``sum_d weight[class, d] * feature[d] + bias[class]``, so the difference of two scores is
    ``sum_d (weight[said, d] - weight[truth, d]) * feature[d]`` and the difference of the biases.

    Args:
        network: a classifier whose last layer is linear.
        source: the photo.
        truth: name, word or number of the class that it is of.
        said: of the wrong class; by default the most probable one.
        most: how many units to name.

    Raises:
        EvaluationError: the network is no classifier, or its last layer is not linear in its features.
        ObjectiveError: it has no such class.
        ImageError: the photo cannot be read.
    """
    layer = last_layer(network) if network.task.is_exclusive else None
    if layer is None:
        raise EvaluationError(
            f"Expected a classifier whose last layer is linear, got {network.name}.",
            "Explain the difference of two scores by explain, with the target 'class:A - class:B'.",
        )
    graph = network.graph()
    scores, features = network.task.scores(graph), penultimate(graph)
    with torch.no_grad():
        values = evaluate(graph, {graph.input: network.prepare(source)}, [scores, features])
    logits = network.task.class_logits(values[scores])[0].float().cpu().numpy()
    right = _class(network, truth)
    wrong = int(logits.argmax()) if said is None else _class(network, said)
    return units_between(
        layer, flat_features(values[features])[0], logits, wrong, right, network.labels.names, most=most
    )


def _class(network: Network, said: str | int) -> int:
    return network.labels.find(f"#{said}" if isinstance(said, int) else said)
