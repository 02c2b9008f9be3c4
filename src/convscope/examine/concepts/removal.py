"""Removing a direction from a layer, and what the scores lose by it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from convscope.examine.concepts.concept_layer import ConceptLayer, Maps


def without(maps: Maps, direction: NDArray[np.floating]) -> Maps:
    """Maps (N, C, rows, columns) projected at each place onto what is orthogonal to a direction (C,)."""
    unit = (direction / np.linalg.norm(direction)).astype(np.float32)
    along = np.einsum("ncij,c->nij", maps, unit)
    found: Maps = maps - along[:, None] * unit[None, :, None, None]
    return found


def falls(layer: ConceptLayer, maps: Maps, direction: NDArray[np.floating]) -> NDArray[np.float64]:
    """By how much the scores of all classes (classes,) fall when a direction is removed, the mean over photos."""
    found: NDArray[np.float64] = (layer.logits(maps) - layer.logits(without(maps, direction))).mean(0)
    return found
