"""Gradients by rules that compare a photo with a reference."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from convscope.attribution.probe.probe import Probe
from convscope.graph import Node, Rules, gradient
from convscope.objectives.connection import check_connected


def gradients_beside(
    probe: Probe, references: Tensor, rules: Rules, *, copies: int = 1
) -> tuple[Tensor, Tensor]:
    """Scores (N,) and gradients (N, C, ...) of a probe's photos, each computed together with its reference.

    Args:
        probe: asks about the photos.
        references: (N, C, ...) one for each photo.
        rules: backward rules by operation or node; every value that they are given holds those of a few photos, and
            behind them those of as many references.
        copies: how many numbers the rules keep for each one of a layer's.
    """
    photos = probe.graph.input
    owners = torch.arange(len(references))

    def run(part: slice) -> tuple[Tensor, Tensor]:
        count = len(owners[part])

        def score(values: Mapping[Node, Tensor]) -> Tensor:
            return probe.score({node: value[:count] for node, value in values.items()}, owners[part])

        both = torch.cat([probe.inputs[part], references[part]])
        found = gradient(probe.graph, {photos: both}, probe.reads, score, [photos], rules)
        check_connected(found.reached, [photos], probe.reads)
        return found.scores, found.gradients[photos][:count]

    scores, gradients = zip(*probe.in_parts(run, owners, backward=True, runs=2, copies=copies), strict=True)
    return torch.cat(scores), torch.cat(gradients)
