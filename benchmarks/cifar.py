"""Training on 12,000 CIFAR-10 pictures from scratch in ten minutes.

The network is a text, six convolutions with batch norm; seconds are those of the whole command but for decoding.
"""

from __future__ import annotations

import torch

from benchmarks.learning import DATA, timed
from benchmarks.measure import Figure

KEPT = "-> conv {} 3x3 padding same bias no -> batchnorm -> relu"
# Pooled before batch norm and ReLU, which then see a quarter of the values.
HALVED = "-> conv {} 3x3 padding same bias no -> maxpool 2 -> batchnorm -> relu"
# 76 million multiply-adds a picture.
NETWORK = " ".join(
    (
        "input 3x32x32",
        *(KEPT.format(32), HALVED.format(64), HALVED.format(128)),
        *(KEPT.format(128), HALVED.format(256), KEPT.format(256)),
        "-> globalavgpool -> dense 10",
    )
)
OPTIONS = {
    "epochs": 22, "augment": "flip, shift, erasing 0.5", "label_smoothing": 0.1, "ema": 0.99, "rate": 5e-3,
    "weight_decay": 0.05,
}  # fmt: skip


def run() -> list[Figure]:
    """Accuracy and time."""
    torch.set_num_threads(2)
    return timed("CIFAR-10 subset from scratch", str(DATA / "cifar10-subset.tar"), NETWORK, OPTIONS, 80, 600)
