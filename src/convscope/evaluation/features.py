"""Features of photos in rows of numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from convscope.graph import Graph
from convscope.graph.forward.chunks import photos_at_a_time
from convscope.network.batches import BATCH


def flat_features(values: Tensor) -> NDArray[np.float32]:
    """(N, D): the mean over the places where the last layer with weights is a convolution."""
    pooled = values.flatten(2).mean(2) if values.dim() > 2 else values
    array: NDArray[np.float32] = pooled.float().cpu().numpy()
    return array


def batch_size(graph: Graph) -> int:
    """How many photos to ask about at a time."""
    return min(BATCH, photos_at_a_time(graph, keeps_values=False))
