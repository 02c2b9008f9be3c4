"""Fidelity: what a network still says when its layer's values are replaced by their concepts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from convscope.examine.concepts.concept_layer import ConceptLayer, Maps
from convscope.examine.concepts.found import Decomposition


@dataclass(frozen=True)
class Fidelity:
    """What is left when values are replaced by the sum of their concepts.

    Attributes:
        agreement: share of the photos that the network still takes for the class.
        score_error: mean of |f(A) - f(A')| / |f(A)| of the class's score.
        value_error: norm of A - A' as a share of that of A.
    """

    agreement: float
    score_error: float
    value_error: float


def fidelity(layer: ConceptLayer, maps: Maps, parts: Decomposition) -> Fidelity:
    """Compare what a network says of maps (N, C, rows, columns) and of the sums of their concepts.

    Source: Zhang et al. 2021, Invertible concept-based explanations.
    """
    summed = np.einsum("nkij,kc->ncij", parts.maps, parts.directions, optimize=True).astype(np.float32)
    before, after = layer.scores(maps), layer.logits(summed)
    errors = np.abs(before - after[:, layer.index]) / np.maximum(np.abs(before), 1e-12)
    return Fidelity(
        agreement=float((after.argmax(1) == layer.index).mean()),
        score_error=float(errors.mean()),
        value_error=float(np.linalg.norm(maps - summed) / max(float(np.linalg.norm(maps)), 1e-30)),
    )
