"""The data and the network of a training, before its first step."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from torch import nn

from convscope.datasets import Dataset, divided, open_dataset
from convscope.datasets.decoding import DecodedDataset, decode_dataset, moments
from convscope.errors import ImageError
from convscope.learn.asked import Asked
from convscope.learn.trainable import Plan, plan_training
from convscope.learn.watch import Watcher


@dataclass(frozen=True)
class Prepared:
    """What a training works on.

    Attributes:
        plan: how the network is made and what pictures it takes.
        module: the network.
        decoded: the pictures as it takes them.
    """

    plan: Plan
    module: nn.Module
    decoded: DecodedDataset

    @property
    def fingerprint(self) -> str:
        """Tells other pictures, or others of one set, from these."""
        return "-".join(self.decoded.splits[split].fingerprint for split in ("train", "val"))


def prepare(asked: Asked, watcher: Watcher) -> Prepared:
    """Open the data and the network of a training, and decode the pictures as the network sees them.

    Raises:
        ConvscopeError: the data or the network cannot be opened, or do not fit each other.
    """
    dataset = divided(open_dataset(asked.data), seed=asked.seed, share=asked.split_share)
    channels, side = _first_sizes(dataset)
    plan = plan_training(
        asked.network,
        weights=asked.weights,
        channels=channels,
        side=side,
        size=asked.options.size,
        seed=asked.seed,
        run_code=asked.run_code,
    )
    # A network that does not fit the classes is said before thousands of pictures are decoded.
    module = plan.module(len(dataset.classes), asked.seed)
    decoded = decode_dataset(
        dataset,
        plan.preprocessing,
        skip_unreadable=asked.skip_unreadable,
        progress=lambda done, total: watcher.preparing("decoding", done, total),
    )
    if not plan.is_transfer:
        mean, std = moments(decoded.splits["train"])
        plan = replace(plan, preprocessing=replace(plan.preprocessing, mean=mean, std=std))
    return Prepared(plan, module, decoded)


def _first_sizes(dataset: Dataset, count: int = 16) -> tuple[int, int | None]:
    """Channels, and the usual shorter side, of some pictures evenly chosen; unreadable ones are passed over."""
    items = dataset.split("train")
    shapes = []
    for place in np.linspace(0, len(items) - 1, min(count, len(items))).round().astype(int):
        try:
            shapes.append(items[place].pixels().shape)
        except ImageError:
            continue
    if not shapes:
        return 3, None
    return shapes[0][2], int(np.median([min(shape[:2]) for shape in shapes]))
