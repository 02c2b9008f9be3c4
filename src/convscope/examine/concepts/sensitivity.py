"""How a class's score changes along directions of a layer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from convscope.examine.concepts.concept_layer import ConceptLayer, Maps


def derivatives(layer: ConceptLayer, maps: Maps, directions: NDArray[np.floating]) -> NDArray[np.float64]:
    """Derivatives (N, K) of the class's score when a direction (K, C), of length 1, grows at every place alike.

    Each is the sum over the places of the gradient's product with the direction: TCAV's sensitivity, with a vector
    that is the same at every place.
    """
    unit = directions / np.maximum(np.linalg.norm(directions, axis=1, keepdims=True), 1e-30)
    found: NDArray[np.float64] = layer.gradients(maps).sum((2, 3)).astype(np.float64) @ unit.T
    return found
