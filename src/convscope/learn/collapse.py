"""Whether a generator in training has collapsed: it then makes nearly the same picture of whatever noise."""

from __future__ import annotations

import numpy as np
import torch

from convscope.datasets.batches import LabelledBatch
from convscope.generation import Generated

# Two pictures of a class that differ by less than half of what two real ones do look alike.
LEAST_VARIETY = 0.5


def variety_of(made: Generated, real: LabelledBatch, classes: int) -> float:
    """How far two made pictures of a class lie from each other, divided by how far two real ones do.

    The distances are Euclidean, of pixels, and the mean is taken over pairs and then over classes; not a number
    where no class has two different real pictures and two made ones.

    Args:
        made: pictures of all classes in turn.
        real: pictures as large, with their classes.
        classes: how many there are.
    """
    pixels = torch.from_numpy(made.pixels).permute(0, 3, 1, 2).flatten(1).float()
    ratios = []
    for index in range(classes):
        own, true = pixels[index::classes], real.pictures[real.labels == index].flatten(1).float()
        if min(len(own), len(true)) > 1 and (between := torch.pdist(true).mean()) > 0:
            ratios.append(float(torch.pdist(own).mean() / between))
    return float(np.mean(ratios)) if ratios else float("nan")


def describe_collapse(variety: float) -> str:
    """One sentence with the number that shows it."""
    return (
        f"Two pictures of a class differ by {variety:.0%} of what two real ones do. In the first epochs that is "
        "usual; where it stays it is mode collapse, and a lower rate, or a ddpm, helps."
    )
