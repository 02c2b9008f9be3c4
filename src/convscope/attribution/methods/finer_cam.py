"""Finer-CAM."""

from __future__ import annotations

from dataclasses import replace

import torch
from pydantic import Field
from torch import Tensor

from convscope.attribution.method import Maps, Options, method
from convscope.attribution.methods.grad_cam import grad_cam
from convscope.attribution.probe import Probe
from convscope.errors import MethodError
from convscope.graph import Node
from convscope.objectives.objective import Bound, Values


class FinerCamOptions(Options):
    """Options of Finer-CAM."""

    contrast: float = Field(1, ge=0, le=10, description="Weight of the similar classes that are subtracted.")
    classes: int = Field(3, ge=1, le=100, description="Similar classes to compare with.")


@method(
    "finer-cam",
    family="class activation map",
    source="Zhang, Gu, Chowdhury, Mai, Carlyn, Berger-Wolf, Su and Chao 2025, arXiv:2501.11309",
    options=FinerCamOptions,
    uses_layer=True,
    points_everywhere=True,
    scores_only=True,
)
def finer_cam(probe: Probe, options: FinerCamOptions) -> Maps:
    """Grad-CAM of the difference between a class and those with similar scores.

    Formula, with the scores y, the class c that the objective S raises most, the ``classes`` other ones whose
    scores lie nearest to y[c], and their probabilities p:

        L = Grad-CAM of S - contrast dS/dy[c] (sum over them of p y) / (sum over them of p)

    The objective is differentiated as it stands, p included.

    Use: to tell a class from those that resemble it: kinds of birds, makes of cars.
    Shapes: values (N, rows, columns) of the layer.
    Cost: two forward passes, a backward pass that ends at the scores and one that ends at the layer.
    Limits: what a class shares with similar ones is removed, even if it is the whole object; similar means near
    in the network's own scores, also where the objects are unlike.
    """
    output = probe.graph.output
    if len(output.shape) != 2 or any(output not in target.reads for target in probe.targets):
        raise MethodError(
            "finer-cam compares classes, and the objective does not read the network's scores.",
            "Name a class, or use grad-cam.",
        )
    _, scores, gradients = probe.gradients(probe.inputs, at=output)
    compared = replace(
        probe,
        targets=tuple(
            _finer(target, output, y, g, options)
            for target, y, g in zip(probe.targets, scores, gradients, strict=True)
        ),
    )
    return grad_cam(compared)


def _finer(target: Bound, output: Node, scores: Tensor, gradient: Tensor, options: FinerCamOptions) -> Bound:
    """The objective minus the mean of the classes nearest to the one that it raises most."""
    asked = gradient.argmax()
    distances = (scores - scores[asked]).abs()
    distances[asked] = torch.inf
    near = distances.argsort(stable=True)[: min(options.classes, len(scores) - 1)]
    strength = options.contrast * gradient[asked]

    def score(values: Values) -> Tensor:
        rivals = values[output][:, near]
        return target.score(values) - strength * (rivals.softmax(1) * rivals).sum(1)

    return Bound(target.reads, score)
