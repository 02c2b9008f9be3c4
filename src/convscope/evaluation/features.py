"""Features of pictures, which the last layer with weights reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from convscope.datasets import Item
from convscope.graph import evaluate
from convscope.learn.network_parts import penultimate
from convscope.network import Network
from convscope.network.batches import batch_size, prepared_batches
from convscope.progress import Progress

# Enough to find pictures that are alike, and quick to read.
MOST_TRAINING = 2000


@dataclass(frozen=True, eq=False)
class TrainingFeatures:
    """Training pictures and their features.

    Attributes:
        items: the pictures that could be read.
        features: (N, D).
        classes: names that the items' labels index.
    """

    items: tuple[Item, ...]
    features: NDArray[np.float32]
    classes: tuple[str, ...] = ()

    def label(self, row: int) -> str | None:
        """The short name of a picture's class; None where nobody labelled it."""
        label = self.items[row].label
        return self.classes[label].partition(",")[0] if label >= 0 else None


def read_features(
    network: Network,
    items: Sequence[Item],
    classes: Sequence[str],
    *,
    most: int = MOST_TRAINING,
    seed: int = 0,
    progress: Progress | None = None,
) -> TrainingFeatures | None:
    """The features of training pictures; None where none of them can be read any more.

    Args:
        network: takes photos.
        items: the pictures; of more than ``most``, so many are drawn at random.
        classes: names that their labels index.
        most: the most pictures to read.
        seed: of the draw.
        progress: told how many pictures are done.

    Raises:
        Cancelled: somebody asked to stop.
    """
    progress = progress or Progress()
    if len(items) > most:
        chosen = np.random.default_rng(seed).choice(len(items), most, replace=False)
        items = [items[place] for place in sorted(chosen)]
    done: list[Item] = []
    features = []
    seen = 0
    for batch in prepared_batches(network, items, Item.photo, batch_size(network.graph())):
        if batch.inputs is not None:
            features.append(features_of(network, batch.inputs))
        done += batch.sources
        seen += len(batch.sources) + len(batch.failures)
        progress.step(seen, len(items), what="reading training pictures")
        progress.check()
    return TrainingFeatures(tuple(done), np.concatenate(features), tuple(classes)) if done else None


def features_of(network: Network, inputs: Tensor) -> NDArray[np.float32]:
    """The features (N, D) of examples (N, C, ...): what the last layer with weights reads, its mean over places.

    Raises:
        EvaluationError: the network has no layer with weights.
    """
    graph = network.graph()
    layer = penultimate(graph)
    with torch.no_grad():
        return flat_features(evaluate(graph, {graph.input: inputs}, [layer])[layer])


def flat_features(values: Tensor) -> NDArray[np.float32]:
    """Features (N, D) of values (N, D) or (N, D, ...): the mean over the places of a map."""
    pooled = values.flatten(2).mean(2) if values.dim() > 2 else values
    array: NDArray[np.float32] = pooled.float().cpu().numpy()
    return array
