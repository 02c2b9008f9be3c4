"""What a network's last layer reads of the pictures that it learned from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from convscope.datasets import Item
from convscope.evaluation.features import batch_size, flat_features
from convscope.graph import evaluate
from convscope.learn.network_parts import penultimate
from convscope.network import Network
from convscope.network.batches import prepared_batches
from convscope.progress import Progress

# Enough to find pictures that are alike, and quick to read.
MOST_TRAINING = 2000


@dataclass(frozen=True, eq=False)
class TrainingFeatures:
    """Training pictures and what the network's last layer reads of them.

    Attributes:
        items: the pictures that could be read.
        features: (N, D).
    """

    items: tuple[Item, ...]
    features: NDArray[np.float32]


def read_features(
    network: Network,
    items: Sequence[Item],
    *,
    most: int = MOST_TRAINING,
    seed: int = 0,
    progress: Progress | None = None,
) -> TrainingFeatures | None:
    """The features of training pictures; None where none of them can be read any more.

    Args:
        network: a classifier of photos.
        items: the pictures; of more than ``most``, as many by chance.
        most: see ``items``.
        seed: of that choice.
        progress: told how many pictures are done.

    Raises:
        Cancelled: somebody asked to stop.
    """
    progress = progress or Progress()
    if len(items) > most:
        chosen = np.random.default_rng(seed).choice(len(items), most, replace=False)
        items = [items[place] for place in sorted(chosen)]
    graph = network.graph()
    layer = penultimate(graph)
    done: list[Item] = []
    features = []
    seen = 0
    for batch in prepared_batches(network, items, Item.photo, batch_size(graph)):
        if batch.inputs is not None:
            with torch.no_grad():
                values = evaluate(graph, {graph.input: batch.inputs}, [layer])
            features.append(flat_features(values[layer]))
        done += batch.sources
        seen += len(batch.sources) + len(batch.failures)
        progress.step(seen, len(items), what="reading training pictures")
        progress.check()
    return TrainingFeatures(tuple(done), np.concatenate(features)) if done else None
