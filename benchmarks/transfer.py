"""Cats and dogs by transfer from the embedded network: the head alone, then the whole network.

Each training is the command's, with the options that the claim names; seconds are those of the whole command but
for decoding.  A head is a convex problem whose last epoch is taken, so that nothing was fitted on the 240 validation
photos; of the fine-tuned network the best epoch is told.
"""

from __future__ import annotations

import torch

from benchmarks.learning import DATA, timed
from benchmarks.measure import Figure

PETS = str(DATA / "cats-vs-dogs.tar")
FINE = {"size": 288, "fine_tune": 3, "augment": "flip, crop 0.3", "batch_size": 32, "ema": 0.98}


def run() -> list[Figure]:
    """Accuracy and time of both."""
    torch.set_num_threads(2)
    return [
        *timed("cats and dogs, head alone", PETS, "efficientnet-lite0", {"size": 288}, 98.5, 120),
        *timed("cats and dogs, fine-tuned", PETS, "efficientnet-lite0", FINE, 99.0, 900),
    ]
